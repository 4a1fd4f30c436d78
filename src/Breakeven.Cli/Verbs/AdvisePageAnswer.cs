using Breakeven.Cli.Reports.Html;

namespace Breakeven.Cli.Verbs;

/// <summary>The answer in one sentence, and the figures that whoever signs wants.</summary>
internal static class AdvisePageAnswer
{
    public static Html Of(AdviseRecord record)
    {
        if (record.Answer is not { } best) return Html.Of($"<section id=\"answer\" class=\"answer no\"><h1>Nothing meets these</h1><p class=\"lead\">{PageFigures.Prose(record.Verdict)}</p></section>");
        return Html.Of($"""
            <section id="answer" class="answer">
            <h1>{best.Choice}</h1>
            <p class="lead">{PageFigures.Prose(record.Verdict)}</p>
            <dl class="key">{Figures(record, best).Select(one => Html.Of($"<div><dt>{one.Name}</dt><dd>{one.Value}<small>{PageFigures.Prose(one.Remark)}</small></dd></div>\n"))}</dl>
            </section>
            """);
    }

    private static IEnumerable<(string Name, string Value, string Remark)> Figures(AdviseRecord record, PlanRecord best)
    {
        yield return ("a month", PageFigures.Money(best.UsdPerMonth), best.IdleUsdPerMonth > 0 ? $"{PageFigures.Money(best.IdleUsdPerMonth)} of it idle" : "");
        yield return ("a million tokens", $"${PageFigures.Number(best.UsdPerMillionTokens, "0.00##")}", "input and output alike");
        if (record.Outlooks is [var outlook, ..])
        {
            var sure = outlook.UsdPerMonthLow == outlook.UsdPerMonthHigh && outlook.ChanceUnserved == 0;
            yield return ("nine in ten cases", sure ? "as predicted" : $"{PageFigures.Money(outlook.UsdPerMonthLow)} to {PageFigures.Money(outlook.UsdPerMonthHigh)}",
                sure ? "nothing is known that would change it" : outlook.ChanceUnserved > 0 ? $"cannot serve it in {PageFigures.Percent(outlook.ChanceUnserved)}" : $"{PageFigures.Money(outlook.ExpectedUsdPerMonth)} to be expected");
        }
        yield return record.Choices is [_, var next, ..] && best.UsdPerMonth > 0
            ? ("next best", PageFigures.Money(next.UsdPerMonth), $"{next.Choice}, {PageFigures.Percent((double)(next.UsdPerMonth / best.UsdPerMonth) - 1)} more")
            : ("next best", "none", "near enough to it in cost");
        if (record.Outlooks.Count > 1) yield return ("chance it is cheapest", PageFigures.Percent(record.Outlooks[0].ChanceCheapest), $"of the {record.Outlooks.Count} weighed");
    }
}
