using System.Globalization;
using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Performance.Explanations;
using Breakeven.Statistics;

namespace Breakeven.Cli.Verbs;

/// <summary>A step taken apart, as people read it.</summary>
internal static class ExplainSections
{
    private static readonly Seconds Millisecond = Seconds.Milliseconds(1);

    public static IEnumerable<Section> Of(Explained explained)
    {
        if (explained is not { Step: { } step, Main: { } main })
        {
            yield return new Section.Paragraph($"{explained.Sized.Model.Id} at {explained.Sized.Precision.Name} cannot be run so: no step to explain", Tone.Bad);
            yield return SizeSections.Refused(explained.Sized) with { Main = true };
            yield return new Section.Notes("Notes", [.. explained.Sized.Remarks, $"engine rules: {explained.Sized.Question.Engine.Source}"]);
            yield break;
        }

        yield return new Section.Facts(main.Name, [.. Facts(explained, step, main)]);
        yield return new Section.Bars($"One step, {ExplainWords.Milliseconds(step.Time)}: {Asked(explained, step)}", Bars(step));
        yield return new Section.Table("What each part does on one GPU", PartColumns, [.. step.Parts.Select(part => PartRow(part, step)), TotalRow(step)]) { Main = true };
        yield return new Section.Paragraph("of bandwidth, of arithmetic: reached of the datasheet's (for communication: of the link's); bound by: the longest of launching, moving and computing", Tone.Quiet);
        if (explained.Turns.Count > 0) yield return new Section.Table("From bandwidth to arithmetic", TurnColumns, [.. explained.Turns.Select(turn => TurnRow(turn, main))]);
        if (step.Experts.Count > 0) yield return new Section.Table("Experts that the step touches in a layer", ExpertColumns, [.. step.Experts.Select(ExpertRow)]);
        if (step.Parts.Any(part => part.Family == StepFamily.Communication))
            yield return new Section.Table("Communication", TalkColumns, [.. step.Parts.Where(part => part.Family == StepFamily.Communication).Select(part => TalkRow(part, step))]);
        yield return new Section.Table($"Decode steps at {explained.Sized.Context.Value:N0} tokens of context", ExplainBatches.ColumnsOf(main), [.. main.Points.Select(point => ExplainBatches.Row(point, main, explained.Question.Batch))]);
        if (explained.Against is { } against) foreach (var section in ExplainBatches.Against(explained, main, against)) yield return section;
        yield return new Section.Notes("Notes", [.. explained.Remarks, .. Notes(step, main)]);
    }

    private static string Asked(Explained explained, StepExplanation step)
    {
        var parts = new List<string>();
        if (step.Work.Decodes > 0) parts.Add($"{ExplainWords.Sequences(explained.Question.Batch)} at {explained.Sized.Context.Value:N0} tokens");
        if (step.Work.PrefillTokens > 0) parts.Add($"{step.Work.PrefillTokens:N0} tokens of a prompt");
        return string.Join(" and ", parts);
    }

    private static IEnumerable<NamedValue> Facts(Explained explained, StepExplanation step, ExplainedDeployment main)
    {
        var deployment = main.Deployment;
        yield return new("runs on", "gpus", new($"{deployment.Layout.Gpus} x {deployment.Accelerator.Id}, {deployment.Engine.Id} {deployment.Engine.Version}", Cell.Number(deployment.Layout.Gpus).Raw));
        yield return new("step", "step_ms", new($"{ExplainWords.Milliseconds(step.Time)} ({TablePrinter.Words(step.Basis)})", Cell.Number(step.Time / Millisecond).Raw, Tone.Strong));
        yield return Interval(explained, step);
        if (step.Work.Decodes > 0)
        {
            var rate = explained.Question.Batch * step.Step.TokensYielded / step.Time.Value;
            if (step.Deployment.Settings.Speculation is { } speculation)
            {
                var each = step.Time / step.Step.TokensYielded;
                yield return new("time a token", "tpot_ms", new($"{ExplainWords.Milliseconds(each)}: {SpeculationChoice.Tokens(speculation.AcceptanceLength)} a step, {speculation.DraftTokens} drafted by {explained.Sized.Speculation!.DrafterOf(deployment.Model)}", Cell.Number(each / Millisecond).Raw, Tone.Strong));
            }

            yield return new("tokens a second", "tokens_per_second", new($"{rate:N0}, {rate / deployment.Layout.Gpus:N0} a GPU", Cell.Number(rate).Raw));
        }

        yield return new("cache holds", "sequences_held", new($"{ExplainWords.Sequences(main.Held)} of {explained.Sized.Context.Value:N0} tokens", Cell.Number(main.Held).Raw));
    }

    // A step of sequences alone is the time per output token that was measured.
    private static NamedValue Interval(Explained explained, StepExplanation step)
    {
        if (explained.Spread is not { } spread) return new("90 % interval", "interval", new($"not known: {explained.Unknown}", "", Tone.Quiet));
        var (low, high) = (spread.Low * step.Time, spread.High * step.Time);
        var of = $"{IntervalCells.Familiar(spread).Replace('_', ' ')}, of {spread.Count.ToString("N0", CultureInfo.InvariantCulture)} measured";
        var text = IntervalCells.IsWide(low.Value, high.Value)
            ? $"not known: more than {RelativeInterval.TimesMost:0} times from end to end ({of})"
            : $"{ExplainWords.Milliseconds(low)} to {ExplainWords.Milliseconds(high)} ({of})";
        return new("90 % interval", "interval", new(text, $"{Cell.Number(low / Millisecond).Raw}..{Cell.Number(high / Millisecond).Raw}"));
    }

    private static BarChart Bars(StepExplanation step) => new([.. step.Parts
        .Select(part => new Bar(part.Name, part.Time / step.Time, $"{ExplainWords.Milliseconds(part.Time)}  {ExplainWords.Percent(part.Time / step.Time)}"))]);

    private static readonly IReadOnlyList<Column> PartColumns =
    [
        new("part", "part"),
        Column.Number("ms", "time_ms"),
        Column.Number("share", "share"),
        Column.Number("GB moved", "moved_bytes", drop: 3),
        Column.Number("TFLOP", "flop", drop: 4),
        Column.Number("of bandwidth", "bandwidth_reached", drop: 1),
        Column.Number("of arithmetic", "rate_reached", drop: 2),
        new("bound by", "bound"),
        new("timed on", "kernel", Drop: 6),
        new("basis", "basis", Drop: 5),
    ];

    private static IReadOnlyList<Cell> PartRow(StepPart part, StepExplanation step) =>
    [
        part.Name,
        Cell.Scaled(part.Time, Millisecond, 3) with { Raw = Cell.Number(part.Time / Millisecond).Raw },
        Share(part.Time / step.Time),
        part.Moved.Value > 0 ? Cell.Scaled(part.Moved, Bytes.Gigabytes(1), part.Moved.Value < 1e8 ? 4 : 2) : Cell.Empty,
        part.Arithmetic.Value > 0 ? Cell.Scaled(part.Arithmetic, FlopCount.Teraflop(1), part.Arithmetic.Value < 1e11 ? 4 : 2) : Cell.Empty,
        part.BandwidthReached is { } moved ? Share(moved) : Cell.Empty,
        part.RateReached is { } computed ? Share(computed) : Cell.Empty,
        ExplainWords.NameOf(part.Bound),
        ExplainWords.Kernel(part, step.Deployment.Engine.Id),
        TablePrinter.Words(part.Basis),
    ];

    private static IReadOnlyList<Cell> TotalRow(StepExplanation step)
    {
        var (moved, work) = (step.Parts.Where(part => part.Family != StepFamily.Communication).Select(part => part.Moved).Total, step.Parts.Select(part => part.Arithmetic).Total);
        return
        [
            Cell.Of("step", Tone.Strong),
            (Cell.Scaled(step.Time, Millisecond, 3) with { Raw = Cell.Number(step.Time / Millisecond).Raw }).As(Tone.Strong),
            Share(1),
            Cell.Scaled(moved, Bytes.Gigabytes(1), 2),
            Cell.Scaled(work, FlopCount.Teraflop(1), work.Value < 1e11 ? 4 : 2),
            Share(moved / step.Deployment.Accelerator.MemoryBandwidth / step.Time),
            Cell.Empty,
            Cell.Empty,
            Cell.Empty,
            TablePrinter.Words(step.Basis),
        ];
    }

    internal static Cell Share(double share) => new(ExplainWords.Percent(share), Cell.Number(share).Raw);

    private static readonly IReadOnlyList<Column> TurnColumns =
    [
        new("part", "part"),
        Column.Number("bound by arithmetic from batch", "batch"),
        new("", "remark"),
    ];

    private static IReadOnlyList<Cell> TurnRow(StepTurn turn, ExplainedDeployment main) =>
    [
        turn.Name,
        turn.Batch is { } batch ? Cell.Number(batch) : Cell.Unknown,
        turn.Batch switch
        {
            null => "at no batch",
            1 => "at any batch: tiles are padded",
            { } from when from > main.Held => $"never at {main.Deployment.Layout}: the cache holds {main.Held.ToString("N0", CultureInfo.InvariantCulture)}",
            _ => "",
        },
    ];

    private static readonly IReadOnlyList<Column> ExpertColumns =
    [
        new("experts", "experts"),
        Column.Number("layers", "layers"),
        Column.Number("touched", "touched"),
        Column.Number("if routed evenly", "touched_uniform"),
        Column.Number("ranks", "ranks", drop: 1),
        Column.Number("on the slowest rank", "touched_on_slowest_rank"),
        Column.Number("straggler ms", "straggler_ms"),
    ];

    private static IReadOnlyList<Cell> ExpertRow(ExpertUse use) =>
    [
        $"{use.PerToken} of {use.Experts}",
        Cell.Number(use.Layers),
        Cell.Number(use.Touched, 1),
        Cell.Number(use.Uniform, 1),
        Cell.Number(use.Ranks),
        Cell.Number(use.OnSlowest, 1),
        use.Ranks > 1 ? Cell.Number(use.Straggler / Millisecond, 3) : Cell.Empty,
    ];

    private static readonly IReadOnlyList<Column> TalkColumns =
    [
        new("what", "part"),
        Column.Number("ms", "time_ms"),
        Column.Number("of that, latency", "launch_ms"),
        Column.Number("MB sent", "moved_bytes"),
        Column.Number("of the link", "bandwidth_reached"),
        new("bound by", "bound"),
    ];

    private static IReadOnlyList<Cell> TalkRow(StepPart part, StepExplanation step) =>
    [
        part.Name,
        Cell.Number(part.Time / Millisecond, 3),
        Cell.Number(part.Launch / Millisecond, 3),
        Cell.Scaled(part.Moved, Bytes.Gigabytes(1e-3), 2),
        part.BandwidthReached is { } reached ? Share(reached) : Cell.Unknown,
        ExplainWords.NameOf(part.Bound),
    ];

    private static IEnumerable<string> Notes(StepExplanation step, ExplainedDeployment main)
    {
        if (step.Experts.Count > 0) yield return "experts touched: as a measured router chose (64 experts, 6 a token); if routed evenly and independently it would be the larger figure";
        if (step.Parts.Any(part => part.Curve is { } curve && curve.Accelerator != step.Deployment.Accelerator.Id))
            yield return $"kernels of {step.Deployment.Accelerator.Id} were not all timed: those of {string.Join(" and ", step.Parts.Select(part => part.Curve?.Accelerator).OfType<string>().Where(one => one != step.Deployment.Accelerator.Id).Distinct())} stand in, scaled by the datasheets";
        foreach (var part in step.Parts.Where(part => part.Curve is { IsSlow: true }))
            yield return $"{part.Name}: {part.Curve!.Kernel} takes {part.Curve.Slower:0.#} times as long as a sibling that reads as much";
        yield return $"engine rules: {main.Deployment.Engine.Source}";
    }
}
