using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Performance.Explanations;

namespace Breakeven.Cli.Verbs;

internal sealed record ExplainPartRecord(
    string Family,
    string Part,
    double TimeMs,
    double Share,
    double LaunchMs,
    double TransferMs,
    double ActivationsMs,
    double ComputeMs,
    double MovedBytes,
    double Flop,
    double? BandwidthReached,
    double? RateReached,
    string Bound,
    ExplainKernelRecord? Kernel,
    string Basis)
{
    public static ExplainPartRecord Of(StepPart part, StepExplanation step) => new(
        ExplainWords.NameOf(part.Family),
        part.Name,
        part.Time.Value * 1e3,
        part.Time / step.Time,
        part.Launch.Value * 1e3,
        part.Transfer.Value * 1e3,
        part.Activations.Value * 1e3,
        part.Compute.Value * 1e3,
        part.Moved.Value,
        part.Arithmetic.Value,
        part.BandwidthReached,
        part.RateReached,
        ExplainWords.NameOf(part.Bound),
        part.Curve is { } curve ? new(curve.Kernel, curve.Engine, curve.EngineVersion, curve.Accelerator, JsonNamingPolicy.SnakeCaseLower.ConvertName(curve.Precision.ToString()), curve.Source, curve.Error.HeldOutMedian) : null,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Basis.ToString()));
}

internal sealed record ExplainKernelRecord(string Name, string Engine, string Version, string Gpu, string Precision, string Source, double HeldOutMedianError);

internal sealed record ExplainTurnRecord(string Family, string Part, long? Batch, bool? Held);

internal sealed record ExplainExpertsRecord(int Experts, int PerToken, int Layers, double Touched, double TouchedUniform, int Ranks, double TouchedOnSlowestRank, double StragglerMs);

internal sealed record ExplainBatchRecord(
    long Batch, bool Held, double StepMs, double TokensPerSecond, double TokensPerSecondPerGpu, double DenseMs, double ExpertsMs, double AttentionMs, double CommunicationMs, double OverheadMs, double DraftingMs, double ExpertsTouched, double TpotMs)
{
    public static ExplainBatchRecord Of(BatchPoint point, ExplainedDeployment one) => new(
        point.Batch, point.Batch <= one.Held, point.Time.Value * 1e3, point.Throughput.Value, point.PerGpu.Value, point.Parts.Dense.Value * 1e3, point.Parts.Experts.Value * 1e3,
        point.Parts.DecodeAttention.Value * 1e3, point.Parts.Communication.Value * 1e3, point.Parts.Overhead.Value * 1e3, point.Parts.Drafting.Value * 1e3, point.Touched, point.TimePerToken.Value * 1e3);
}

internal sealed record ExplainStepRecord(
    double StepMs,
    double? TpotMs,
    double? TokensPerSecond,
    double? TokensPerSecondPerGpu,
    long SequencesHeld,
    string Basis,
    IReadOnlyList<ExplainPartRecord> Parts,
    IReadOnlyList<ExplainTurnRecord> Turns,
    IReadOnlyList<ExplainExpertsRecord> Experts,
    IReadOnlyList<ExplainBatchRecord> Batches,
    double? StepMsLow,
    double? StepMsHigh,
    double? TpotMsLow,
    double? TpotMsHigh,
    IntervalRecord Interval)
{
    public static ExplainStepRecord? Of(Explained explained)
    {
        if (explained is not { Step: { } step, Main: { } main }) return null;
        double? rate = step.Work.Decodes > 0 ? explained.Question.Batch * step.Step.TokensYielded / step.Time.Value : null;
        return new(
            step.Time.Value * 1e3,
            step.Work.Decodes > 0 ? step.Time.Value * 1e3 / step.Step.TokensYielded : null,
            rate,
            rate / main.Deployment.Layout.Gpus,
            main.Held,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(step.Basis.ToString()),
            [.. step.Parts.Select(part => ExplainPartRecord.Of(part, step))],
            [.. explained.Turns.Select(turn => new ExplainTurnRecord(ExplainWords.NameOf(turn.Family), turn.Name, turn.Batch, turn.Batch is { } batch ? batch <= main.Held : null))],
            [.. step.Experts.Select(use => new ExplainExpertsRecord(use.Experts, use.PerToken, use.Layers, use.Touched, use.Uniform, use.Ranks, use.OnSlowest, use.Straggler.Value * 1e3))],
            [.. main.Points.Select(point => ExplainBatchRecord.Of(point, main))],
            explained.Spread?.Low * step.Time.Value * 1e3,
            explained.Spread?.High * step.Time.Value * 1e3,
            explained.Spread?.Low * step.Time.Value * 1e3 / step.Step.TokensYielded,
            explained.Spread?.High * step.Time.Value * 1e3 / step.Step.TokensYielded,
            IntervalRecord.Of(explained.Spread));
    }
}

internal sealed record ExplainCrossingRecord(double SequencesPerGpu, string Cheaper, bool Held);

internal sealed record ExplainAgainstRecord(
    string Model, string Precision, string? Layout, int? Gpus, bool Fits, string? CheaperAtLeast, IReadOnlyList<ExplainCrossingRecord> Crossings, IReadOnlyList<ExplainBatchRecord> Batches, IReadOnlyList<SizeRefusalRecord> Refused)
{
    public static ExplainAgainstRecord? Of(Explained explained)
    {
        if (explained is not { Against: { } against, Main: { } main }) return null;
        var (model, precision) = (against.Sized.Model.Id, against.Sized.Precision.Name);
        if (against.Deployment is not { } other) return new(model, precision, null, null, false, null, [], [], ExplainRecord.Refusals(against.Sized));
        return new(
            model,
            precision,
            other.Deployment.Layout.ToString(),
            other.Deployment.Layout.Gpus,
            true,
            (against.FirstIsCheaper ? main : other).Deployment.Model.Id,
            [.. against.Crossings.Select(crossing => new ExplainCrossingRecord(
                crossing.PerGpu,
                (crossing.FirstIsCheaper ? main : other).Deployment.Model.Id,
                crossing.PerGpu * main.Deployment.Layout.Gpus <= main.Held && crossing.PerGpu * other.Deployment.Layout.Gpus <= other.Held))],
            [.. other.Points.Select(point => ExplainBatchRecord.Of(point, other))],
            []);
    }
}

internal sealed record ExplainRecord(
    string Model,
    string Precision,
    string CacheFormat,
    string Gpu,
    string? Layout,
    int? Gpus,
    SizeEngineRecord Engine,
    long Batch,
    long ContextTokens,
    long PromptTokens,
    SpeculationRecord? Speculation,
    bool Fits,
    ExplainStepRecord? Step,
    ExplainAgainstRecord? Against,
    IReadOnlyList<SizeRefusalRecord> Refused,
    IReadOnlyList<string> Notes) : WireRecord
{
    public static ExplainRecord Of(Explained explained)
    {
        var (sized, layout) = (explained.Sized, explained.Main?.Deployment.Layout);
        var engine = sized.Question.Engine;
        return new(
            sized.Model.Id,
            sized.Precision.Name,
            sized.Precision.Cache.ToString().ToLowerInvariant(),
            sized.Rows[0].Accelerator.Id,
            layout?.ToString(),
            layout?.Gpus,
            new(engine.Id, engine.Version, JsonNamingPolicy.SnakeCaseLower.ConvertName(engine.MemoryRule.ToString()), engine.Source),
            explained.Question.Batch,
            sized.Context.Value,
            explained.Question.PromptTokens,
            SpeculationRecord.Of(sized.Speculation, sized.Model),
            explained.Main is not null,
            ExplainStepRecord.Of(explained),
            ExplainAgainstRecord.Of(explained),
            explained.Main is null ? Refusals(sized) : [],
            explained.Remarks);
    }

    public static IReadOnlyList<SizeRefusalRecord> Refusals(Sized sized) => [.. sized.Rows.SelectMany(row => row.Result.Refused).Select(SizeRefusalRecord.Of)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ExplainRecord))]
internal sealed partial class ExplainJson : JsonSerializerContext;
