using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Cli.Verbs;

/// <summary>A bound on a bill as people write it: "$20,000/month", "$20k/month", "$250k/year".</summary>
internal static partial class CostText
{
    private const int MonthsOfYear = 12;

    /// <summary>Dollars a month.</summary>
    public static Usd Parse(string text, string option)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
            throw new InputException($"\"{text}\" is not an amount of money over time", option, $"write dollars a month or a year, such as {option} '$20k/month'");
        var amount = number * (match.Groups["suffix"].Value.ToLowerInvariant() switch { "k" => 1e3m, "m" => 1e6m, _ => 1 }) / (match.Groups["per"].Value.StartsWith('y') ? MonthsOfYear : 1);
        return amount is > 0 and < 1e12m ? new(amount) : throw new InputException($"nothing can be had for {text}", option, $"give an amount above 0, such as {option} '$20k/month'");
    }

    [GeneratedRegex(@"^\$?(?<number>\d[\d,]*(\.\d+)?)(?<suffix>[kKM])?\s*(/|a |per )\s*(?<per>month|mo|year|yr)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
