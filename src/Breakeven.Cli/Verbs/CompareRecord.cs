using System.Text.Json.Serialization;
using Breakeven.Economics;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

internal sealed record TrafficRecord(double RequestsPerDay, long InputTokens, long OutputTokens, double CachedShare, double PeakToMean, double TokensPerDay)
{
    public static TrafficRecord Of(Traffic traffic) => new(
        Math.Round(traffic.Rate.Value * 86_400, 6), traffic.Input.Value, traffic.Output.Value, traffic.CachedShare, traffic.PeakToMean, Math.Round(traffic.Tokens.Value * 86_400, 6));
}

internal sealed record BoundRecord(string Metric, double Percentile, double LimitMs)
{
    public static BoundRecord Of(LatencyBound bound) => new(
        bound.Metric switch { LatencyMetric.TimeToFirstToken => "ttft", LatencyMetric.TimePerOutputToken => "tpot", _ => "e2e" },
        bound.Percentile,
        bound.Limit.Value * 1e3);
}

internal sealed record LayoutRecord(int Tensor, int Pipeline, int Data, int Expert, int Gpus)
{
    public static LayoutRecord Of(Layout layout) => new(layout.Tensor, layout.Pipeline, layout.Data, layout.Expert, layout.Gpus);
}

internal sealed record MemoryRecord(
    double DeviceBytes, double UsableBytes, double WeightsBytes, double WorkspaceBytes, double RuntimeBytes, double CacheBytes,
    double CacheBytesPerToken, long CacheBlocks, double StateBytesPerSequence, IReadOnlyList<MemoryClassRecord> Classes)
{
    public static MemoryRecord Of(MemoryPlan plan) => new(
        plan.Device.Value, plan.Usable.Value, plan.WeightTotal.Value, plan.Workspace.Value, plan.Runtime.Value, plan.Left.Value,
        plan.Block.Value / plan.BlockTokens, plan.Blocks, plan.State.Value,
        [
            .. plan.Weights.OrderBy(pair => pair.Key).Select(pair => new MemoryClassRecord(ModelWords.NameOf(pair.Key), pair.Value.Value)),
            .. plan.Drafter.Value > 0 ? (MemoryClassRecord[])[new("drafter", plan.Drafter.Value)] : [],
        ]);
}

internal sealed record MemoryClassRecord(string Class, double Bytes);

internal sealed record LoadRecord(
    double RequestsPerSecondPerReplica, double BatchSequences, long AdmittedSequencesMax, double StepMs, double Percentile, double TtftMs, double TpotMs, double E2eMs,
    double TtftMeanMs, double PrefillShare, double ExpertsTouched, double? TtftMsLow, double? TtftMsHigh, double? TpotMsLow, double? TpotMsHigh)
{
    public static LoadRecord? Of(Contender.OnAccelerator hosted, double percentile, PredictionIntervals intervals)
    {
        if (hosted.Load(percentile) is not { } point) return null;
        var (first, each) = (hosted.SpreadOf(PredictedMetric.TimeToFirstToken, point, intervals), hosted.SpreadOf(PredictedMetric.TimePerOutputToken, point, intervals));
        var (ttft, tpot) = (point.TimeToFirstToken.Value * 1e3, point.TimePerOutputToken.Value * 1e3);
        var serving = hosted.Best.Candidate.Serving;
        return new(
            point.Rate.Value, point.Batch, serving.AdmittedMax, point.Step.Value * 1e3, point.Percentile, point.TimeToFirstToken.Value * 1e3, point.TimePerOutputToken.Value * 1e3,
            point.EndToEnd.Value * 1e3, point.TimeToFirstTokenMean.Value * 1e3, point.PrefillShare, serving.Step.ExpertsTouched(serving.WorkAt(point) with { PrefillTokens = 0 }).Touched,
            first?.Low * ttft, first?.High * ttft, each?.Low * tpot, each?.High * tpot);
    }
}

internal sealed record HostedRecord(
    string Accelerator, string Precision, LayoutRecord Layout, int MaxNumSeqs, int MaxNumBatchedTokens, double CapacityRequestsPerSecondPerReplica, long Replicas, long Boxes, long Gpus,
    HardwareOfferRecord Offer, double Utilisation, double IdleUsdPerMonth, LoadRecord? Load, MemoryRecord Memory, double? CapacityRequestsPerSecondPerReplicaLow,
    double? CapacityRequestsPerSecondPerReplicaHigh, long? ReplicasLow, long? ReplicasHigh, IntervalRecord Interval, NearestRecord? NearestMeasurement, SpeculationRecord? Speculation,
    string CapacityFrom, SimulatedCapacityRecord? Simulated);

/// <summary>What the intervals of a deployment rest on: its familiarity, and how many residuals; "assumed" and none where nothing of its kind was measured.</summary>
internal sealed record IntervalRecord(string Familiarity, int N, double? TimesLow, double? TimesHigh)
{
    public static IntervalRecord Of(ErrorSpread? times) => new(IntervalCells.Familiar(times), times?.Count ?? 0, times?.Low, times?.High);
}

internal sealed record ContenderRecord(
    int Rank, string Model, string Kind, string Label, double TokensRatioInput, double TokensRatioOutput, double UsdPerMonth, double UsdPerMillionInputTokens, double UsdPerMillionOutputTokens,
    double UsdPerMillionTokens, double UsdPerRequest, string Basis, HostedRecord? Hosted, TokenOfferRecord? TokenOffer, double? UsdPerMonthLow, double? UsdPerMonthHigh,
    double? UsdPerMillionTokensLow, double? UsdPerMillionTokensHigh)
{
    public static ContenderRecord Of(int rank, Contender contender, CompareSimulation simulation, NearestPoint? nearest)
    {
        var bill = contender.Bill;
        // What is bought by the token has its price, whatever we predict.
        var (low, high) = contender is Contender.OnAccelerator own ? (own.BillRange?.Low, own.BillRange?.High) : (bill, bill);
        return new(
            rank, contender.ModelId, contender is Contender.OnAccelerator ? "hosted" : "tokens", bill.Choice.Label, bill.Choice.TokensRatio.Input, bill.Choice.TokensRatio.Output,
            bill.PerMonth.Value, bill.Input.Value, bill.Output.Value, bill.Blended.Value, bill.PerRequest.Value, bill.Choice.Basis.ToString().ToLowerInvariant(),
            contender is Contender.OnAccelerator hosted ? HostedOf(hosted, simulation, nearest) : null,
            bill.Choice is Choice.PerToken perToken ? TokenOfferRecord.Of(perToken.Offer) : null,
            low?.PerMonth.Value, high?.PerMonth.Value, low?.Blended.Value, high?.Blended.Value);
    }

    private static HostedRecord HostedOf(Contender.OnAccelerator hosted, CompareSimulation simulation, NearestPoint? nearest)
    {
        var (contest, simulated) = (simulation.Contest, simulation.Of(hosted.Best.Candidate));
        var (deployment, bill) = (hosted.Best.Candidate.Deployment, hosted.Bill);
        var (speed, range) = (hosted.Best.Choice.Speed, hosted.BillRange);
        return new(
            hosted.Accelerator.Id, deployment.Precision.Name, LayoutRecord.Of(deployment.Layout), deployment.Settings.SequencesMax, deployment.Settings.BatchedTokensMax,
            hosted.Best.Choice.CapacityPerReplica.Value, bill.Replicas, bill.Boxes, bill.Gpus, HardwareOfferRecord.Of(hosted.Best.Choice.Offer), bill.Utilisation ?? 0, bill.Idle.Value,
            LoadRecord.Of(hosted, CompareTables.Percentile(contest.Request.Objective), contest.Request.Intervals), MemoryRecord.Of(hosted.Best.Candidate.Plan),
            speed?.Low.Value, speed?.High.Value, range?.Low.Replicas, range?.High?.Replicas, IntervalRecord.Of(speed?.Times), NearestRecord.Of(nearest), SpeculationRecord.Of(SpeculationChoice.Of(contest.Request, hosted.Model), hosted.Model),
            simulated is null ? "closed_form" : "simulated", SimulatedCapacityRecord.Of(simulated));
    }
}

internal sealed record ExcludedRecord(string Model, string Accelerator, string Kind, string Reason, string Nearest);

internal sealed record PerTokenRecord(TokenOfferRecord Offer, bool Batch, double UsdPerMonth, double UsdPerMillionTokens);

/// <summary>A deployment in a box that is the cheapest of its contender at some traffic: what the labels of parts and changes stand for.</summary>
internal sealed record ChoiceRecord(
    string Label, string Model, string Accelerator, string Precision, LayoutRecord Layout, double CapacityRequestsPerSecondPerReplica, int ReplicasPerBox, int BoxesPerReplica, int SpareReplicas,
    double? BilledSecondsPerRequest, HardwareOfferRecord Offer)
{
    public static ChoiceRecord Of(HostedOption option)
    {
        var (choice, deployment) = (option.Choice, option.Candidate.Deployment);
        return new(
            choice.Label, choice.Model, deployment.Accelerator.Id, deployment.Precision.Name, LayoutRecord.Of(deployment.Layout), choice.CapacityPerReplica.Value, choice.ReplicasPerBox,
            choice.BoxesPerReplica, choice.SpareReplicas, choice.BilledPerRequest?.Value, HardwareOfferRecord.Of(choice.Offer));
    }
}

internal sealed record PartRecord(double FromTokensPerDay, double ToTokensPerDay, string Choice);

internal sealed record ChangeRecord(double TokensPerDay, double RequestsPerDay, string? Cheaper, string First, string Second, string Kind, double? TokensPerDayLow, double? TokensPerDayHigh);

internal sealed record UtilisationRecord(string Choice, double Utilisation, double TokensPerDay, double RequestsPerDay, double UsdPerMillionTokens, bool WithinPeak);

internal sealed record CompareRecord(
    TrafficRecord Traffic, IReadOnlyList<BoundRecord> Objective, string Engine, string EngineVersion, IReadOnlyList<ContenderRecord> Contenders, IReadOnlyList<ChoiceRecord> Choices, IReadOnlyList<ExcludedRecord> Excluded,
    IReadOnlyList<PerTokenRecord> TokenOffers, IReadOnlyList<PartRecord> CheapestByTraffic, IReadOnlyList<ChangeRecord> OrderChanges, IReadOnlyList<UtilisationRecord> UtilisationTable,
    IReadOnlyList<string> Assumptions, string Verdict) : WireRecord
{
    public static CompareRecord Of(CompareSimulation simulation, IReadOnlyDictionary<Contender, NearestPoint> nearest, IReadOnlyList<string> assumptions, string verdict) => Of(simulation, simulation.Contest, nearest, assumptions, verdict);

    private static CompareRecord Of(CompareSimulation simulation, Contest contest, IReadOnlyDictionary<Contender, NearestPoint> nearest, IReadOnlyList<string> assumptions, string verdict) => new(
        TrafficRecord.Of(contest.Request.Traffic),
        [.. contest.Request.Objective.Bounds.Select(BoundRecord.Of)],
        contest.Request.Engine.Id,
        contest.Request.Engine.Version,
        [.. contest.Contenders.Select((one, i) => ContenderRecord.Of(i + 1, one, simulation, nearest.GetValueOrDefault(one)))],
        [.. contest.Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Options).Select(ChoiceRecord.Of)],
        [.. contest.Excluded.Select(one => new ExcludedRecord(one.Model.Id, one.Accelerator.Id, Snake(one.Refusal.Kind.ToString()), one.Refusal.Reason, one.Refusal.Nearest))],
        [.. contest.Contenders.OfType<Contender.ByTheToken>().SelectMany(one => one.Offers).Select(bill => (Bill: bill, Choice: (Choice.PerToken)bill.Choice)).Select(pair => new PerTokenRecord(TokenOfferRecord.Of(pair.Choice.Offer), pair.Choice.Batch, pair.Bill.PerMonth.Value, pair.Bill.Blended.Value))],
        [.. contest.Cheapest.Parts.Select(part => new PartRecord(PerDay(part.From.Value), PerDay(part.To.Value), part.Choice.Label))],
        [.. contest.OrderChanges.Select(change => new ChangeRecord(PerDay(change.Tokens.Value), PerDay(change.Rate.Value), change.Cheaper?.Label, change.First.Label, change.Second.Label, Snake(change.Kind.ToString()), change.Interval?.Low?.Value * SecondsPerDay, change.Interval?.High?.Value * SecondsPerDay))],
        [.. contest.Contenders.OfType<Contender.OnAccelerator>().SelectMany(hosted => Economics.UtilisationTable.Of(hosted.Best.Choice).Select(row => new UtilisationRecord(hosted.Best.Choice.Label, row.Utilisation, PerDay(row.Tokens.Value), PerDay(row.Rate.Value), row.Blended.Value, row.WithinPeak)))],
        assumptions,
        verdict);

    private const double SecondsPerDay = 86_400;

    private static double PerDay(double perSecond) => perSecond * SecondsPerDay;

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CompareRecord))]
internal sealed partial class CompareJson : JsonSerializerContext;
