using System.Buffers.Text;

namespace Breakeven.Workloads.Traces;

/// <summary>Moments as traces write them, in nanoseconds. Decimals are read digit by digit: a double cannot hold a nanosecond of 2026.</summary>
internal static class TraceTime
{
    // 9.2e18 ns are 292 years, which a count since 1970 does not reach before 2262.
    private const double NanosecondsMax = 9.2e18;

    /// <summary>A number of units of so many nanoseconds (a power of ten), such as 1,000,000,000 for seconds.</summary>
    public static long Read(ReadOnlySpan<byte> field, long unit, int column)
    {
        field = field.Trim(" \t\""u8);
        if (field.IsEmpty) throw new LineFault(column, "the arrival is missing", "give every request its arrival");
        if (TryDecimal(field, unit, out var nanoseconds)) return nanoseconds;
        if (!Utf8Parser.TryParse(field, out double value, out var used) || used != field.Length || double.IsNaN(value))
            throw new LineFault(column, $"the arrival \"{TokenCounts.Text(field)}\" is not a number", "write a number such as 12.5");
        if (value < 0) throw new LineFault(column, $"the arrival {TokenCounts.Text(field)} is negative", "count time from the start of the trace");
        if (!(value * unit <= NanosecondsMax)) throw new LineFault(column, $"the arrival {TokenCounts.Text(field)} is beyond 292 years", "check the column and its unit");
        return (long)Math.Round(value * unit);
    }

    // Digits with at most one point. What lies beyond a nanosecond is rounded half up.
    private static bool TryDecimal(ReadOnlySpan<byte> field, long unit, out long nanoseconds)
    {
        nanoseconds = 0;
        var point = field.IndexOf((byte)'.');
        var whole = point < 0 ? field : field[..point];
        var fraction = point < 0 ? default : field[(point + 1)..];
        if (whole.IsEmpty || whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        var most = (long)NanosecondsMax / unit;
        foreach (var digit in whole)
        {
            nanoseconds = nanoseconds * 10 + (digit - '0');
            if (nanoseconds >= most) return false;
        }
        nanoseconds *= unit;
        foreach (var digit in fraction)
        {
            if (unit == 1)
            {
                nanoseconds += digit >= '5' ? 1 : 0;
                break;
            }
            nanoseconds += (unit /= 10) * (digit - '0');
        }
        return true;
    }
}
