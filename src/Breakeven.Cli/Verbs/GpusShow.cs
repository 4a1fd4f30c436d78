using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven gpus show</summary>
internal static class GpusShow
{
    private const int OffersShown = 10;

    private static readonly NumberFormat[] Formats = [NumberFormat.Bf16, NumberFormat.Fp8, NumberFormat.Int8, NumberFormat.Fp4];

    public static Verb Build(KnownNames known)
    {
        var id = new Argument<string>("gpu") { Description = "The accelerator's id, or the part of it that only it has: H100-SXM, b200" };
        id.CompletionSources.Add(known.Accelerators);
        return new Verb("show", "One accelerator: its facts with their sources, its rates, and who rents it out", call => Run(call, call.Accelerator(call.Value(id))))
        {
            Arguments = { id },
            Examples = ["breakeven gpus show H100-SXM", "breakeven gpus show MI300X --explain", "breakeven gpus show b200 --format json"],
        };
    }

    private static Answer Run(Invocation call, Accelerator gpu)
    {
        var offers = call.Catalog.HardwareOffers.Where(offer => offer.Accelerator == gpu.Id).OrderBy(offer => offer.UsdPerGpuHour).ToList();
        var shown = offers.Where(offer => !offer.Indicative).Take(OffersShown).ToList();
        var sections = new List<Section>
        {
            new Section.Facts($"{gpu.Name} ({gpu.Id})", Facts(gpu)),
            new Section.Table("Dense rates", RateColumns, [.. Formats.Select(format => RateRow(gpu, format))]),
            new Section.Table("Offers to be had, cheapest a GPU-hour first", HardwareTable.Columns(withGpu: false), HardwareTable.Rows(shown, withGpu: false))
            {
                WhenEmpty = "nobody in the catalogue rents it out",
                Main = true,
            },
        };
        if (offers.Count > shown.Count)
            sections.Add(new Section.Paragraph($"{offers.Count - shown.Count} more, indicative ones among them: breakeven prices list --gpu {gpu.Id}", Tone.Quiet));
        var sources = gpu.Facts.Select(fact => fact.Source).Concat(gpu.Sources).Distinct().ToList();
        if (gpu.Facts.Count > 0) sections.Add(new Section.Table("Facts as the catalogue states them", FactColumns, [.. gpu.Facts.Select(fact => FactRow(fact, sources))]));
        sections.Add(new Section.Notes("Sources", [.. sources.Select((source, i) => $"[{i + 1}] {SourceText.Of(source)}")]));
        var record = new GpusShowRecord(
            GpuRecord.Of(gpu),
            (gpu.Memory * gpu.Link.Devices).Value,
            [.. Formats.Where(gpu.DenseRates.ContainsKey).Select(format => new RidgeRecord(Name(format), Ridge(gpu, format)))],
            [.. offers.Select(HardwareOfferRecord.Of)]);
        return new Answer(new Report(sections) { Explanations = [.. Explain(gpu)] }, record, () => GpusShowJson.Default.GpusShowRecord);
    }

    private static List<NamedValue> Facts(Accelerator gpu) =>
    [
        new("vendor", "vendor", gpu.Vendor),
        new("family", "family", gpu.Family),
        new("memory", "memory_bytes", Cell.Amount(gpu.Memory, MemoryText(gpu))),
        new("bandwidth", "memory_bandwidth_bytes_per_second", Cell.Amount(gpu.MemoryBandwidth)),
        new("link", "link_bytes_per_second_per_direction", Cell.Amount(gpu.Link.PerDirection, LinkText(gpu.Link))),
        new("node memory", "node_memory_bytes", Cell.Amount(gpu.Memory * gpu.Link.Devices, $"{(gpu.Memory * gpu.Link.Devices).Value / Bytes.Gibibytes(1).Value:N0} GiB over {gpu.Link.Devices} devices")),
        new("power", "power_watts", gpu.Power is { } power ? Cell.Amount(power) : new("not published", "", Tone.Quiet)),
    ];

    private static string MemoryText(Accelerator gpu)
    {
        var own = $"{gpu.Memory.Value / Bytes.Gibibytes(1).Value:N2} GiB";
        return gpu.InstalledMemory is { } installed
            ? $"{own}, the GPU's share of {installed.Value / Bytes.Gibibytes(1).Value:N0} GiB shared with the processor"
            : $"{own}, sold as {gpu.MarketedMemory}";
    }

    private static string LinkText(ScaleUpLink link) => link == ScaleUpLink.None
        ? "none: a device by itself"
        : $"{link.Name}, {link.PerDirection.Value / 1e9:N0} GB/s each way, {(link.Torus ? "to its neighbours in a torus" : link.Switched ? "any pair at full rate" : "shared among the pairs")}, up to {link.Devices} devices";

    private static readonly IReadOnlyList<Column> RateColumns =
    [
        new("format", "format"),
        Column.Number("TFLOP/s", "flop_per_second"),
        Column.Number("best matmul measured TFLOP/s", "achievable_matmul_flop_per_second", drop: 1),
        Column.Number("FLOP a byte of memory", "ridge_flop_per_byte"),
    ];

    private static IReadOnlyList<Cell> RateRow(Accelerator gpu, NumberFormat format)
    {
        if (!gpu.DenseRates.TryGetValue(format, out var rate)) return [Name(format), new("none in hardware", "", Tone.Quiet), Cell.Empty, Cell.Empty];
        var measured = gpu.AchievableMatmul.TryGetValue(format, out var best) ? Cell.Scaled(best, FlopPerSecond.TeraflopPerSecond(1), 0) : Cell.Unknown;
        return [Name(format), Cell.Scaled(rate, FlopPerSecond.TeraflopPerSecond(1), 0), measured, Cell.Number(Ridge(gpu, format), 0)];
    }

    private static readonly IReadOnlyList<Column> FactColumns =
        [new("fact", "fact"), new("value", "value"), new("source", "source"), new("date", "date"), new("note", "note")];

    private static IReadOnlyList<Cell> FactRow(Fact fact, List<Source> sources)
        => [fact.Name, fact.Value, new($"[{sources.IndexOf(fact.Source) + 1}]", fact.Source.Where), Cell.Date(fact.Source.Date), fact.Note];

    // Above so many operations a byte read, a kernel is bound by arithmetic; below, by memory.
    private static double Ridge(Accelerator gpu, NumberFormat format) => gpu.DenseRates[format].Value / gpu.MemoryBandwidth.Value;

    private static string Name(NumberFormat format) => format.ToString().ToLowerInvariant();

    private static IEnumerable<Explanation> Explain(Accelerator gpu)
    {
        var source = string.Join("; ", gpu.Sources.Select(SourceText.Short));
        yield return new(
            "node memory",
            (gpu.Memory * gpu.Link.Devices).ToString(),
            "memory x devices of the link",
            $"{gpu.Memory} x {gpu.Link.Devices}",
            Basis.Analytic,
            source);
        foreach (var format in Formats.Where(gpu.DenseRates.ContainsKey))
            yield return new(
                $"{Name(format)} FLOP a byte of memory",
                Ridge(gpu, format).ToString("N0", CultureInfo.InvariantCulture),
                "dense rate / memory bandwidth; a kernel with fewer FLOP a byte waits for memory",
                $"{gpu.DenseRates[format]} / {gpu.MemoryBandwidth}",
                Basis.Analytic,
                source);
    }
}

internal sealed record RidgeRecord(string Format, double FlopPerByte);

internal sealed record GpusShowRecord(
    GpuRecord Accelerator, double NodeMemoryBytes, IReadOnlyList<RidgeRecord> Ridges, IReadOnlyList<HardwareOfferRecord> Offers) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GpusShowRecord))]
internal sealed partial class GpusShowJson : JsonSerializerContext;
