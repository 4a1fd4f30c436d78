using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;

namespace Breakeven.Cli.Verbs;

/// <summary>What runs on a machine, as people read it.</summary>
internal static class FitSections
{
    private static readonly Bytes Gibibyte = Bytes.Gibibytes(1);

    public static IEnumerable<Section> Of(Fitted fitted)
    {
        var machine = fitted.Question.Machine;
        if (fitted.OneModel) yield return new Section.Paragraph(Verdict(fitted), Tone.Strong);
        yield return new Section.Table(Title(fitted), Columns(fitted), [.. fitted.Runs.Select(row => Row(row, fitted))]) { Main = true, WhenEmpty = "nothing runs" };
        if (fitted.Any) yield return new Section.Paragraph("sizes in GiB; at most: tokens a second of one sequence if every byte were read at the full rate; usually: what such machines were measured to reach", Tone.Quiet);
        if (fitted.Choice is { } choice && Command(choice, fitted.Question.Path) is { } command) foreach (var section in Run(choice, command)) yield return section;
        if (fitted.TooLarge.Count > 0) yield return new Section.Table(TooLargeTitle(fitted), ShortColumns, [.. (fitted.OneModel ? fitted.TooLarge : fitted.TooLarge.Take(5)).Select(Short)]);
        yield return new Section.Notes("Notes", [.. Notes(fitted, machine)]);
    }

    private static string Verdict(Fitted fitted)
    {
        if (fitted.Choice is not { } choice) return $"No: of {fitted.TooLarge[0].Placement.Model.Id} even {fitted.TooLarge[0].Placement.Precision.Name} is {fitted.TooLarge[0].Placement.Short} short.";
        var fastest = fitted.Runs.MaxBy(row => row.Speed)!;
        var others = choice.IsFast || fastest == choice ? "" : $" The fastest is {fastest.Placement.Precision.Name}: {Speed(fastest)}.";
        return $"{(choice.IsFast ? "Yes" : choice.Usually is null ? "Yes, in part from the disk" : "Yes, slowly")}: {choice.Placement.Model.Id} runs in {choice.Placement.Precision.Name}, {Speed(choice)}.{others}";
    }

    // As it stands, whatever the terminal's width: it is there to be copied.
    private static IEnumerable<Section> Run(FitRow choice, string command) =>
        [new Section.Paragraph($"{choice.Placement.Model.Id} in {choice.Placement.Precision.Name} with llama.cpp:"), new Section.Verbatim("  " + command + "\n")];

    private static string Speed(FitRow row) => row.Usually is { } usual
        ? $"usually at some {Rounded(usual)} tokens a second, never above {Rounded(row.AtMost)}"
        : $"never above {Rounded(row.AtMost)} tokens a second";

    private static string Title(Fitted fitted)
    {
        var machine = fitted.Question.Machine;
        var device = machine.Accelerator is { } gpu ? $"{(machine.Accelerators > 1 ? $"{machine.Accelerators} x " : "")}{gpu.Id}, " : "";
        var memory = machine.Accelerator?.InstalledMemory is { } installed ? $"{installed} shared" : $"{machine.Memory} at {machine.MemoryBandwidth}";
        return $"{(device.Length == 0 ? "" : device + (machine.Accelerator?.InstalledMemory is null ? "memory of " : ""))}{memory}{(machine.DiskBandwidth is { } rate ? $", disk at {rate}" : "")}: {(fitted.OneModel ? "precisions that run, best first" : "what runs, best first")}";
    }

    private static string TooLargeTitle(Fitted fitted) => fitted.OneModel || fitted.TooLarge.Count <= 5
        ? "Too large"
        : $"Too large: {fitted.TooLarge.Count} models, of which these lack least";

    private static IReadOnlyList<Column> Columns(Fitted fitted) =>
    [
        new("model", "model"),
        Column.Number("B", "total_parameters", drop: 4),
        Column.Number("active", "active_parameters", drop: 5),
        new("precision", "precision"),
        Column.Number("weights", "weight_bytes", drop: 3),
        Column.Number("card", "accelerator_bytes", drop: 2),
        Column.Number("memory", "memory_bytes", drop: 2),
        Column.Number("disk", "disk_bytes", drop: 2),
        Column.Number("at most", "tokens_per_second_at_most"),
        Column.Number("usually", "tokens_per_second_usually"),
        Column.Number("prompt at most", "prompt_tokens_per_second_at_most", drop: 6),
        new("placed", "placement", Drop: 1),
    ];

    private static IReadOnlyList<Cell> Row(FitRow row, Fitted fitted) =>
    [
        Cell.Of(row.Placement.Model.Id + (row.Alike.Count == 0 ? "" : $" +{row.Alike.Count}"), row.IsFast ? Tone.Strong : Tone.Plain) with { Raw = row.Placement.Model.Id },
        Cell.Count(row.Placement.Model.TotalParameters, 1e9, 1),
        Cell.Count(row.Placement.Model.ActiveParameters, 1e9, 1),
        row.Placement.Precision.Name,
        Cell.Scaled(row.Placement.FileBytes, Gibibyte, 1),
        Cell.Scaled(row.Placement.On(Tier.Accelerator), Gibibyte, 1),
        Cell.Scaled(row.Placement.On(Tier.Memory), Gibibyte, 1),
        Cell.Scaled(row.Placement.On(Tier.Disk), Gibibyte, 1),
        new(Rounded(row.AtMost), Cell.Number(row.AtMost).Raw),
        row.Usually is { } usual ? new(Rounded(usual), Cell.Number(usual).Raw) : Cell.Unknown,
        row.Prefill is { } prefill ? new(Rounded(prefill.Value), Cell.Number(prefill.Value).Raw) : Cell.Unknown,
        Placed(row.Placement),
    ];

    /// <summary>Where things lie, in a few words.</summary>
    public static string Placed(Placement placement)
    {
        var layers = placement.Model.Layers.Count;
        if (placement.Machine.Accelerator is null) return placement.On(Tier.Disk).Value > 0 ? "memory and disk" : "all in memory";
        if (placement.LayersOnAccelerator == 0) return "none of it on the card";
        var outside = placement.LayersOnAccelerator < layers
            ? $"{placement.LayersOnAccelerator} of {layers} layers on the card{(placement.ExpertLayersOutside > 0 ? ", no experts" : "")}"
            : placement.ExpertsOnAccelerator is { } dealt ? $"{dealt} experts of each layer on the card"
            : placement.ExpertLayersOutside > 0 ? $"experts of {placement.ExpertLayersOutside} of {layers} layers off the card"
            : "all on the card";
        return placement.On(Tier.Disk).Value > 0 ? outside + ", some on disk" : outside;
    }

    /// <summary>The call of llama.cpp's server that places it so; null where it has no such switch.</summary>
    public static string? Command(FitRow row, string? path = null)
    {
        var placement = row.Placement;
        if (placement.ExpertsOnAccelerator is not null) return null;
        var name = placement.Model.Id[(placement.Model.Id.LastIndexOf('/') + 1)..];
        var near = placement.LayersOnAccelerator >= placement.Model.Layers.Count ? 99 : placement.LayersOnAccelerator == 0 ? 0 : placement.LayersOnAccelerator + 1;
        return string.Create(CultureInfo.InvariantCulture, $"llama-server -m {path ?? $"{name}-{placement.Precision.Name.ToUpperInvariant()}.gguf"} -ngl {near}")
            + (placement.ExpertLayersOutside > 0 ? $" --n-cpu-moe {placement.ExpertLayersOutside}" : "")
            + (placement.LayersOnCards is { Count: > 1 } cards ? $" -ts {string.Join(',', cards)}" : "")
            + string.Create(CultureInfo.InvariantCulture, $" -c {placement.Context.Value * placement.Sequences}")
            + (placement.Sequences > 1 ? $" -np {placement.Sequences}" : "");
    }

    private static readonly IReadOnlyList<Column> ShortColumns =
    [
        new("model", "model"), new("precision", "precision"), Column.Number("weights GiB", "weight_bytes"), Column.Number("short GiB", "short_bytes"),
    ];

    private static IReadOnlyList<Cell> Short(FitRow row) =>
    [
        row.Placement.Model.Id, row.Placement.Precision.Name, Cell.Scaled(row.Placement.FileBytes, Gibibyte, 1), Cell.Scaled(row.Placement.Short, Gibibyte, 1),
    ];

    private static IEnumerable<string> Notes(Fitted fitted, Machine machine)
    {
        var shares = MachineShares.Embedded;
        if (fitted.Question.BandwidthSupposed && machine.Accelerator?.InstalledMemory is null)
            yield return $"no --ram-bandwidth given: {machine.MemoryBandwidth} is supposed (two channels of DDR5-5600); speed off the card hangs on it";
        yield return string.Create(CultureInfo.InvariantCulture,
            $"usually: {shares.Accelerator:P0} of the card's bandwidth, {shares.Memory:P0} of the memory's and {shares.LayerOverhead} a layer, {shares.Source}: {shares.Error:P0} in the median; a processor slower or faster than those moves it most");
        if (fitted.Runs.Any(row => row.Placement.On(Tier.Disk).Value > 0)) yield return "where weights are read from a disk only the bound is known: no measurement of such a run was read";
        yield return $"{machine.Reserve} of memory is kept for the system; one sequence of {(fitted.OneModel && fitted.Any ? $"{fitted.Runs[0].Placement.Context.Value:N0}" : fitted.Question.ContextText ?? "8,192")} tokens{(fitted.Question.Sequences > 1 ? $", {fitted.Question.Sequences} at once" : "")}; cache in 16 bits; experts are taken to be used evenly; encoders of images are left out";
        if (fitted.Runs.Any(row => row.Placement.Precision.Name is "q3_k_m" or "q2_k")) yield return "q3_k_m and q2_k cost quality, by how much no figure here knows";
        if (!fitted.OneModel) yield return $"best first: of those with {Rounded(fitted.Question.LeastSpeed)} tokens a second or more the largest, in the best precision that is so fast; then the others by speed. +N: as many models of the same shape";
    }

    /// <summary>How the choice's figures came about.</summary>
    public static IEnumerable<Explanation> Explain(Fitted fitted)
    {
        if (fitted.Choice is not { } row) yield break;
        var tiers = PlacementSpeed.Tiers(row.Placement).ToList();
        var source = row.Placement.Model.Source.Where;
        yield return new(
            $"tokens a second at most, {row.Placement.Model.Id} in {row.Placement.Precision.Name}",
            Rounded(row.AtMost),
            "1 / sum over tiers of bytes read a token / bandwidth; of routed experts those that a token uses",
            string.Join(" + ", tiers.Select(tier => $"{new Bytes(tier.Bytes)} / {new BytesPerSecond(tier.Bandwidth)}")),
            Basis.Analytic,
            source);
        if (row.Usually is not { } usual) yield break;
        var shares = MachineShares.Embedded;
        yield return new(
            "tokens a second usually",
            Rounded(usual),
            "1 / (sum over tiers of bytes / (bandwidth x measured share) + layers x overhead)",
            string.Join(" + ", tiers.Select(tier => string.Create(CultureInfo.InvariantCulture, $"{new Bytes(tier.Bytes)} / ({new BytesPerSecond(tier.Bandwidth)} x {(tier.Tier == Tier.Accelerator ? shares.Accelerator : shares.Memory)})")))
                + (row.Placement.Machine.Accelerator is null ? "" : $" + {row.Placement.Model.Layers.Count} x {shares.LayerOverhead}"),
            Basis.Interpolated,
            shares.Source);
    }

    private static string Rounded(double rate) => rate.ToString(rate >= 10 ? "N0" : rate >= 1 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
