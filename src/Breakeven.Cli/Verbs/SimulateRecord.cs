using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Simulation;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

internal sealed record SimulateLatencyRecord(long Requests, double MeanS, double P50S, double P90S, double P95S, double P99S, double MostS)
{
    public static SimulateLatencyRecord? Of(LatencySamples samples) => samples.Count == 0
        ? null
        : new(samples.Count, samples.Mean, samples.At(50), samples.At(90), samples.At(95), samples.At(99), samples.At(100));
}

internal sealed record SimulateTrafficRecord(string Name, string Layout, long Requests, double SpanS, double MeanInputTokens, double MeanOutputTokens);

internal sealed record SimulateScalingRecord(int Least, int Most, double InFlightEach, double ColdStartS, double ScaleDownDelayS);

internal sealed record SimulateObjectiveRecord(string Bound, double? ReachedS, double LimitS, bool Met);

internal sealed record SimulateLimitRecord(string LimitedBy, double BusyShare, double PromptShare, double CapShare, double CacheShare, double TokensShare);

internal sealed record SimulateBillRecord(string Provider, string Offer, int BoxGpus, double UsdPerHour, double BoxHours, double HardwareUsd, double IdleShare, double? ApiUsd, string? ApiProvider, double? UsdPerMillionTokens);

internal sealed record SimulateSpanRecord(double StartS, double Running, double Waiting, double CacheShare, double Replicas);

internal sealed record SimulateRunRecord(
    string Layout,
    int GpusPerReplica,
    SizeEngineRecord Engine,
    SizeSettingsRecord Settings,
    long CacheBlocks,
    int? Replicas,
    SimulateScalingRecord? Autoscale,
    string Routing,
    long Seed,
    string Hash,
    string Basis,
    double LengthS,
    long Served,
    long RefusedContext,
    long RefusedCache,
    long Overflowed,
    double RequestsPerSecond,
    double InputTokensPerSecond,
    double OutputTokensPerSecond,
    double? GoodputRequestsPerSecond,
    IReadOnlyList<SimulateObjectiveRecord> Objectives,
    SimulateLatencyRecord? Ttft,
    SimulateLatencyRecord? Tpot,
    SimulateLatencyRecord? E2e,
    long Preemptions,
    long PromptTokensFound,
    long PromptTokensComputed,
    long Steps,
    double GpuHours,
    SimulateLimitRecord Limit,
    SimulateBillRecord? Bill,
    IReadOnlyList<SimulateSpanRecord> OverTime)
{
    public static SimulateRunRecord? Of(Simulated simulated)
    {
        if (simulated.Run is not { } run) return null;
        var (result, plan, options) = (run.Result, run.Fit.Plan, run.Options);
        var (deployment, seconds) = (plan.Deployment, Math.Max(run.Length.Value, 1e-9));
        var objective = simulated.Question.Objective;
        return new(
            deployment.Layout.ToString(),
            deployment.Layout.Gpus,
            new(deployment.Engine.Id, deployment.Engine.Version, JsonNamingPolicy.SnakeCaseLower.ConvertName(deployment.Engine.MemoryRule.ToString()), deployment.Engine.Source),
            new(deployment.Settings.SequencesMax, deployment.Settings.BatchedTokensMax, deployment.MemoryFraction),
            plan.Blocks,
            options.Autoscaling is null ? options.Replicas : null,
            options.Autoscaling is { } scaling ? new(scaling.Least, scaling.Most, scaling.InFlightEach, scaling.ColdStart.Value, scaling.ScaleDownDelay.Value) : null,
            JsonNamingPolicy.KebabCaseLower.ConvertName(options.Routing.ToString()),
            options.Seed,
            result.Hash.ToString("x16", CultureInfo.InvariantCulture),
            JsonNamingPolicy.SnakeCaseLower.ConvertName(run.Basis.ToString()),
            run.Length.Value,
            result.Count(RequestFate.Served),
            result.Count(RequestFate.RefusedContext),
            result.Count(RequestFate.RefusedCache),
            result.Count(RequestFate.Overflowed),
            result.Count(RequestFate.Served) / seconds,
            result.InputTokens / seconds,
            result.OutputTokens / seconds,
            objective.Bounds.Count == 0 ? null : result.Good / seconds,
            [.. objective.Bounds.Select(bound => new SimulateObjectiveRecord(
                ObjectiveText.Format(new([bound])), SimulateSections.Reached(result, bound), bound.Limit.Value, SimulateSections.Met(result, bound)))],
            SimulateLatencyRecord.Of(result.TimeToFirstToken),
            SimulateLatencyRecord.Of(result.TimePerOutputToken),
            SimulateLatencyRecord.Of(result.EndToEnd),
            result.Preemptions,
            result.TokensFound,
            result.TokensPrompted,
            result.Steps,
            run.GpuHours,
            new(SimulateRecord.NameOf(run.Limit.Kind), result.Busy / Math.Max(result.ReplicaTime, 1e-9), run.Limit.PromptShare, run.Limit.ByCap, run.Limit.ByCache, run.Limit.ByPrompts),
            BillOf(run),
            [.. Enumerable.Range(0, result.Timeline.Count).Select(i => new SimulateSpanRecord(
                i * result.Timeline.Span * 1e-9, result.Timeline.Running(i), result.Timeline.Waiting(i), result.Timeline.Replicas(i) <= 0 ? 0 : result.Timeline.Blocks(i) / result.Timeline.Replicas(i), result.Timeline.Replicas(i)))]);
    }

    private static SimulateBillRecord? BillOf(SimulatedRun run)
    {
        if (run.Cost is not { } cost) return null;
        var tokens = run.Result.InputTokens + run.Result.OutputTokens + run.Result.OverflowedInputTokens + run.Result.OverflowedOutputTokens;
        return new(
            cost.Offer.Provider, cost.Offer.Name, cost.Offer.Gpus, cost.Offer.Price.Estimated.Value, cost.BoxTime.Value / 3600, cost.Hardware.Value, cost.IdleShare,
            run.Api?.Price.Value, run.Api?.Offer.Provider, tokens == 0 ? null : (cost.Hardware.Value + (run.Api?.Price.Value ?? 0)) * 1e6 / tokens);
    }
}

internal sealed record SimulateRecord(
    string Model, string Precision, string CacheFormat, string Gpu, SimulateTrafficRecord Traffic, bool Fits, SimulateRunRecord? Run, IReadOnlyList<SizeRefusalRecord> Refused) : WireRecord
{
    public static SimulateRecord Of(Simulated simulated)
    {
        var (sized, tally, trace) = (simulated.Sized, simulated.Tally, simulated.Question.Trace);
        return new(
            sized.Model.Id,
            sized.Precision.Name,
            sized.Precision.Cache.ToString().ToLowerInvariant(),
            sized.Rows[0].Accelerator.Id,
            new(trace.Name, trace.Format, tally.Requests, tally.Span.Value, tally.MeanInput, tally.MeanOutput),
            simulated.Run is not null,
            SimulateRunRecord.Of(simulated),
            simulated.Run is null ? ExplainRecord.Refusals(sized) : []);
    }

    public static string NameOf(LimitKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SimulateRecord))]
internal sealed partial class SimulateJson : JsonSerializerContext;
