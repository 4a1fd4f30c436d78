using System.Buffers.Text;
using System.Text;

namespace Breakeven.Workloads.Traces;

/// <summary>Lengths as traces write them.</summary>
internal static class TokenCounts
{
    // No context of 2026 is a hundredth of this; more is a timestamp in the wrong column.
    public const long Most = 100_000_000;

    /// <summary>A whole number from 0 to <see cref="Most"/>; some writers put it as 12.0.</summary>
    public static int Read(ReadOnlySpan<byte> field, int column, string what)
    {
        field = field.Trim(" \t\""u8);
        if (Utf8Parser.TryParse(field, out long count, out var used) && (used == field.Length || IsZeroFraction(field[used..]))) return Check(count, column, what);
        if (field.IsEmpty) throw new LineFault(column, $"the {what} is missing", "give every request its two lengths in tokens, such as 0.25,374,44");
        if (Utf8Parser.TryParse(field, out double number, out used) && used == field.Length && (number < 0 || number > Most)) throw Absurd(Text(field), column, what);
        throw new LineFault(column, $"the {what} \"{Text(field)}\" is not a whole number", "write tokens as a whole number, such as 374");
    }

    public static int Check(long count, int column, string what) => count is >= 0 and <= Most
        ? (int)count
        : throw Absurd(count.ToString(System.Globalization.CultureInfo.InvariantCulture), column, what);

    /// <summary>Refuses a prompt of no tokens.</summary>
    public static int AtLeastOne(int count, int column, string what) => count > 0 ? count : throw new LineFault(column, $"the {what} is 0", "a request has at least one token of each; leave out what was not asked");

    /// <summary>What a message shows of a field.</summary>
    public static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.Length > 40 ? field[..40] : field) + (field.Length > 40 ? "..." : "");

    private static bool IsZeroFraction(ReadOnlySpan<byte> rest) => rest is [(byte)'.', ..] && rest[1..].IndexOfAnyExcept((byte)'0') < 0;

    private static LineFault Absurd(string text, int column, string what)
        => new(column, $"the {what} {text} is not between 0 and 100,000,000 tokens", "check that the columns are in the header's order, or leave the line out");
}
