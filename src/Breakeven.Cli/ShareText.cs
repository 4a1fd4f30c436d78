using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Cli;

/// <summary>A share as people write it: "30%" or "0.3".</summary>
internal static class ShareText
{
    /// <summary>Between 0 and 1.</summary>
    public static double Parse(string text, string option)
    {
        var trimmed = text.Trim();
        var percent = trimmed.EndsWith('%');
        return double.TryParse(percent ? trimmed[..^1] : trimmed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && (percent ? number / 100 : number) is >= 0 and <= 1 and var share
            ? share
            : throw new InputException($"\"{text}\" is no share between 0 and 1", option, $"write {option} 0.7 or {option} 70%");
    }
}
