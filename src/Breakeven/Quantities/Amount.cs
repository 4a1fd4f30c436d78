using System.Globalization;

namespace Breakeven.Quantities;

/// <summary>Text to amounts and back. Text must carry its unit; a bare number is refused.</summary>
public static class Amount
{
    /// <summary>Reads an amount such as "80GiB", "3.35 TB/s" or "$2.10/h". Returns null and the reason when it is none.</summary>
    public static T? Parse<T>(string text, out string? error) where T : struct, IQuantity<T>
    {
        error = null;
        var trimmed = text.Trim();
        var dollars = trimmed.StartsWith('$');
        var (number, rest) = SplitNumber(dollars ? trimmed[1..] : trimmed);
        if (number is not { } value)
            return Refuse<T>(text, "is not an amount", out error);
        var unit = rest.Trim();
        if (dollars) unit = "$" + unit;
        if (unit.Length == 0)
            return Refuse<T>(text, "has no unit", out error);
        var scale = 1.0;
        if (!T.Units.TryGetValue(unit, out var size) && !TryCountPrefix(unit, out scale, out unit, out size, T.Units))
            return Refuse<T>(text, $"has a unit that is none of {string.Join(", ", T.Units.Keys)}", out error);
        var amount = value * scale * size;
        if (!double.IsFinite(amount) || amount < 0)
            return Refuse<T>(text, "is negative or not finite", out error);
        return T.From(amount);
    }

    /// <summary>An amount in the largest of its units that leaves at least one.</summary>
    public static string Format<T>(T amount) where T : struct, IQuantity<T>
    {
        if (T.Symbol.StartsWith('$'))
            return string.Create(CultureInfo.InvariantCulture, $"${amount.Value:#,0.00##}{T.Symbol[1..]}");
        var best = (Unit: T.Symbol, Size: 1.0);
        foreach (var (unit, size) in T.Units)
            if (size > best.Size && Math.Abs(amount.Value) >= size && Preferred(unit)) best = (unit, size);
        return string.Create(CultureInfo.InvariantCulture, $"{amount.Value / best.Size:#,0.###} {best.Unit}");
    }

    /// <summary>Reads a count with an optional suffix: 128k, 2M, 1.5B; null when it is none.</summary>
    public static double? ParseCount(string text)
    {
        var (number, rest) = SplitNumber(text.Trim());
        return number is { } value && CountScale(rest.Trim()) is { } scale ? value * scale : null;
    }

    // Memory is shown in binary units, since devices have those; everything else in the decimal ones.
    private static bool Preferred(string unit) => unit is not ("KB" or "MB" or "GB" or "TB");

    private static double? CountScale(string suffix) => suffix switch
    {
        "" => 1,
        "k" or "K" => 1e3,
        "M" => 1e6,
        "G" or "B" => 1e9,
        "T" => 1e12,
        _ => null,
    };

    private static bool TryCountPrefix(string unit, out double scale, out string stem, out double size, IReadOnlyDictionary<string, double> units)
    {
        stem = unit;
        scale = 1;
        size = 0;
        if (unit.Length < 2 || CountScale(unit[..1]) is not { } prefix) return false;
        stem = unit[1..].Trim();
        scale = prefix;
        return units.TryGetValue(stem, out size);
    }

    private static (double? Number, string Tail) SplitNumber(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or ',' || (end == 0 && text[end] is '-' or '+'))) end++;
        var parsed = double.TryParse(text[..end], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number);
        return (parsed ? number : null, text[end..]);
    }

    private static T? Refuse<T>(string text, string why, out string error) where T : struct, IQuantity<T>
    {
        error = $"\"{text}\" {why}; expected an amount with its unit, such as \"{T.Example}\"";
        return null;
    }
}
