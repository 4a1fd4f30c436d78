using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics.Hours;

namespace Breakeven.Cli.Verbs;

/// <summary>Two advices side by side: what the change did to the answer, to its bill and to the order of the choices.</summary>
internal static class WhatifAnswer
{
    private const int ChoicesShown = 8;

    public static Answer Of(StoredAdvice before, StoredAdvice after, IReadOnlyList<ChangedOption> changes, ExitCode code)
    {
        var (lines, choices) = (Lines(before, after), Choices(before, after));
        var verdict = changes.Count > 0 ? Verdict(before, after) : Unchanged(before, after);
        var record = new WhatifRecord(
            verdict,
            [.. changes.Select(change => new WhatifChangeRecord(change.Name, change.Before, change.After))],
            WhatifSideRecord.Of(before),
            WhatifSideRecord.Of(after),
            after.Answer?.Usd - before.Answer?.Usd,
            before.Answer is { } was && after.Answer is { } now && was.Choice == now.Choice,
            lines,
            choices,
            before.Command,
            after.Command);
        return new(new Report([.. Sections(record)]), record, () => WhatifJson.Default.WhatifRecord, code);
    }

    private static string Verdict(StoredAdvice before, StoredAdvice after) => (before.Answer, after.Answer) switch
    {
        ({ } was, { } now) when was.Choice == now.Choice => was.Usd == now.Usd
            ? $"Nothing changes: {now.Choice} for {Money(now.Usd)} a month."
            : $"The choice stays, {now.Choice}: {Money(now.Usd)} a month, {Money(Math.Abs(now.Usd - was.Usd))} ({Percent(Math.Abs(now.Usd / was.Usd - 1))}) {(now.Usd > was.Usd ? "more" : "less")} than the {Money(was.Usd)} before.",
        ({ } was, { } now) => $"The choice changes from {was.Choice} to {now.Choice}: {Money(now.Usd)} a month after {Money(was.Usd)}{Kept(was, after)}.",
        ({ } was, null) => $"{was.Choice} for {Money(was.Usd)} no longer does: {after.Verdict}",
        (null, { } now) => $"Now something does: {now.Choice} for {Money(now.Usd)} a month.",
        _ => after.Verdict,
    };

    // What was not asked otherwise is answered otherwise only by another catalogue or another version.
    private static string Unchanged(StoredAdvice before, StoredAdvice after)
    {
        const string nothing = "Nothing was asked otherwise";
        const string such = "give an option of breakeven advise to change, such as --traffic-factor 2";
        if (before.Answer != after.Answer) return $"{nothing}, and yet the answer is another, since the catalogue or Breakeven has changed. {Verdict(before, after)}";
        return after.Answer is { } now ? $"{nothing}, and the answer stays: {now.Choice} for {Money(now.Usd)} a month; {such}." : $"{nothing}, and the answer stays: {after.Verdict}";
    }

    private static string Kept(StoredChoice was, StoredAdvice after) => after.Choices.Any(choice => choice.Choice == was.Choice)
        ? $", where keeping the choice would cost {Money(after.Choices.First(choice => choice.Choice == was.Choice).Usd)}"
        : "; what was chosen before is no longer among those that cost less than twice as much";

    private static List<WhatifLineRecord> Lines(StoredAdvice before, StoredAdvice after)
    {
        var keys = before.Lines.Concat(after.Lines).Select(line => (line.Line, line.Terms, line.Name)).Distinct();
        return [.. keys.Select(key => new WhatifLineRecord(key.Line, key.Terms, key.Name, Sum(before, key), Sum(after, key), Sum(after, key) - Sum(before, key)))];

        static decimal Sum(StoredAdvice advice, (string, string?, string) key) => advice.Lines.Where(line => (line.Line, line.Terms, line.Name) == key).Sum(line => line.Usd);
    }

    private static List<WhatifChoiceRecord> Choices(StoredAdvice before, StoredAdvice after)
    {
        var names = after.Choices.Concat(before.Choices).Select(choice => choice.Choice).Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => new WhatifChoiceRecord(name, Rank(before, name), Rank(after, name), Usd(before, name), Usd(after, name)))];

        static int? Rank(StoredAdvice advice, string name) => advice.Choices.ToList().FindIndex(choice => choice.Choice == name) is >= 0 and var at ? at + 1 : null;

        static decimal? Usd(StoredAdvice advice, string name) => Rank(advice, name) is { } rank ? advice.Choices[rank - 1].Usd : null;
    }

    private static IEnumerable<Section> Sections(WhatifRecord record)
    {
        yield return new Section.Paragraph(record.Verdict, record.After.Choice is null ? Tone.Bad : Tone.Strong);
        var same = record.Changes.Count == 0 && record.Before.Choice == record.After.Choice && record.Before.UsdPerMonth == record.After.UsdPerMonth;
        if (!same) yield return new Section.Table("What was changed", ChangeColumns, [.. record.Changes.Select(change => (IReadOnlyList<Cell>)[change.Option, change.Before ?? Cell.Unknown, change.After ?? Cell.Unknown])]) { WhenEmpty = "nothing: what differs, the catalogue has changed since" };
        yield return new Section.Table("The bill", LineColumns, [.. record.Lines.Select(LineRow), .. record.Lines.Count > 0 ? (IReadOnlyList<Cell>[])[TotalRow(record)] : []]) { Main = true, WhenEmpty = "none before and none after" };
        if (record.Choices.Count > 0 && !same) yield return new Section.Table("The cheapest choices", ChoiceColumns, [.. record.Choices.Take(ChoicesShown).Select(ChoiceRow)]);
        if (record.Choices.Count > ChoicesShown && !same) yield return new Section.Paragraph($"{record.Choices.Count - ChoicesShown} more: --format json has all.", Tone.Quiet);
        yield return new Section.Verbatim(record.Command + "\n");
    }

    private static IReadOnlyList<Column> ChangeColumns { get; } = [new("option", "option"), new("before", "before"), new("after", "after")];

    private static IReadOnlyList<Column> LineColumns { get; } =
        [new("for", "line"), new("of", "name"), Column.Number("before $", "usd_per_month_before"), Column.Number("after $", "usd_per_month_after"), Column.Number("change $", "difference_usd_per_month")];

    private static IReadOnlyList<Cell> LineRow(WhatifLineRecord line) =>
        [new(Kind(line.Line), line.Line), line.Name, Dollars(line.UsdPerMonthBefore), Dollars(line.UsdPerMonthAfter), Change(line.DifferenceUsdPerMonth)];

    private static IReadOnlyList<Cell> TotalRow(WhatifRecord record) =>
    [
        Cell.Of("total", Tone.Strong), Cell.Empty, record.Before.UsdPerMonth is { } before ? Dollars(before).As(Tone.Strong) : Cell.Unknown, record.After.UsdPerMonth is { } after ? Dollars(after).As(Tone.Strong) : Cell.Unknown,
        record.DifferenceUsdPerMonth is { } difference ? Change(difference) : Cell.Unknown,
    ];

    private static IReadOnlyList<Column> ChoiceColumns { get; } =
        [new("choice", "choice"), Column.Number("was", "rank_before"), Column.Number("is", "rank_after"), Column.Number("before $", "usd_per_month_before"), Column.Number("after $", "usd_per_month_after")];

    private static IReadOnlyList<Cell> ChoiceRow(WhatifChoiceRecord choice) =>
    [
        Cell.Of(choice.Choice, choice.RankAfter == 1 ? Tone.Strong : Tone.Plain), Rank(choice.RankBefore), Rank(choice.RankAfter), choice.UsdPerMonthBefore is { } before ? Dollars(before) : Cell.Unknown,
        choice.UsdPerMonthAfter is { } after ? Dollars(after) : Cell.Unknown,
    ];

    private static Cell Rank(int? rank) => rank is { } known ? Cell.Number(known) : Cell.Unknown;

    // By the words of advise, where the line is one that this version knows.
    private static string Kind(string line) => Enum.GetValues<LineKind>().Where(kind => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()) == line).Select(AdviseWords.Of).FirstOrDefault(line);

    private static Cell Dollars(decimal amount) => new(Money(amount)[1..], amount.ToString(CultureInfo.InvariantCulture));

    private static Cell Change(decimal amount) => new((amount > 0 ? "+" : "") + amount.ToString("#,0.00", CultureInfo.InvariantCulture), amount.ToString(CultureInfo.InvariantCulture));

    private static string Money(decimal amount) => "$" + amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => AdviseWords.Percent(share);

    private static string Percent(decimal share) => Percent((double)share);
}
