using Breakeven.Cli.Reports;
using Breakeven.Measurements;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>A sizing as people read it.</summary>
internal static class SizeSections
{
    private static readonly Bytes Gibibyte = Bytes.Gibibytes(1);

    public static IEnumerable<Section> Of(Sized sized, IReadOnlyDictionary<FittingLayout, NearestPoint> nearest)
    {
        yield return new Section.Facts($"{sized.Model.Id} ({sized.Model.Architecture})", [.. Facts(sized)]);
        yield return new Section.Table($"Weights, {sized.Precision.Name}", WeightColumns, [.. WeightRows(sized)]);
        yield return new Section.Table(Title(sized), Columns, [.. sized.Shown.Select(shown => Row(shown.On, shown.Layout, FixedSize(sized)))]) { Main = true, WhenEmpty = "the catalogue has no accelerator" };
        if (sized.Any) yield return new Section.Paragraph(Legend(sized), Tone.Quiet);
        if (sized.Question.Named)
        {
            var fits = sized.Rows.Where(row => row.Result.Best is not null).Select(row => row.Result.Best!).ToList();
            if (fits.Count > 0)
            {
                yield return new Section.Table("Where the memory of one GPU goes, GiB", PlanColumns(fits), [.. PlanRows(fits)]);
                yield return new Section.Table("Cache of one GPU", PlanColumns(fits), [.. CacheRows(fits, sized)]);
            }

            if (nearest.Count > 0)
                yield return new Section.Notes("Nearest measurements", [.. fits.Where(nearest.ContainsKey).Select(fit => $"{fit.Plan.Deployment.Accelerator.Id} {fit.Layout}: {NearestText.Of(nearest[fit])}")]);

            if (Refused(sized) is { Rows.Count: > 0 } refused) yield return refused;
        }

        yield return new Section.Notes("Notes", [.. sized.Remarks, .. Notes(sized)]);
    }

    /// <summary>What was refused, and why. Of fewer GPUs than are enough, none is nearer than those that fit; only a fixed layout or size needs to be told.</summary>
    public static Section.Table Refused(Sized sized) =>
        new("Refused; of several layouts the one that lacks least", RefusedColumns, [.. sized.Rows.SelectMany(row => Refusals(row, FixedSize(sized)))]);

    private static string Title(Sized sized)
    {
        var holding = $"{(sized.Question.Concurrency == 1 ? "1 sequence" : $"{sized.Question.Concurrency:N0} sequences")} of {sized.Context.Value:N0} tokens";
        return sized.Question switch
        {
            { Layout: { } layout } => $"{layout} holding {holding}",
            { Gpus: { } gpus } => $"Layouts of {gpus} GPU{(gpus == 1 ? "" : "s")} that hold {holding}",
            _ => $"Fewest GPUs that hold {holding}",
        };
    }

    private static bool FixedSize(Sized sized) => sized.Question.Gpus is not null || sized.Question.Layout is not null;

    private static string Legend(Sized sized) =>
        $"weights and cache in GiB a GPU; sequences: the most of {sized.Context.Value:N0} tokens at once; context: the longest of {sized.Question.Concurrency:N0} at once; sold in: GPUs a box";

    private static IEnumerable<NamedValue> Facts(Sized sized)
    {
        var (model, precision, context) = (sized.Model, sized.Precision, sized.Context);
        yield return new("layers", "layers", new Cell(SizeWords.Layers(model), Cell.Number(model.Layers.Count).Raw));
        yield return new("parameters", "total_parameters", new Cell(SizeWords.Parameters(model), Cell.Number(model.TotalParameters).Raw));
        yield return new("weights", "weight_bytes", Cell.Amount(model.WeightBytes(precision), $"{model.WeightBytes(precision)} at {precision.Name}{(precision.Weights == model.Native.Weights ? ", as published" : "")}"));
        yield return new("cache a token", "cache_bytes_per_token", Cell.Amount(model.CachePerToken(precision, context), $"{model.CachePerToken(precision, context)} at {context.Value:N0} tokens, in {precision.Cache.ToString().ToLowerInvariant()}"));
        yield return new("cache a sequence", "cache_bytes_per_sequence", Cell.Amount(model.CacheBytes(precision, context), $"{model.CacheBytes(precision, context)} at {context.Value:N0} tokens"));
        yield return new("state a sequence", "state_bytes_per_sequence", model.StatePerSequence.Value == 0 ? new Cell("none", "0") : Cell.Amount(model.StatePerSequence));
        yield return new("arithmetic a token", "decode_flop_per_token", Cell.Amount(model.DecodeFlopPerToken(context), $"{model.DecodeFlopPerToken(context)} at {context.Value:N0} tokens"));
        var engine = sized.Question.Engine;
        yield return new("engine", "engine", new Cell($"{engine.Id} {engine.Version}", engine.Id));
    }

    private static readonly IReadOnlyList<Column> WeightColumns =
    [
        new("class", "class"),
        new("format", "format"),
        Column.Number("parameters B", "parameters"),
        Column.Number("GiB", "bytes"),
    ];

    private static IEnumerable<IReadOnlyList<Cell>> WeightRows(Sized sized)
    {
        var bytes = sized.Model.WeightBytesByClass(sized.Precision);
        foreach (var (kind, count) in sized.Model.ParametersByClass())
            yield return [ModelWords.NameOf(kind), sized.Precision[kind].Name, Cell.Count(count, 1e9, 3), Cell.Scaled(bytes[kind], Gibibyte, 2)];
        yield return [Cell.Of("all", Tone.Strong), Cell.Empty, Cell.Count(sized.Model.TotalParameters, 1e9, 3).As(Tone.Strong), Cell.Scaled(sized.Model.WeightBytes(sized.Precision), Gibibyte, 2).As(Tone.Strong)];
    }

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("gpu", "gpu"),
        Column.Number("GPUs", "gpus"),
        new("layout", "layout"),
        Column.Number("weights", "weight_bytes_per_gpu", drop: 4),
        Column.Number("cache", "cache_bytes_per_gpu"),
        Column.Number("blocks", "cache_blocks_per_gpu", drop: 5),
        Column.Number("sequences", "concurrency_max"),
        Column.Number("context", "context_max_tokens", drop: 3),
        new("sold in", "boxes_sold", Drop: 2),
        new("verdict", "verdict"),
    ];

    private static IReadOnlyList<Cell> Row(SizedOn on, FittingLayout? fit, bool fixedSize)
    {
        Cell boxes = on.Boxes.Count == 0 ? Cell.Unknown : string.Join(", ", on.Boxes);
        if (fit is null)
        {
            if (on.Result.Nearest is not { } nearest) return [on.Accelerator.Id, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, boxes, Cell.Unknown];
            // What no layout can mend is not put down to the one that was tried.
            var (tried, layout) = fixedSize || nearest.Short is not null ? (Cell.Number(nearest.Layout.Gpus), Cell.Of(nearest.Layout.ToString(), Tone.Quiet)) : (Cell.Unknown, Cell.Unknown);
            return [on.Accelerator.Id, tried, layout, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, Cell.Empty, boxes, new Cell(SizeWords.No(nearest), nearest.Refusal.Reason, Tone.Bad)];
        }

        return
        [
            on.Accelerator.Id,
            Cell.Number(fit.Layout.Gpus),
            fit.Layout.ToString(),
            Cell.Scaled(fit.Plan.WeightTotal, Gibibyte, 1),
            Cell.Scaled(fit.Plan.Left, Gibibyte, 1),
            Cell.Number(fit.Plan.Blocks),
            Cell.Number(fit.ConcurrencyMax),
            Cell.Number(fit.ContextMax.Value),
            boxes,
            Cell.Of(SizeWords.Sale(fit), fit.Purchase.IsSold ? Tone.Good : Tone.Plain),
        ];
    }

    private static List<Column> PlanColumns(List<FittingLayout> fits)
        => [new Column("", "part"), .. fits.Select((fit, i) => Column.Number($"{fit.Plan.Deployment.Accelerator.Id} {fit.Layout}", $"gpu_{i + 1}", drop: i))];

    private static IEnumerable<IReadOnlyList<Cell>> PlanRows(List<FittingLayout> fits)
    {
        yield return Of("the device reports", plan => plan.Device, Tone.Strong);
        yield return Of("the engine may fill", plan => plan.Usable);
        foreach (var kind in fits.SelectMany(fit => fit.Plan.Weights.Keys).Distinct().Order())
            yield return Of($"weights, {ModelWords.NameOf(kind)}", plan => plan.Weights.GetValueOrDefault(kind));
        if (fits.Exists(fit => fit.Plan.Drafter.Value > 0)) yield return Of("weights, drafter", plan => plan.Drafter);
        yield return Of("weights, all", plan => plan.WeightTotal, Tone.Strong);
        yield return Of("workspace of the largest step", plan => plan.Workspace);
        yield return Of("libraries and communication", plan => plan.Runtime);
        yield return Of("cache and state", plan => plan.Left, Tone.Strong);
        yield return Of("outside the engine's share", plan => Outside(plan));

        IReadOnlyList<Cell> Of(string part, Func<MemoryPlan, Bytes> amount, Tone tone = Tone.Plain)
            => [Cell.Of(part, tone), .. fits.Select(fit => Cell.Scaled(amount(fit.Plan), Gibibyte, 2).As(tone))];
    }

    /// <summary>What nothing fills: other programs and the driver live there.</summary>
    public static Bytes Outside(MemoryPlan plan) => plan.Device - plan.WeightTotal - plan.Workspace - plan.Runtime - plan.Left;

    private static IEnumerable<IReadOnlyList<Cell>> CacheRows(List<FittingLayout> fits, Sized sized)
    {
        yield return Of("tokens a block", fit => Cell.Number(fit.Plan.BlockTokens));
        yield return Of("bytes a block, all layers", fit => Cell.Amount(fit.Plan.Block));
        yield return Of("blocks", fit => Cell.Number(fit.Plan.Blocks));
        yield return Of($"held by a sequence of {sized.Context.Value:N0}", fit => Cell.Amount(fit.HeldBySequence));
        if (sized.Model.StatePerSequence.Value > 0) yield return Of("of that, state", fit => Cell.Amount(fit.Plan.State));
        yield return Of("sequences a replica holds", fit => Cell.Number(fit.ConcurrencyMax).As(Tone.Strong));
        yield return Of($"longest context of {sized.Question.Concurrency:N0} at once", fit => Cell.Number(fit.ContextMax.Value).As(Tone.Strong));

        IReadOnlyList<Cell> Of(string part, Func<FittingLayout, Cell> value) => [part, .. fits.Select(value)];
    }

    private static readonly IReadOnlyList<Column> RefusedColumns =
    [
        new("gpu", "gpu"),
        Column.Number("GPUs", "gpus"),
        new("layout", "layout"),
        Column.Number("layouts", "layouts", drop: 1),
        new("refused because", "reason"),
        Column.Number("GiB short", "short_bytes_per_gpu"),
        new("nearest that passes", "nearest"),
    ];

    // One row a rule that is broken, and one a number of devices that is short of memory.
    private static IEnumerable<IReadOnlyList<Cell>> Refusals(SizedOn on, bool nearest)
    {
        foreach (var group in on.Result.Refused.GroupBy(one => one.Short is null ? one.Refusal.Brief : $"{one.Layout.Gpus}"))
        {
            var least = group.OrderBy(one => one.Short?.Value ?? 0).First();
            yield return
            [
                on.Accelerator.Id,
                Cell.Number(least.Layout.Gpus),
                least.Layout.ToString(),
                Cell.Number(group.Count()),
                new(least.Refusal.Brief, least.Refusal.Reason),
                least.Short is { } lacking ? Cell.Scaled(lacking, Gibibyte, 1) : Cell.Empty,
                !nearest ? Cell.Empty : least.Refusal.Nearest.Length == 0 ? Cell.Unknown : least.Refusal.Nearest,
            ];
        }
    }

    private static IEnumerable<string> Notes(Sized sized)
    {
        foreach (var note in sized.Model.Notes) yield return note;
        if (sized.Model.DraftLayers.Count > 0 && sized.Speculation is null) yield return $"draft layers (MTP: {sized.Model.DraftLayers.Count}) are in no figure; engines load them only for speculation";
        yield return $"engine rules: {sized.Question.Engine.Source}";
        yield return $"model: {SourceText.Of(sized.Model.Source)}";
    }
}
