using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Economics;
using Breakeven.Economics.Cascades;

namespace Breakeven.Cli.Verbs;

internal sealed record CascadePartRecord(string Model, string Choice, double UsdPerMonth, long Boxes, long Gpus, double? Utilisation)
{
    public static CascadePartRecord Of(Bill bill, CascadeContest contest) => new(bill.Choice.Model, contest.NameOf(bill.Choice), bill.PerMonth.Value, bill.Boxes, bill.Gpus, bill.Utilisation);
}

internal sealed record CascadeQualityRecord(double Small, double Large, bool Routed, int? Prompts);

internal sealed record CascadePointRecord(
    double Share, double UsdPerMonth, double SmallUsdPerMonth, double LargeUsdPerMonth, string? LargeChoice, double UsdPerThousandRequests, string Cheaper, double? Quality, double? QualityLow, double? QualityHigh,
    double? QualityAtRandom, double? QualityBound, double? GoodAnswersPerUsd)
{
    public static CascadePointRecord Of(CascadeRow row) => new(
        row.Bill.Share, row.Bill.Total.Value, row.Bill.Small.Value, row.Bill.Large.Value, row.LargeName, row.PerThousand, CascadeAnswer.NameOf(row.Standing), row.Quality, row.Quality - row.Error, row.Quality + row.Error,
        row.AtRandom, row.Bound, row.GoodPerUsd);
}

internal sealed record CascadeCrossingRecord(double Share, string CheaperAbove, string Kind, double? Quality);

internal sealed record CascadeFrontierRecord(double? Share, double UsdPerMonth, double Quality);

internal sealed record CascadeRecord(
    string Verdict, TrafficRecord Traffic, IReadOnlyList<BoundRecord> Objective, double WrittenShare, double PassedShare, CascadePartRecord? Small, CascadePartRecord? LargeAlone, CascadeQualityRecord? Quality,
    CascadePointRecord? Asked, IReadOnlyList<CascadePointRecord> Points, string? CheaperAtStart, IReadOnlyList<CascadeCrossingRecord> Crossings, IReadOnlyList<CascadeFrontierRecord> Frontier, CascadeFrontierRecord? CheapestGoodEnough,
    IReadOnlyList<ExcludedRecord> Excluded, IReadOnlyList<string> Assumptions) : WireRecord
{
    public static CascadeRecord Of(CascadeContest contest, CascadeTerms terms, CascadeTable? table, string verdict, IReadOnlyList<string> assumptions)
    {
        var request = contest.Alone.Request;
        return new(
            verdict,
            TrafficRecord.Of(request.Traffic),
            [.. request.Objective.Bounds.Select(BoundRecord.Of)],
            terms.Written,
            terms.Passed,
            contest.Small.Contenders is [var small, ..] ? CascadePartRecord.Of(small.Bill, contest) : null,
            contest.Alone.Contenders is [var alone, ..] ? CascadePartRecord.Of(alone.Bill, contest) : null,
            terms.Quality is { } quality ? new(quality.Small, quality.Large, quality.Routed is not null, quality.Prompts) : null,
            table?.Asked is { } asked ? CascadePointRecord.Of(asked) : null,
            [.. (table?.Rows ?? []).Select(CascadePointRecord.Of)],
            contest.Cascade is { } cascade ? CascadeAnswer.NameOf(cascade.AtStart) : null,
            [.. (contest.Cascade?.Crossings ?? []).Select(one => new CascadeCrossingRecord(one.Share, CascadeAnswer.NameOf(one.Above), JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()), terms.Quality?.Expected.At(one.Share)))],
            [.. (table?.Frontier ?? []).Select(Of)],
            table?.GoodEnough is { } enough ? Of(enough) : null,
            [.. contest.Small.Excluded.Concat(contest.Alone.Excluded).Select(one => new ExcludedRecord(one.Model.Id, one.Accelerator.Id, JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Refusal.Kind.ToString()), one.Refusal.Reason, one.Refusal.Nearest))],
            assumptions);
    }

    private static CascadeFrontierRecord Of(FrontierPoint point) => new(point.Share, point.PerMonth.Value, point.Quality);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CascadeRecord))]
internal sealed partial class CascadeJson : JsonSerializerContext;
