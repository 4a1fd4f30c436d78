using System.Text.Json.Serialization;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;

namespace Breakeven.Cli.Verbs;

internal sealed record FitMachineRecord(
    string? Gpu, int Gpus, double? GpuBytes, double? GpuBytesPerSecond, double RamBytes, double RamBytesPerSecond, bool RamBandwidthSupposed, double? SsdBytesPerSecond, double ReserveBytes);

internal sealed record FitBasisRecord(string AtMost, string Usually, double GpuBandwidthShare, double RamBandwidthShare, double LayerOverheadSeconds, double MedianError, string Source);

internal sealed record FitModelRecord(
    string Id,
    IReadOnlyList<string> SameShape,
    long TotalParameters,
    long ActiveParameters,
    bool Runs,
    string Precision,
    double WeightBytes,
    double GpuBytes,
    double RamBytes,
    double SsdBytes,
    double ShortBytes,
    int GpuLayers,
    int CpuMoeLayers,
    int? ExpertsOnGpu,
    long ContextTokens,
    double? TokensPerSecondAtMost,
    double? TokensPerSecondUsually,
    double? PromptTokensPerSecondAtMost,
    string? Command)
{
    public static FitModelRecord Of(FitRow row, string? path) => new(
        row.Placement.Model.Id,
        row.Alike,
        row.Placement.Model.TotalParameters,
        row.Placement.Model.ActiveParameters,
        row.Placement.Fits,
        row.Placement.Precision.Name,
        row.Placement.FileBytes.Value,
        row.Placement.On(Tier.Accelerator).Value,
        row.Placement.On(Tier.Memory).Value,
        row.Placement.On(Tier.Disk).Value,
        row.Placement.Short.Value,
        row.Placement.LayersOnAccelerator,
        row.Placement.ExpertLayersOutside,
        row.Placement.ExpertsOnAccelerator,
        row.Placement.Context.Value,
        row.Placement.Fits ? row.AtMost : null,
        row.Placement.Fits ? row.Usually : null,
        row.Placement.Fits ? row.Prefill?.Value : null,
        row.Placement.Fits ? FitSections.Command(row, path) : null);
}

internal sealed record FitRecord(FitMachineRecord Machine, int Concurrency, double MinTokensPerSecond, bool Runs, FitBasisRecord Basis, IReadOnlyList<FitModelRecord> Models) : WireRecord
{
    public static FitRecord Of(Fitted fitted)
    {
        var (machine, shares) = (fitted.Question.Machine, MachineShares.Embedded);
        return new(
            new(
                machine.Accelerator?.Id, machine.Accelerator is null ? 0 : machine.Accelerators, machine.Accelerator?.Memory.Value, machine.Accelerator?.MemoryBandwidth.Value, machine.Memory.Value,
                machine.MemoryBandwidth.Value, fitted.Question.BandwidthSupposed && machine.Accelerator?.InstalledMemory is null, machine.DiskBandwidth?.Value, machine.Reserve.Value),
            fitted.Question.Sequences,
            fitted.Question.LeastSpeed,
            fitted.Any,
            new("analytic", "interpolated", shares.Accelerator, shares.Memory, shares.LayerOverhead.Value, shares.Error, shares.Source),
            [.. fitted.Runs.Concat(fitted.TooLarge).Select(row => FitModelRecord.Of(row, fitted.Question.Path))]);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FitRecord))]
internal sealed partial class FitJson : JsonSerializerContext;
