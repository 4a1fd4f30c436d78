using System.Text.Json.Serialization;
using Breakeven.Training;

namespace Breakeven.Cli.Verbs;

internal sealed record TrainingMemoryRecord(
    double WeightBytes, double AdapterBytes, double GradientBytes, double OptimizerBytes, double ShardedBytes, double ActivationBytesPerGpu, double GatheredBytesPerGpu)
{
    public static TrainingMemoryRecord Of(TrainingMemory memory) => new(
        memory.Weights.Value, memory.Adapters.Value, memory.Gradients.Value, memory.Optimizer.Value, memory.Sharded.Value, memory.Activations.Value, memory.Gathered.Value);
}

internal sealed record FineTuneRunRecord(
    string Method, string Gpu, long TrainedParameters, TrainingMemoryRecord Memory, double UsableBytesPerGpu, int? Gpus, double Flop, double? GpuHours, double? Hours, double? Usd, HardwareOfferRecord? Offer)
{
    public static FineTuneRunRecord Of(FineTuneRow row) => new(
        FineTuneOptions.Name(row.Tuning.Request.Method), row.Tuning.Request.Accelerator.Id, row.Tuning.Trained, TrainingMemoryRecord.Of(row.Tuning.Memory), row.Tuning.Usable.Value, row.Tuning.Devices, row.Tuning.Work.Value,
        row.Tuning.DeviceTime?.Value / 3600, row.Tuning.Elapsed?.Value / 3600, row.Sold?.Cost.Value, row.Sold is { } sold ? HardwareOfferRecord.Of(sold.Offer) : null);
}

internal sealed record FineTuneRecord(
    string Model, long TotalParameters, long ActiveParameters, double Tokens, int SequenceTokens, int Rank, string Adapters, double Mfu, string Basis, IReadOnlyList<FineTuneRunRecord> Runs) : WireRecord
{
    public static FineTuneRecord Of(IReadOnlyList<FineTuneRow> rows)
    {
        var request = rows[0].Tuning.Request;
        return new(
            request.Model.Id, request.Model.TotalParameters, request.Model.ActiveParameters, request.Tokens, request.Sequence, request.Rank, FineTuneOptions.Targets[(int)request.Targets], request.UsualShare, "assumed",
            [.. rows.Select(FineTuneRunRecord.Of)]);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FineTuneRecord))]
internal sealed partial class FineTuneJson : JsonSerializerContext;
