using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Cli.Reports;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven gpus list</summary>
internal static class GpusList
{
    public static Verb Build(KnownNames _)
    {
        var filter = new Option<string?>("--filter") { Description = "Only those whose id, name, vendor or family contains this text", HelpName = "text" };
        return new Verb("list", "Accelerators: real memory, bandwidth, dense rates, links, power", call => Run(call, call.Value(filter)))
        {
            Options = { filter },
            Examples = ["breakeven gpus list", "breakeven gpus list --filter amd", "breakeven gpus list --format csv"],
            AnswersNo = "no accelerator matches",
        };
    }

    private static Answer Run(Invocation call, string? filter)
    {
        var found = call.Catalog.AcceleratorIds.Select(id => call.Catalog.FindAccelerator(id)!).Where(gpu => Matches(gpu, filter)).ToList();
        var table = new Section.Table("", Columns, [.. found.Select(Row)])
        {
            Main = true,
            WhenEmpty = filter is null ? "the catalogue has no accelerator" : $"no accelerator matches \"{filter}\"",
        };
        var record = new GpusListRecord([.. found.Select(GpuRecord.Of)]);
        return new Answer(new Report([table]), record, () => GpusListJson.Default.GpusListRecord, found.Count == 0 ? ExitCode.AnsweredNo : ExitCode.Answered);
    }

    private static bool Matches(Accelerator gpu, string? filter)
        => filter is null || new[] { gpu.Id, gpu.Name, gpu.Vendor, gpu.Family }.Any(text => text.Contains(filter, StringComparison.OrdinalIgnoreCase));

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("id", "id"),
        new("vendor", "vendor", Drop: 3),
        new("family", "family", Drop: 2),
        Column.Number("memory GiB", "memory_bytes"),
        new("sold as", "marketed_memory", Align.Right, Drop: 4),
        Column.Number("TB/s", "memory_bandwidth_bytes_per_second"),
        Column.Number("bf16 TFLOP/s", "bf16_flop_per_second"),
        Column.Number("fp8", "fp8_flop_per_second"),
        Column.Number("int8", "int8_flop_per_second", drop: 5),
        Column.Number("fp4", "fp4_flop_per_second"),
        new("link", "link", Drop: 1),
        Column.Number("GB/s each way", "link_bytes_per_second_per_direction", drop: 1),
        Column.Number("W", "power_watts", drop: 6),
    ];

    private static IReadOnlyList<Cell> Row(Accelerator gpu) =>
    [
        Cell.Of(gpu.Id, Tone.Strong),
        gpu.Vendor,
        gpu.Family,
        Cell.Scaled(gpu.Memory, Bytes.Gibibytes(1), 1),
        gpu.MarketedMemory,
        Cell.Scaled(gpu.MemoryBandwidth, new BytesPerSecond(1e12), 2),
        Rate(gpu, NumberFormat.Bf16),
        Rate(gpu, NumberFormat.Fp8),
        Rate(gpu, NumberFormat.Int8),
        Rate(gpu, NumberFormat.Fp4),
        gpu.Link.Name,
        Cell.Scaled(gpu.Link.PerDirection, new BytesPerSecond(1e9), 0),
        gpu.Power is { } power ? Cell.Scaled(power, new Watts(1), 0) : Cell.Unknown,
    ];

    private static Cell Rate(Accelerator gpu, NumberFormat format)
        => gpu.DenseRates.TryGetValue(format, out var rate) ? Cell.Scaled(rate, FlopPerSecond.TeraflopPerSecond(1), 0) : Cell.Unknown;
}

internal sealed record GpusListRecord(IReadOnlyList<GpuRecord> Accelerators) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GpusListRecord))]
internal sealed partial class GpusListJson : JsonSerializerContext;
