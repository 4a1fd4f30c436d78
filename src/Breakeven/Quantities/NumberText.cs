using System.Globalization;
using System.Text.RegularExpressions;

namespace Breakeven.Quantities;

/// <summary>The number that an amount begins with.</summary>
internal static partial class NumberText
{
    /// <summary>Splits "3.35 TB/s" into the number and the trimmed rest; false when no number stands there.</summary>
    public static bool TrySplit(string text, out double number, out string rest)
    {
        number = 0;
        rest = "";
        var match = Leading().Match(text);
        if (!match.Success) return false;
        rest = text[match.Length..].Trim();
        // What follows a number is a unit. A digit, point or comma there means that the number itself is malformed: 1.2.3, 3,35, 1,00.
        if (rest.Length > 0 && (char.IsDigit(rest[0]) || rest[0] is '.' or ',')) return false;
        return double.TryParse(match.Value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number);
    }

    // Commas only between whole groups of three: "3,35" is a decimal comma to half the world, and would read as 335.
    [GeneratedRegex(@"^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
