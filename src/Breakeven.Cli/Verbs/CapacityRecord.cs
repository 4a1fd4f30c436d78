using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

internal sealed record CapacityTrafficRecord(string Name, string Layout, double RequestsPerSecond, double MeanInputTokens, double MeanOutputTokens);

internal sealed record CapacityClosedFormRecord(double RequestsPerSecond, double? Difference);

internal sealed record CapacityFoundRecord(
    string Layout,
    int GpusPerReplica,
    SizeEngineRecord Engine,
    SizeSettingsRecord Settings,
    int Replicas,
    string Routing,
    long Seed,
    string Basis,
    bool Met,
    double Multiple,
    double MultipleLeast,
    double MultipleMost,
    IReadOnlyList<double> Multiples,
    double RequestsPerSecond,
    double RequestsPerSecondLeast,
    double RequestsPerSecondMost,
    double InputTokensPerSecond,
    double OutputTokensPerSecond,
    int Runs,
    long? ConfirmedOn,
    double? Lowered,
    IReadOnlyList<SimulateObjectiveRecord> Objectives,
    SimulateLimitRecord? Limit,
    CapacityClosedFormRecord? ClosedForm)
{
    public static CapacityFoundRecord? Of(CapacityAnswered answered)
    {
        if (answered.Run is not { } run) return null;
        var (found, deployment, tally) = (run.Found, run.Fit.Plan.Deployment, answered.Tally);
        var bounds = run.Options.Objective.Bounds;
        return new(
            deployment.Layout.ToString(),
            deployment.Layout.Gpus,
            new(deployment.Engine.Id, deployment.Engine.Version, JsonNamingPolicy.SnakeCaseLower.ConvertName(deployment.Engine.MemoryRule.ToString()), deployment.Engine.Source),
            new(deployment.Settings.SequencesMax, deployment.Settings.BatchedTokensMax, deployment.MemoryFraction),
            run.Options.Replicas,
            JsonNamingPolicy.KebabCaseLower.ConvertName(run.Options.Routing.ToString()),
            run.Options.Seed,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(run.Basis.ToString()),
            found.Multiple > 0,
            found.Multiple,
            found.Least,
            found.Most,
            found.Multiples,
            run.Capacity.Value,
            run.Rate.Value * found.Least,
            run.Rate.Value * found.Most,
            run.Capacity.Value * tally.MeanInput,
            run.Capacity.Value * tally.MeanOutput,
            found.Runs,
            found.Confirmation?.Result.Count(Simulation.RequestFate.Served),
            found.Confirmation?.Lowered,
            found.Confirmation is { } confirmation
                ? [.. bounds.Select((bound, i) => new SimulateObjectiveRecord(ObjectiveText.Format(new([bound])), confirmation.Reached[i], bound.Limit.Value, confirmation.Reached[i] <= bound.Limit.Value))]
                : [],
            run.Limit is { } limit && found.Confirmation?.Result is { } result
                ? new(SimulateRecord.NameOf(limit.Kind), result.Busy / Math.Max(result.ReplicaTime, 1e-9), limit.PromptShare, limit.ByCap, limit.ByCache, limit.ByPrompts)
                : null,
            run.ClosedForm is { } closed ? new(closed.Value, run.Difference) : null);
    }
}

internal sealed record CapacityRecord(
    string Model, string Precision, string CacheFormat, string Gpu, CapacityTrafficRecord Traffic, bool Fits, CapacityFoundRecord? Capacity, IReadOnlyList<SizeRefusalRecord> Refused) : WireRecord
{
    public static CapacityRecord Of(CapacityAnswered answered)
    {
        var (sized, tally, source) = (answered.Sized, answered.Tally, answered.Question.Asked.Trace);
        return new(
            sized.Model.Id,
            sized.Precision.Name,
            sized.Precision.Cache.ToString().ToLowerInvariant(),
            sized.Rows[0].Accelerator.Id,
            new(source.Name, source.Format, answered.Run?.Rate.Value ?? source.Description?.Mean.Rate.Value ?? tally.Rate, tally.MeanInput, tally.MeanOutput),
            answered.Run is not null,
            CapacityFoundRecord.Of(answered),
            answered.Run is null ? ExplainRecord.Refusals(sized) : []);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CapacityRecord))]
internal sealed partial class CapacityJson : JsonSerializerContext;
