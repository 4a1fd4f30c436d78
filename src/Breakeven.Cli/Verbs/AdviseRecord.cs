using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Advice.Rules;
using Breakeven.Economics.Hours;

namespace Breakeven.Cli.Verbs;

internal sealed record MonthRecord(int Hours, long Requests, long InputTokens, long CachedInputTokens, long OutputTokens, long BusiestHourRequests, string Origin)
{
    public static MonthRecord Of(HourlyDemand demand) => new(
        demand.Hours.Count, demand.Total.Requests, demand.Total.Input.Value, demand.Total.Cached.Value, demand.Total.Output.Value, demand.Hours.Max(hour => hour.Requests), demand.Origin);
}

internal sealed record BillLineRecord(string Line, string? Terms, string Name, decimal UsdPerMonth)
{
    public static BillLineRecord Of(BillLine line) => new(JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Kind.ToString()), line.Terms is { } terms ? Cli.Terms.NameOf(terms) : null, line.Name, line.Total.Value);
}

/// <summary>A plan: what runs, what is bought, and what it costs.</summary>
internal sealed record PlanRecord(
    string Choice, string Model, string? Accelerator, string? Precision, LayoutRecord? Layout, HardwareOfferRecord? Offer, HardwareOfferRecord? ElasticOffer, TokenOfferRecord? TokenOffer, bool Batch,
    double? CapacityRequestsPerSecondPerReplica, double? CapacityRequestsPerSecondPerReplicaLow, double? CapacityRequestsPerSecondPerReplicaHigh, string Basis, int AlwaysOnBoxes, int ElasticBoxesMax,
    double BoughtShare, string Method, decimal UsdPerMonth, decimal IdleUsdPerMonth, double UsdPerMillionTokens, IReadOnlyList<BillLineRecord> Lines)
{
    public static PlanRecord Of(PlannedChoice choice)
    {
        var (hosted, plan) = (choice.AtHome ? choice.Way.Hosted : null, choice.Plan);
        var deployment = hosted?.Candidate.Deployment;
        var tokens = choice.BoughtShare > 0 ? choice.Way.Tokens : null;
        return new(
            AdviseWords.Place(choice), choice.Way.Model, deployment?.Accelerator.Id, deployment?.Precision.Name, deployment is null ? null : LayoutRecord.Of(deployment.Layout),
            hosted is null ? null : HardwareOfferRecord.Of(hosted.Choice.Offer), hosted is null || choice.Way.ElasticOffer is null ? null : HardwareOfferRecord.Of(choice.Way.ElasticOffer),
            tokens is null ? null : TokenOfferRecord.Of(tokens.Offer), tokens?.Batch ?? false,
            hosted?.Choice.CapacityPerReplica.Value, hosted?.Choice.Speed?.Low.Value, hosted?.Choice.Speed?.High.Value, hosted is null ? "measured" : hosted.Choice.Basis.ToString().ToLowerInvariant(),
            plan.AlwaysOnBoxes, plan.Hours.Max(hour => hour.ElasticBoxes), choice.BoughtShare, JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.Method.ToString()),
            choice.Bill.Total.Value, choice.Bill.Idle.Value, AdviseWords.PerMillion(choice), [.. choice.Bill.Lines.Select(BillLineRecord.Of)]);
    }
}

internal sealed record PlanHourRecord(int Hour, long Requests, double ReplicasWanted, int Replicas, int ElasticBoxes, double HomeShare, decimal Usd);

internal sealed record PureRecord(string Name, decimal UsdPerMonth);

internal sealed record ShiftRecord(double Factor, decimal? KeptUsdPerMonth, decimal ReplannedUsdPerMonth, string Best, decimal BestUsdPerMonth, decimal? RegretUsdPerMonth);

internal sealed record OutlookRecord(string Choice, double? ExpectedUsdPerMonth, double? UsdPerMonthLow, double? UsdPerMonthHigh, double ChanceCheapest, double ChanceUnserved, double ChanceNothingServes, double? RegretMostUsdPerMonth, double OwedIfLeftUsd, double BackAgainUsd, double BackAgainSeconds)
{
    public static OutlookRecord Of(ChoiceOutlook outlook) => new(AdviseWords.Place(outlook.Choice), Finite(outlook.Expected), Finite(outlook.Low), Finite(outlook.High), outlook.ChanceCheapest, outlook.ChanceUnserved, outlook.ChanceNothing, Finite(outlook.RegretMost),
        outlook.Choice.Switching.Owed.Value, outlook.Choice.Switching.Start.Value, outlook.Choice.Switching.Takes.Value);

    private static double? Finite(UsdEstimate amount) => double.IsFinite(amount.Value) ? amount.Value : null;
}

internal sealed record WorthRecord(string Kind, string About, double UsdPerMonth, string How);

internal sealed record DocumentsRecord(string Work, int FromHour, int DueHour, long AtHome, long InBatch, int? DoneByHour, double ReplicaHours, decimal BatchUsd, decimal? BatchUsdSaved)
{
    public static DocumentsRecord Of(DeadlineResult result) => new(result.Work.Name, result.Work.From, result.Work.Due, result.AtHome, result.InBatch, result.DoneBy + 1, result.ReplicaHours, result.BatchCost.Value, result.Saved?.Value);
}

internal sealed record RelaxedRecord(string Without, string? Best, decimal? UsdPerMonth);

/// <summary>Something that a rule says for or against the answer.</summary>
internal sealed record ReasonRecord(string Rule, string Text, double Figure, string Unit, bool ForIt)
{
    public static ReasonRecord Of(Reason reason) => new(reason.Rule, reason.Text, reason.Figure, reason.Unit, reason.ForIt);
}

internal sealed record AdviseRecord(
    string Verdict, MonthRecord Month, IReadOnlyList<BoundRecord> Objective, IReadOnlyList<string> Constraints, PlanRecord? Answer, IReadOnlyList<PlanHourRecord> Hours, IReadOnlyList<PureRecord> SingleWays,
    decimal? ValueOfMixUsdPerMonth, IReadOnlyList<PlanRecord> Choices, IReadOnlyList<OutlookRecord> Outlooks, IReadOnlyList<ShiftRecord> TrafficShifts, IReadOnlyList<RelaxedRecord> IfDropped, IReadOnlyList<string> Reasons, IReadOnlyList<ReasonRecord> Rules,
    IReadOnlyList<string> Assumptions, string Command, AdviseDetailRecord? Detail) : WireRecord
{
    /// <summary>What is not known and would be worth knowing, the most first.</summary>
    public IReadOnlyList<WorthRecord> WorthKnowing { get; init; } = [];

    /// <summary>Where the answer has work with deadlines done, each time that it comes; empty where there is none.</summary>
    public IReadOnlyList<DocumentsRecord> Documents { get; init; } = [];

    /// <summary>Null where nothing was simulated.</summary>
    public AdviceSimulationRecord? Simulation { get; init; }

    public static AdviseRecord Of(Recommendation advice, IReadOnlyList<Constraint> constraints, string verdict, IReadOnlyList<string> reasons, IReadOnlyList<string> assumptions, string line) => new(
        verdict,
        MonthRecord.Of(advice.Request.Demand),
        [.. advice.Request.Compare.Objective.Bounds.Select(BoundRecord.Of)],
        [.. constraints.Select(one => one.Name)],
        advice.Best is { } best ? PlanRecord.Of(best) : null,
        advice.Best is { } planned ? [.. planned.Plan.Hours.Select((hour, i) => new PlanHourRecord(i, advice.Request.Demand.Hours[i].Requests, hour.Level, hour.Replicas, hour.ElasticBoxes, hour.HomeShare, planned.Bill.Hour(i).Value))] : [],
        advice.Mix is { } mix ? [.. mix.Pure.Select(pure => new PureRecord(pure.Name, pure.Bill.Total.Value))] : [],
        advice.Mix?.Value.Value,
        [.. advice.Choices.Select(PlanRecord.Of)],
        [.. advice.Outlooks.Select(OutlookRecord.Of)],
        [.. advice.Shifts.Select(shift => new ShiftRecord(shift.Factor, shift.Kept?.Value, shift.Replanned.Value, AdviseWords.PlaceBeside(shift.Best, advice.Best!), shift.Best.Bill.Total.Value, shift.Regret?.Value))],
        [.. advice.Relaxed.Select(one => new RelaxedRecord(one.Constraint.Name, one.Best is null ? null : AdviseWords.Place(one.Best), one.Best?.Bill.Total.Value))],
        reasons,
        [.. AdviceRules.Of(advice).Select(ReasonRecord.Of)],
        assumptions,
        line,
        advice.Best is { } detailed ? AdviseDetailRecord.Of(detailed) : null)
    {
        Documents = [.. (advice.Best?.Plan.Deadline?.Results ?? []).Select(DocumentsRecord.Of)],
        WorthKnowing = [.. advice.Worths.Select(worth => new WorthRecord(JsonNamingPolicy.SnakeCaseLower.ConvertName(worth.Kind.ToString()), AdviseWords.Of(worth), worth.Worth.Value, AdviseWords.CommandFor(worth, advice)))],
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AdviseRecord))]
internal sealed partial class AdviseJson : JsonSerializerContext;
