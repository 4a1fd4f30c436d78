using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven prices check</summary>
internal static class PricesCheck
{
    public static Verb Build(KnownNames _)
    {
        var age = new Option<string>("--max-age")
        {
            Description = "The age in days from which a price counts as stale",
            HelpName = "time",
            DefaultValueFactory = _ => $"{PriceCheck.StaleAfterDays}d",
        };
        var today = new Option<string?>("--today") { Description = "The day to reckon ages from, as YYYY-MM-DD; the machine's own where none is given", HelpName = "date" };
        return new Verb("check", "Prices that deserve a second look: stale, contradictory, far from the rest", call => Run(call, Days(call.Value(age)!), call.Date(today) ?? call.Today))
        {
            Options = { age, today },
            Examples = ["breakeven prices check", "breakeven prices check --max-age 30d", "breakeven prices check --today 2026-11-10 --format csv"],
            AnswersNo = "there are findings",
        };
    }

    private static int Days(string text)
    {
        var time = Amount.Parse<Seconds>(text, out var error) ?? throw new InputException(error!, "--max-age", "write days, such as 90d");
        var days = time / Seconds.Days(1);
        return days is >= 1 and <= 36_500 ? (int)days : throw new InputException($"{text} is not between 1 and 36500 days", "--max-age", "write days, such as 90d");
    }

    private static Answer Run(Invocation call, int maxAgeDays, DateOnly today)
    {
        var offers = call.Catalog.HardwareOffers.Count + call.Catalog.TokenOffers.Count;
        return FindingsAnswer.Of(PriceCheck.Run(call.Catalog, today, maxAgeDays), $"{offers} offers", () => PricesCheckJson.Default.FindingsRecord);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FindingsRecord))]
internal sealed partial class PricesCheckJson : JsonSerializerContext;
