using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>Boxes that are owned, or would be, as people write them: "8x H100-SXM, $280k a box, 4 years, 10.2 kW, PUE 1.25, $0.12/kWh, colocation $1500/month, staff $8k/month, resale $30k". Parts come in any order.</summary>
internal static partial class OwnedText
{
    /// <summary>Whose boxes those are.</summary>
    public const string Provider = "your own";

    private const string Example = "--owned '8x H100-SXM, $280k a box, 4 years, 10.2 kW, $0.12/kWh'";

    // What a building draws over its machines, on the mean of those that answer the Uptime Institute's yearly survey; hyperscalers reach 1.1.
    private const decimal UsualPue = 1.56m;

    /// <summary>Reads one box; the accelerator by a name that the catalogue resolves.</summary>
    public static OwnedOffer Parse(string text, string option, Func<string, string> accelerator, DateOnly today)
    {
        var clauses = new Clauses(text, option);
        var (gpus, name) = clauses.Machine;
        var box = BoxOf(clauses);
        var id = accelerator(name);
        return new(
            new()
            {
                Provider = Provider,
                Name = $"{gpus}x {id}",
                Accelerator = id,
                Gpus = gpus,
                Price = new(Math.Round(box.DepreciationPerHour + box.PowerPerHour + box.ColocationPerHour, 4)),
                Terms = OfferTerms.Owned,
                Region = "",
                Source = new(option, today, NoteOf(box, clauses.Says("pue"))),
            },
            box);
    }

    private static OwnedBox BoxOf(Clauses clauses)
    {
        try
        {
            var box = new OwnedBox
            {
                Price = clauses.Dollars("price", "what a box costs", "$280k a box"),
                DepreciationYears = clauses.Number("years", "over how many years it is written off", "4 years"),
                Power = clauses.Power,
                PricePerKilowattHour = clauses.Dollars("kwh", "what power costs", "$0.12/kWh"),
                PowerUsageEffectiveness = clauses.Says("pue") ? clauses.Number("pue", "", "") : UsualPue,
                ColocationPerMonth = clauses.Dollars("colocation"),
                StaffPerMonth = clauses.Dollars("staff"),
                Residual = clauses.Dollars("resale"),
            };
            if (box.Price.Value <= 0) throw clauses.Wrong("a box for nothing is no offer");
            if (box.Power.Value <= 0) throw clauses.Wrong("a box that draws nothing does nothing");
            return box.Residual < box.Price ? box : throw clauses.Wrong("it would be sold for no less than it was bought for");
        }
        catch (InputException wrong) when (wrong.Where != clauses.Option)
        {
            // Under the name of the option, not of the part.
            throw clauses.Wrong(wrong.What);
        }
    }

    /// <summary>The parts of a text by what they say.</summary>
    private sealed class Clauses
    {
        private readonly Dictionary<string, (string Part, string Value)> _said = [];

        public Clauses(string text, string option)
        {
            Option = option;
            foreach (var part in Separator().Split(text).Select(part => part.Trim()))
            {
                var (kind, value) = KindOf(part) ?? throw Wrong($"\"{part}\" is not understood");
                if (!_said.TryAdd(kind, (part, value))) throw Wrong($"\"{part}\" says again what \"{_said[kind].Part}\" says");
            }
        }

        public string Option { get; }

        public (int Gpus, string Name) Machine
        {
            get
            {
                var machine = Needed("machine", "which box it is", "8x H100-SXM");
                var match = MachinePart().Match(machine);
                return int.TryParse(match.Groups["gpus"].Value, out var count) && count is >= 1 and <= 1024 ? (count, match.Groups["name"].Value) : throw Wrong($"\"{machine}\" is no box of 1 to 1,024 accelerators");
            }
        }

        public Watts Power => Amount.Parse<Watts>(Needed("power", "what a box draws", "10.2 kW"), out var error) ?? throw Wrong(error!);

        public bool Says(string kind) => _said.ContainsKey(kind);

        public Usd Dollars(string kind) => Says(kind) ? Money(_said[kind].Value) : default;

        public Usd Dollars(string kind, string what, string such) => Money(Needed(kind, what, such));

        public decimal Number(string kind, string what, string such) => decimal.TryParse(Needed(kind, what, such), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong($"\"{_said[kind].Part}\" has no number");

        public InputException Wrong(string what) => new(what, Option, $"write it such as {Example}");

        private string Needed(string kind, string what, string such) => _said.TryGetValue(kind, out var one) ? one.Value : throw Wrong($"it does not say {what}, such as \"{such}\"");

        private Usd Money(string amount)
        {
            var match = MoneyPart().Match(amount);
            if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var dollars) || dollars > 1e9m) throw Wrong($"\"{amount}\" is no amount of dollars up to a billion");
            return new(dollars * (match.Groups["suffix"].Value.ToLowerInvariant() switch { "k" => 1000, "m" => 1_000_000, _ => 1 }));
        }
    }

    private static (string Kind, string Value)? KindOf(string part)
    {
        if (MachinePart().IsMatch(part)) return ("machine", part);
        if (KilowattHourPart().Match(part) is { Success: true } kwh) return ("kwh", kwh.Groups["money"].Value);
        if (MonthlyPart().Match(part) is { Success: true } monthly) return (monthly.Groups["what"].Value.ToLowerInvariant() is var what && what.StartsWith('c') ? "colocation" : "staff", monthly.Groups["money"].Value);
        if (ResalePart().Match(part) is { Success: true } resale) return ("resale", resale.Groups["money"].Value);
        if (PricePart().Match(part) is { Success: true } price) return ("price", price.Groups["money"].Value);
        if (YearsPart().Match(part) is { Success: true } years) return ("years", years.Groups["number"].Value);
        if (PuePart().Match(part) is { Success: true } pue) return ("pue", pue.Groups["number"].Value);
        return PowerPart().IsMatch(part) ? ("power", part) : null;
    }

    private static string NoteOf(OwnedBox box, bool knowsPue) => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.DepreciationPerHour:0.00} written off ({box.Price.Value - box.Residual.Value:#,0} over {box.DepreciationYears} years), {box.PowerPerHour:0.00} for power ({box.Power.Value / 1000:0.##} kW x PUE {box.PowerUsageEffectiveness}{(knowsPue ? "" : ", assumed: a survey's mean")} x ${box.PricePerKilowattHour.Value}/kWh), {(box.ColocationPerMonth.Value > 0 ? $"{box.ColocationPerHour:0.00} for space" : "no space counted")}; {(box.StaffPerMonth.Value > 0 ? $"${box.StaffPerMonth.Value:#,0} a month for people, whatever the number of boxes" : "nobody's time counted")}; no interest");

    private const string MoneyPattern = @"(?<money>\$\s?[0-9][0-9,]*(?:\.[0-9]+)?\s?[kKmM]?)";

    [GeneratedRegex("(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|;")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?<gpus>[0-9]+)\s*x\s+(?<name>\S+)$", RegexOptions.IgnoreCase)]
    private static partial Regex MachinePart();

    [GeneratedRegex("^" + MoneyPattern + @"\s*(?:/|a |per )\s*kWh$", RegexOptions.IgnoreCase)]
    private static partial Regex KilowattHourPart();

    [GeneratedRegex(@"^(?<what>colocation|colo|staff)\s*[=: ]?\s*" + MoneyPattern + @"\s*(?:/|a |per )\s*(?:month|mo)$", RegexOptions.IgnoreCase)]
    private static partial Regex MonthlyPart();

    [GeneratedRegex(@"^(?:resale|residual)\s*[=: ]?\s*" + MoneyPattern + @"(?:\s*(?:a|per|/)\s*box)?$", RegexOptions.IgnoreCase)]
    private static partial Regex ResalePart();

    [GeneratedRegex(@"^(?:at\s+)?" + MoneyPattern + @"(?:\s*(?:a|per|/)\s*box)?$", RegexOptions.IgnoreCase)]
    private static partial Regex PricePart();

    [GeneratedRegex(@"^(?:over\s+)?(?<number>[0-9]+(?:\.[0-9]+)?)\s*(?:years?|yr|y)$", RegexOptions.IgnoreCase)]
    private static partial Regex YearsPart();

    [GeneratedRegex(@"^(?:pue\s*[=: ]?\s*(?<number>[0-9]+(?:\.[0-9]+)?)|(?<number>[0-9]+(?:\.[0-9]+)?)\s*pue)$", RegexOptions.IgnoreCase)]
    private static partial Regex PuePart();

    [GeneratedRegex(@"^[0-9][0-9.]*\s*k?W$", RegexOptions.IgnoreCase)]
    private static partial Regex PowerPart();

    [GeneratedRegex(@"^\$\s?(?<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s?(?<suffix>[kKmM])?$")]
    private static partial Regex MoneyPart();
}
