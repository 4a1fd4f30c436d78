using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Economics.Cascades;

namespace Breakeven.Cli.Verbs;

/// <summary>Puts a cascade into an answer: where it pays, what each share costs and scores, and what it rests on.</summary>
internal static class CascadeAnswer
{
    private const int FrontierShown = 12;

    public static Answer Of(CascadeContest contest, CascadeTerms terms, Invocation call)
    {
        List<string> assumptions = [.. Assumptions(contest, terms)];
        var table = contest.Cascade is null ? null : CascadeTable.Of(contest, terms);
        var verdict = table is null ? Nothing(contest) : Verdict(contest, terms, table);
        var answered = table is not null && (terms.QualityLeast is null || table.GoodEnough is not null);
        return new(
            new Report([.. table is null ? Refused(contest, verdict) : Sections(contest, terms, table, verdict, assumptions, call.Format)]),
            CascadeRecord.Of(contest, terms, table, verdict, assumptions),
            () => CascadeJson.Default.CascadeRecord,
            answered ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    /// <summary>Who is the cheaper one, as programs read it.</summary>
    public static string NameOf(Standing standing) => standing switch
    {
        Standing.FirstCheaper => "cascade",
        Standing.SecondCheaper => "large_alone",
        _ => "equal",
    };

    private static string Nothing(CascadeContest contest)
    {
        var (contender, which) = contest.Small.Contenders.Count == 0 ? (contest.Small, "smaller") : contest.Alone.Contenders.Count == 0 ? (contest.Alone, "larger") : (contest.Escalated, "larger");
        return $"nothing that can be bought serves the {which} model, {contender.Request.Models.Select(one => one.Model.Id).Concat(contender.Request.SoldModels.Select(one => one.Id)).First()}, as asked.";
    }

    private static string Verdict(CascadeContest contest, CascadeTerms terms, CascadeTable table)
    {
        var (cascade, large) = (contest.Cascade!, Contender.ShortName(contest.Cascade!.Alone.Choice.Model));
        var (pays, equal) = (Where(cascade, Standing.FirstCheaper), Where(cascade, Standing.Equal));
        var text = $"{Contender.ShortName(cascade.Small.Model)} first is cheaper than {large} alone, {Money(cascade.Alone.PerMonth)} a month, {(pays.Count == 0 ? "at no escalated share" : $"while {Joined(pays)} of the requests are escalated")}{(equal.Count == 0 ? "" : $"; both cost the same {(pays.Count == 0 ? "while" : "at")} {Joined(equal)}{(pays.Count == 0 ? " are" : "")}")}.";
        if (table.Asked is { } asked) text += $" At {Percent(asked.Bill.Share)} it costs {Money(asked.Bill.Total)}{(asked.Quality is { } score ? $" and scores {N(score)}" : "")}.";
        if (terms.Quality is { } quality) text += $" Alone the larger one scores {N(quality.Large)}, the smaller one {N(quality.Small)}.";
        text += Swapped(cascade, terms);
        if (terms.QualityLeast is { } least)
            text += table.GoodEnough is { } enough
                ? $" The cheapest that scores {N(least)}: {(enough.Share is { } share ? $"{Percent(share)} escalated" : $"{large} alone")}, {Money(enough.PerMonth)} a month for {N(enough.Quality)}."
                : $" No share of it, and neither model alone, scores {N(least)}.";
        return text;
    }

    // A smaller model that is dearer, or no worse, leaves the cascade without its reason: mostly the two were named in the wrong order.
    private static string Swapped(Cascade cascade, CascadeTerms terms)
    {
        var (small, large) = (cascade.At(0).Total, cascade.Alone.PerMonth);
        var (dearer, better) = (small > large, terms.Quality is { } quality && quality.Small >= quality.Large);
        var money = dearer ? $"costs more than the other, {Money(small)} a month for every request" : "";
        return (dearer, better) switch
        {
            (true, true) => $" The one that answers first {money}, and is at least as good: --small and --large may be swapped.",
            (true, false) => $" The one that answers first {money}: --small and --large may be swapped, or the other alone is the better deal.",
            (false, true) => " The one that answers first is at least as good as the other: to escalate costs money and wins nothing by chance.",
            _ => "",
        };
    }

    private static string Joined(List<string> ranges) => ranges.Count < 2 ? ranges[0] : $"{string.Join(", ", ranges.Take(ranges.Count - 1))} and {ranges[^1]}";

    private static List<string> Where(Cascade cascade, Standing wanted)
    {
        var (ranges, standing, from) = (new List<string>(), cascade.AtStart, 0.0);
        foreach (var (share, above) in cascade.Crossings.Select(one => (one.Share, one.Above)).Append((1, cascade.AtStart)))
        {
            if (standing == wanted && share > from) ranges.Add(from == 0 ? $"up to {Percent(share)}" : $"{Percent(from)} to {Percent(share)}");
            (standing, from) = (above, share);
        }
        return ranges;
    }

    private static IEnumerable<Section> Refused(CascadeContest contest, string verdict)
    {
        yield return new Section.Paragraph(verdict, Tone.Bad);
        yield return new Section.Table("Not an answer", CompareTables.ExcludedColumns, [.. contest.Small.Excluded.Concat(contest.Alone.Excluded).Select(CompareTables.ExcludedRow)]) { Main = true };
    }

    private static IEnumerable<Section> Sections(CascadeContest contest, CascadeTerms terms, CascadeTable table, string verdict, IReadOnlyList<string> assumptions, Format format)
    {
        var cascade = contest.Cascade!;
        yield return new Section.Paragraph(verdict, Tone.Strong);
        yield return new Section.Facts("The models", Facts(contest));
        var rows = ((CascadeRow?[])[.. table.Rows, table.Asked, table.Advised]).OfType<CascadeRow>().DistinctBy(row => row.Bill.Share).OrderBy(row => row.Bill.Share);
        yield return new Section.Table("By the escalated share", Columns, [.. rows.Select(row => Row(row, Mark(row, table), format))]) { Main = true };
        List<string> marks = [.. table.Asked is null ? (string[])[] : ["* as asked"], .. table.Advised is null ? (string[])[] : [$"+ the cheapest that scores {N(terms.QualityLeast!.Value)}"]];
        if (marks.Count > 0) yield return new Section.Paragraph($"{string.Join("; ", marks)}.", Tone.Quiet);
        yield return new Section.Table("Where the cheaper one changes", CrossingColumns, [.. cascade.Crossings.Select(one => CrossingRow(one, terms.Quality))]) { WhenEmpty = "nowhere" };
        if (table.Frontier.Count > 0)
        {
            yield return new Section.Table("More quality for more money, and never less for as much", FrontierColumns, [.. Thinned(table.Frontier).Select(point => FrontierRow(point, contest))]);
            if (table.Frontier.Count > FrontierShown) yield return new Section.Paragraph($"{FrontierShown} of {table.Frontier.Count} such points: --format json has all.", Tone.Quiet);
        }
        yield return new Section.Notes("Assumptions", assumptions);
    }

    private static List<NamedValue> Facts(CascadeContest contest)
    {
        var cascade = contest.Cascade!;
        var small = contest.Small.Contenders[0].Bill;
        return
        [
            new("first", "small", $"{contest.NameOf(small.Choice)}: {Money(small.PerMonth)} a month for every request{Rented(small)}"),
            new("alone", "large_alone", $"{contest.NameOf(cascade.Alone.Choice)}: {Money(cascade.Alone.PerMonth)} a month{Rented(cascade.Alone)}"),
            new("requests", "requests_per_second", new($"{cascade.Rate.Value.ToString("0.##", CultureInfo.InvariantCulture)}/s", Cell.Number(cascade.Rate.Value).Raw)),
        ];
    }

    private static string Rented(Bill bill) => bill.Boxes == 0 ? "" : $", {bill.Boxes.ToString("#,0", CultureInfo.InvariantCulture)} {(bill.Boxes == 1 ? "box" : "boxes")} of {((Choice.Hosted)bill.Choice).Offer.Gpus}";

    private static IReadOnlyList<Column> Columns { get; } =
    [
        Column.Number("escalated", "share"), Column.Number("$/month", "usd_per_month"), Column.Number("small $", "small_usd_per_month", drop: 3), Column.Number("large $", "large_usd_per_month", drop: 3),
        new("escalated to", "large_choice", Drop: 4), Column.Number("$/1k requests", "usd_per_thousand_requests", drop: 2), new("cheaper", "cheaper", Drop: 1), Column.Number("quality", "quality"), Column.Number("± 90 %", "quality_error", drop: 5),
        Column.Number("by chance", "quality_at_random", drop: 5), Column.Number("at most", "quality_bound", drop: 5), Column.Number("good answers/$", "good_answers_per_usd", drop: 2),
    ];

    // Beside the share rather than in a column of its own, which would push others off the page.
    private static string Mark(CascadeRow row, CascadeTable table)
    {
        var (asked, advised) = (table.Asked?.Bill.Share == row.Bill.Share, table.Advised?.Bill.Share == row.Bill.Share);
        return (asked, advised) switch { (true, true) => "*+ ", (true, false) => "* ", (false, true) => "+ ", _ => "" };
    }

    private static IReadOnlyList<Cell> Row(CascadeRow row, string mark, Format format) =>
    [
        new(mark + Percent(row.Bill.Share), Cell.Number(row.Bill.Share).Raw, mark.Length > 0 ? Tone.Strong : Tone.Plain), Dollars(row.Bill.Total), Dollars(row.Bill.Small), Dollars(row.Bill.Large), row.LargeName ?? Cell.Empty,
        new(row.PerThousand.ToString("0.000", CultureInfo.InvariantCulture), Cell.Number(row.PerThousand).Raw),
        format == Format.Csv ? NameOf(row.Standing) : row.Standing switch { Standing.FirstCheaper => "cascade", Standing.SecondCheaper => "large alone", _ => "equal" },
        Score(row.Quality), Score(row.Error), Score(row.AtRandom), Score(row.Bound), row.GoodPerUsd is { } good && double.IsFinite(good) ? new(good.ToString("#,0", CultureInfo.InvariantCulture), Cell.Number(good).Raw) : Cell.Empty,
    ];

    private static IReadOnlyList<Column> CrossingColumns { get; } = [Column.Number("escalated", "share"), new("cheaper above", "cheaper_above"), new("how", "kind"), Column.Number("quality", "quality")];

    private static IReadOnlyList<Cell> CrossingRow(CascadeCrossing crossing, CascadeQuality? quality) =>
    [
        new(crossing.Share.ToString("0.0## %", CultureInfo.InvariantCulture), Cell.Number(crossing.Share).Raw), crossing.Above switch { Standing.FirstCheaper => "cascade", Standing.SecondCheaper => "large alone", _ => "equal" },
        crossing.Kind == CrossingKind.Level ? "the bills meet" : crossing.Above == Standing.FirstCheaper ? "a box fewer is rented" : "another box is rented", Score(quality?.Expected.At(crossing.Share)),
    ];

    private static IReadOnlyList<Column> FrontierColumns { get; } = [new("escalated", "share"), Column.Number("$/month", "usd_per_month"), Column.Number("quality", "quality")];

    private static IReadOnlyList<Cell> FrontierRow(FrontierPoint point, CascadeContest contest) =>
        [point.Share is { } share ? new Cell(Percent(share), Cell.Number(share).Raw) : $"{Contender.ShortName(contest.Cascade!.Alone.Choice.Model)} alone", Dollars(point.PerMonth), Score(point.Quality)];

    private static IEnumerable<FrontierPoint> Thinned(IReadOnlyList<FrontierPoint> points) => points.Count <= FrontierShown
        ? points
        : Enumerable.Range(0, FrontierShown).Select(i => points[(int)Math.Round(i * (points.Count - 1) / (FrontierShown - 1.0))]);

    private static IEnumerable<string> Assumptions(CascadeContest contest, CascadeTerms terms)
    {
        yield return $"every request is paid at the smaller model, and what is escalated at both: its input again, and {Percent(terms.Written)} of the smaller model's answer for nothing{(terms.Passed > 0 ? $", of which the larger one reads {Percent(terms.Passed)}" : "")}";
        yield return "escalated requests are as long as the others; boxes are counted for the peak and stay on, the larger model's for its share of it, from the first escalated request on";
        if (terms.Written < 1) yield return "the smaller model stays where it is cheapest for whole answers; what it does not write frees the time, or the tokens, that it would have taken";
        if (contest.Alone.Request.Objective.Bounds.Count > 0) yield return "the objective holds for each model by itself: an escalated request waits for both";
        if (terms.Quality is { Routed: null }) yield return $"escalation by chance is shown as expected{(terms.Quality.Prompts is null ? "" : ", since the file gives no confidence")}; a router that knows hard requests does better, up to the last column";
        if (terms.Quality is { Routed: not null, Prompts: null }) yield return "the larger model is taken to be as good on what is escalated as on everything; other shares mix the router with none and with all";
        if (terms.Quality is { Prompts: { } prompts }) yield return $"quality is the mean score of {prompts} graded prompts{(terms.Quality.Routed is null ? "" : ", the least confident escalated first")}; ± is what so many prompts drawn at random leave open, and nothing else";
        if (terms.Quality is null) yield return "nothing says how good the models are: --quality-small and --quality-large, or --graded";
        if (contest.Cascade is { } cascade && ((Choice[])[cascade.Small, cascade.Alone.Choice]).Any(choice => choice is Choice.PerToken)) yield return "by the token: the provider's latency and rate limits are not checked against the objective";
    }

    private static Cell Dollars(UsdEstimate amount) => new(amount.Value.ToString(amount.Value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture), Cell.Number(amount.Value).Raw);

    private static Cell Score(double? score) => score is { } known ? new(known.ToString("0.000", CultureInfo.InvariantCulture), Cell.Number(known).Raw) : Cell.Empty;

    private static string Money(UsdEstimate amount) => AdviseWords.Money(amount);

    private static string Percent(double share) => share.ToString("0.## %", CultureInfo.InvariantCulture);

    private static string N(double score) => score.ToString("0.###", CultureInfo.InvariantCulture);
}
