using System.Globalization;

namespace Breakeven.Quantities;

/// <summary>Text to amounts and back. Text must carry its unit; a bare number is refused.</summary>
public static class Amount
{
    /// <summary>Reads an amount such as "80GiB", "3.35 TB/s" or "$2.10/h". Returns null and the reason when it is none.</summary>
    public static T? Parse<T>(string text, out string? error) where T : struct, IQuantity<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        error = null;
        var trimmed = text.Trim();
        var dollars = trimmed.StartsWith('$');
        if (!NumberText.TrySplit(dollars ? trimmed[1..].TrimStart() : trimmed, out var number, out var rest))
            return Refuse<T>(text, "is not an amount", out error);
        var unit = dollars ? "$" + rest : rest;
        if (unit.Length == 0)
            return Refuse<T>(text, "has no unit", out error);
        if (SizeOf(unit, T.Units) is not { } size)
            return Refuse<T>(text, $"has a unit that is none of {string.Join(", ", T.Units.Keys)}{Nearest(unit, T.Units)}", out error);
        if (number < 0)
            return Refuse<T>(text, "is negative", out error);
        var amount = number * size;
        if (!double.IsFinite(amount))
            return Refuse<T>(text, "is too large", out error);
        return T.From(amount);
    }

    /// <summary>An amount in the largest of its shown units that leaves at least one.</summary>
    public static string Format<T>(T amount) where T : struct, IQuantity<T>
    {
        if (T.Symbol.StartsWith('$'))
            return (amount.Value < 0 ? "-$" : "$") + Digits(Math.Abs(amount.Value), decimals: 2) + T.Symbol[1..];
        var shown = T.Shown[0];
        foreach (var unit in T.Shown)
            if (Math.Abs(amount.Value) >= T.Units[unit]) shown = unit;
        // Nothing at all is said in the base unit: "0 s", not "0 ns".
        if (amount.Value == 0) shown = T.Symbol;
        return Digits(amount.Value / T.Units[shown], decimals: 0) + " " + shown;
    }

    /// <summary>Reads a count with an optional suffix: 128k, 2M, 1.5B; null when it is none, negative or too large.</summary>
    public static double? ParseCount(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!NumberText.TrySplit(text.Trim(), out var number, out var suffix)) return null;
        var count = number * (suffix.Length == 0 ? 1 : CountScale(suffix));
        return count is { } value && value >= 0 && double.IsFinite(value) ? value : null;
    }

    private static double? SizeOf(string unit, IReadOnlyDictionary<string, double> units)
    {
        if (units.TryGetValue(unit, out var size)) return size;
        // "2M/day" counts millions. Only counts take such a prefix: "5 Mmin" and "5 kGiB" are slips.
        var stem = unit[1..].TrimStart();
        return IsCounted(stem) && units.TryGetValue(stem, out size) ? CountScale(unit[..1]) * size : null;
    }

    private static bool IsCounted(string stem)
        => stem.StartsWith('/') || stem.StartsWith("tok", StringComparison.Ordinal) || stem.StartsWith("request", StringComparison.Ordinal);

    private static double? CountScale(string suffix) => suffix switch
    {
        "k" or "K" => 1e3,
        "M" => 1e6,
        "G" or "B" => 1e9,
        "T" => 1e12,
        _ => null,
    };

    // Four digits that mean something, however small the number is; at least so many decimals as money wants.
    private static string Digits(double value, int decimals)
    {
        var magnitude = Math.Abs(value);
        var wanted = magnitude is >= 1 or 0 || !double.IsFinite(value) ? decimals + (decimals == 0 ? 3 : 2) : 3 - (int)Math.Floor(Math.Log10(magnitude));
        var always = new string('0', decimals);
        var maybe = new string('#', Math.Max(0, wanted - decimals));
        return value.ToString($"#,0.{always}{maybe}", CultureInfo.InvariantCulture);
    }

    // Case matters, since MB and Mb are not the same; who slips is told.
    private static string Nearest(string unit, IReadOnlyDictionary<string, double> units)
    {
        var match = units.Keys.FirstOrDefault(known => known.Equals(unit, StringComparison.OrdinalIgnoreCase));
        return match is null ? "" : $" (did you mean {match}?)";
    }

    private static T? Refuse<T>(string text, string why, out string error) where T : struct, IQuantity<T>
    {
        error = $"\"{OneLine(text)}\" {why}; expected an amount with its unit, such as \"{T.Example}\"";
        return null;
    }

    // What is quoted back stays one short line, whatever was typed or read.
    private static string OneLine(string text)
    {
        const int most = 60;
        var shown = text.Length > most ? text[..most] + "..." : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
