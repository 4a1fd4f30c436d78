using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Measurements;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

internal sealed record SizeEngineRecord(string Id, string Version, string MemoryRule, string Source);

internal sealed record SizeSettingsRecord(int MaxNumSeqs, int MaxNumBatchedTokens, double MemoryFraction);

internal sealed record SizeClassRecord(string Class, double Bytes);

internal sealed record SizeMemoryRecord(
    double DeviceBytes,
    double EngineBytes,
    double WeightBytes,
    IReadOnlyList<SizeClassRecord> Weights,
    double WorkspaceBytes,
    double RuntimeBytes,
    double CacheBytes,
    double OutsideBytes,
    int BlockTokens,
    double BlockBytes,
    long Blocks,
    double StateBytesPerSequence,
    double HeldBytesPerSequence)
{
    public static SizeMemoryRecord Of(FittingLayout fit) => new(
        fit.Plan.Device.Value,
        fit.Plan.Usable.Value,
        fit.Plan.WeightTotal.Value,
        [
            .. fit.Plan.Weights.OrderBy(entry => entry.Key).Select(entry => new SizeClassRecord(ModelWords.NameOf(entry.Key), entry.Value.Value)),
            .. fit.Plan.Drafter.Value > 0 ? (SizeClassRecord[])[new("drafter", fit.Plan.Drafter.Value)] : [],
        ],
        fit.Plan.Workspace.Value,
        fit.Plan.Runtime.Value,
        fit.Plan.Left.Value,
        SizeSections.Outside(fit.Plan).Value,
        fit.Plan.BlockTokens,
        fit.Plan.Block.Value,
        fit.Plan.Blocks,
        fit.Plan.State.Value,
        fit.HeldBySequence.Value);
}

internal sealed record SizeLayoutRecord(
    string Layout,
    int Gpus,
    bool Sold,
    int? Box,
    int? Boxes,
    long ConcurrencyMax,
    long ContextMaxTokens,
    SizeMemoryRecord MemoryPerGpu,
    NearestRecord? NearestMeasurement)
{
    public static SizeLayoutRecord Of(FittingLayout fit, NearestPoint? nearest) => new(
        fit.Layout.ToString(),
        fit.Layout.Gpus,
        fit.Purchase.IsSold,
        fit.Purchase.Box,
        fit.Purchase.Box is null ? null : fit.Purchase.Count,
        fit.ConcurrencyMax,
        fit.ContextMax.Value,
        SizeMemoryRecord.Of(fit),
        NearestRecord.Of(nearest));
}

internal sealed record SizeRefusalRecord(string Layout, int Gpus, string Kind, string Reason, double? ShortBytesPerGpu, string? Nearest)
{
    public static SizeRefusalRecord Of(RefusedLayout refused) => new(
        refused.Layout.ToString(),
        refused.Layout.Gpus,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(refused.Refusal.Kind.ToString()),
        refused.Refusal.Reason,
        refused.Short?.Value,
        refused.Refusal.Nearest.Length == 0 ? null : refused.Refusal.Nearest);
}

internal sealed record SizeAcceleratorRecord(
    string Gpu,
    bool Fits,
    IReadOnlyList<int> SoldInBoxesOf,
    SizeSettingsRecord Settings,
    IReadOnlyList<SizeLayoutRecord> Layouts,
    IReadOnlyList<SizeRefusalRecord> Refused)
{
    // Of every accelerator only what came nearest is told; of those that were asked for, all.
    public static SizeAcceleratorRecord Of(SizedOn on, bool named, IReadOnlyDictionary<FittingLayout, NearestPoint> points) => new(
        on.Accelerator.Id,
        on.Result.Best is not null,
        on.Boxes,
        new(on.Request.Settings.SequencesMax, on.Request.Settings.BatchedTokensMax, on.Request.Settings.MemoryFraction ?? on.Request.Engine.MemoryFraction),
        [.. (named ? on.Result.Fitting : on.Result.Fitting.Take(1)).Select(fit => SizeLayoutRecord.Of(fit, points.GetValueOrDefault(fit)))],
        [.. (named ? on.Result.Refused : on.Result.Best is null && on.Result.Nearest is { } nearest ? [nearest] : []).Select(SizeRefusalRecord.Of)]);
}

internal sealed record SizeRecord(
    string Id,
    string Architecture,
    long TotalParameters,
    long ActiveParameters,
    long ActiveParametersWithoutEmbeddings,
    PublishedRecord? Published,
    long ContextLimitTokens,
    IReadOnlyList<LayerKindRecord> Layers,
    WeightsRecord Weights,
    string CacheFormat,
    CacheRecord Cache,
    double StateBytesPerSequence,
    SizeEngineRecord Engine,
    long ContextTokens,
    long Concurrency,
    SpeculationRecord? Speculation,
    bool Fits,
    IReadOnlyList<SizeAcceleratorRecord> Accelerators,
    SourceRecord Source,
    IReadOnlyList<string> Notes) : WireRecord
{
    public static SizeRecord Of(Sized sized, IReadOnlyDictionary<FittingLayout, NearestPoint> nearest)
    {
        var (model, precision, engine) = (sized.Model, sized.Precision, sized.Question.Engine);
        return new(
            model.Id,
            model.Architecture,
            model.TotalParameters,
            model.ActiveParameters,
            model.ActiveWithoutEmbeddings,
            model.Published is { } published ? new(published.Total, published.Active, SourceRecord.Of(published.Source)) : null,
            model.ContextLimit.Value,
            [.. ModelsShow.Kinds(model).Select(kind => LayerKindRecord.Of(kind.Layer, kind.Count, precision))],
            WeightsRecord.Of(model, precision),
            precision.Cache.ToString().ToLowerInvariant(),
            CacheRecord.Of(model, precision, sized.Context),
            model.StatePerSequence.Value,
            new(engine.Id, engine.Version, JsonNamingPolicy.SnakeCaseLower.ConvertName(engine.MemoryRule.ToString()), engine.Source),
            sized.Context.Value,
            sized.Question.Concurrency,
            SpeculationRecord.Of(sized.Speculation, model),
            sized.Any,
            [.. sized.Rows.Select(row => SizeAcceleratorRecord.Of(row, sized.Question.Named, nearest))],
            SourceRecord.Of(model.Source),
            [.. sized.Remarks, .. model.Notes]);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SizeRecord))]
internal sealed partial class SizeJson : JsonSerializerContext;
