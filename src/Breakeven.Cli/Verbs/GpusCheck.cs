using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Breakeven.Cli.Reports;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven gpus check</summary>
internal static class GpusCheck
{
    // Of 20 accelerators the lowest bf16 rate over bandwidth is 93 FLOP a byte (H100-SXM has 295); outside of this lies a slip of a unit.
    private const double LeastRidge = 30, MostRidge = 1_000;

    // "80 GB" on the box is between a tenth less than 80e9 bytes (a reserve for ECC) and 80 GiB (vendors who mean binary).
    private const double LeastShareOfMarketed = 0.9;

    public static Verb Build(KnownNames known)
    {
        var ids = new Argument<string[]>("gpu") { Description = "Only these accelerators; all where none is named", Arity = ArgumentArity.ZeroOrMore };
        ids.CompletionSources.Add(known.Accelerators);
        return new Verb("check", "Check the accelerators' facts against each other: memory, rates, bandwidth, link, sources", call => Run(call, call.Value(ids)))
        {
            Arguments = { ids },
            Examples = ["breakeven gpus check", "breakeven gpus check H100-SXM MI300X"],
            AnswersNo = "a fact contradicts another, or has no source",
        };
    }

    private static Answer Run(Invocation call, string[] ids)
    {
        var gpus = (ids.Length == 0 ? call.Catalog.AcceleratorIds : ids).Select(call.Accelerator).ToList();
        var findings = gpus.SelectMany(gpu => Findings(gpu, call.Today).Select(finding => new GpuFindingRecord(gpu.Id, finding))).ToList();
        List<Section> sections = [];
        if (findings.Count > 0)
            sections.Add(new Section.Table("Findings", [new("gpu", "gpu"), new("finding", "finding")], [.. findings.Select(found => (IReadOnlyList<Cell>)[Cell.Of(found.Gpu, Tone.Strong), found.Finding])]) { Main = true });
        sections.Add(new Section.Paragraph($"{gpus.Count} accelerators checked, {findings.Count} findings"));
        return new Answer(
            new Report(sections),
            new GpusCheckRecord(gpus.Count, findings),
            GpusCheckJson.Default.GpusCheckRecord,
            findings.Count == 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static IEnumerable<string> Findings(Accelerator gpu, DateOnly today)
    {
        if (Marketed(gpu) is { } marketed)
        {
            if (gpu.Memory.Value > marketed * Bytes.Gibibytes(1).Value) yield return $"memory {gpu.Memory} is more than the {gpu.MarketedMemory} it is sold as";
            if (gpu.Memory.Value < marketed * 1e9 * LeastShareOfMarketed) yield return $"memory {gpu.Memory} is over a tenth less than the {gpu.MarketedMemory} it is sold as";
        }

        if (!gpu.DenseRates.TryGetValue(NumberFormat.Bf16, out var bf16)) yield return "it has no bf16 rate, which every engine needs";
        else if (bf16.Value / gpu.MemoryBandwidth.Value is < LeastRidge or > MostRidge)
            yield return $"bf16 {bf16} over {gpu.MemoryBandwidth} is {bf16.Value / gpu.MemoryBandwidth.Value:N0} FLOP a byte, as no accelerator has";
        foreach (var (slow, fast) in ((NumberFormat, NumberFormat)[])[(NumberFormat.Bf16, NumberFormat.Fp8), (NumberFormat.Fp8, NumberFormat.Fp4)])
            if (gpu.DenseRates.TryGetValue(slow, out var slower) && gpu.DenseRates.TryGetValue(fast, out var faster) && faster < slower)
                yield return $"{Name(fast)} {faster} is slower than {Name(slow)} {slower}";
        foreach (var (format, measured) in gpu.AchievableMatmul)
            if (!gpu.DenseRates.TryGetValue(format, out var dense) || measured > dense)
                yield return $"a measured {Name(format)} matmul of {measured} is above the dense rate";
        if (gpu.Link.PerDirection > gpu.MemoryBandwidth) yield return $"the link, {gpu.Link.PerDirection}, is faster than the memory, {gpu.MemoryBandwidth}";
        if (gpu.Link.Devices < 1) yield return "the link joins no device";
        if (gpu.Sources.Count == 0) yield return "it has no source";
        foreach (var source in gpu.Sources)
            if (source.Date > today) yield return $"a source is dated {Cell.Date(source.Date).Text}, which is yet to come: {source.Where}";
    }

    private static double? Marketed(Accelerator gpu)
        => double.TryParse(gpu.MarketedMemory.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && gpu.MarketedMemory.EndsWith("GB", StringComparison.Ordinal) ? number : null;

    private static string Name(NumberFormat format) => format.ToString().ToLowerInvariant();
}

internal sealed record GpuFindingRecord(string Gpu, string Finding);

internal sealed record GpusCheckRecord(int Checked, IReadOnlyList<GpuFindingRecord> Findings) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GpusCheckRecord))]
internal sealed partial class GpusCheckJson : JsonSerializerContext;
