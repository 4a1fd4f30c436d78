using System.Globalization;
using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Performance.Explanations;

namespace Breakeven.Cli.Verbs;

/// <summary>Steps over batches, and where two models cross.</summary>
internal static class ExplainBatches
{
    public static IReadOnlyList<Column> ColumnsOf(ExplainedDeployment main) =>
    [
        Column.Number("batch", "batch"),
        .. Drafts(main) ? (Column[])[Column.Number("ms a step", "step_ms"), Column.Number("ms a token", "tpot_ms")] : [Column.Number("ms a token", "step_ms")],
        Column.Number("tokens/s", "tokens_per_second", drop: 4),
        Column.Number("tokens/s/GPU", "tokens_per_second_per_gpu"),
        Column.Number("dense", "dense_share", drop: 2),
        Column.Number("experts", "experts_share", drop: 2),
        Column.Number("attention", "attention_share", drop: 2),
        Column.Number("communication", "communication_share", drop: 3),
        Column.Number("overhead", "overhead_share", drop: 3),
        .. Drafts(main) ? (Column[])[Column.Number("drafting", "drafting_share", drop: 3)] : [],
        Column.Number("touched", "experts_touched", drop: 1),
        new("cache", "held"),
    ];

    public static IReadOnlyList<Cell> Row(BatchPoint point, ExplainedDeployment main, long asked)
    {
        var tone = point.Batch > main.Held ? Tone.Quiet : point.Batch == asked ? Tone.Strong : Tone.Plain;
        return
        [
            Cell.Number(point.Batch).As(tone),
            Cell.Number(point.Time.Value * 1e3, 2).As(tone),
            .. Drafts(main) ? (Cell[])[Cell.Number(point.TimePerToken.Value * 1e3, 2).As(tone)] : [],
            Cell.Number(point.Throughput.Value).As(tone),
            Cell.Number(point.PerGpu.Value).As(tone),
            ExplainSections.Share(point.Parts.Dense / point.Time),
            point.Touched > 0 ? ExplainSections.Share(point.Parts.Experts / point.Time) : Cell.Empty,
            ExplainSections.Share(point.Parts.DecodeAttention / point.Time),
            point.Parts.Communication.Value > 0 ? ExplainSections.Share(point.Parts.Communication / point.Time) : Cell.Empty,
            ExplainSections.Share(point.Parts.Overhead / point.Time),
            .. Drafts(main) ? (Cell[])[ExplainSections.Share(point.Parts.Drafting / point.Time)] : [],
            point.Touched > 0 ? Cell.Number(point.Touched, 1) : Cell.Empty,
            point.Batch > main.Held ? new("too small", "false", Tone.Bad) : new("holds it", "true"),
        ];
    }

    private static bool Drafts(ExplainedDeployment one) => one.Deployment.Settings.Speculation is not null;

    public static IEnumerable<Section> Against(Explained explained, ExplainedDeployment main, ExplainedAgainst against)
    {
        if (against.Deployment is not { } other)
        {
            yield return new Section.Paragraph($"{against.Sized.Model.Id} at {against.Sized.Precision.Name} cannot be run so: nothing to compare with", Tone.Bad);
            yield return SizeSections.Refused(against.Sized);
            yield break;
        }

        yield return new Section.Chart($"GPU time a token, {main.Deployment.Accelerator.Id}, {explained.Sized.Context.Value:N0} tokens of context", Lines(explained, main, other));
        yield return new Section.Table("Who takes less GPU time a token", CrossingColumns, [.. Ranges(main, other, against)]);
    }

    private static LineChart Lines(Explained explained, ExplainedDeployment main, ExplainedDeployment other)
    {
        var context = explained.Sized.Context.Value;
        var least = 1.0 / Math.Min(main.Deployment.Layout.Gpus, other.Deployment.Layout.Gpus);
        var batches = Enumerable.Range(0, 97).Select(i => least * Math.Pow(512 / least, i / 96.0)).ToList();
        return new(
            new LogAxis("sequences a GPU", Words.Count),
            new LogAxis("GPU milliseconds a token", Words.Count),
            [.. ((ExplainedDeployment[])[main, other]).Select(one => new Series(one.ShortName, [.. batches.Select(perGpu => new Point(perGpu, BatchCrossings.PerToken(one.Step, one.Deployment.Layout, perGpu, context).Value * 1e3))]))]);
    }

    private static readonly IReadOnlyList<Column> CrossingColumns =
    [
        Column.Number("from sequences a GPU", "sequences_per_gpu"),
        Column.Number("that is a batch of", "batch"),
        new("cheaper", "cheaper"),
        new("", "remark"),
    ];

    private static IEnumerable<IReadOnlyList<Cell>> Ranges(ExplainedDeployment main, ExplainedDeployment other, ExplainedAgainst against)
    {
        yield return [Cell.Of("the least"), Cell.Number(1), Name(against.FirstIsCheaper), Cell.Empty];
        foreach (var crossing in against.Crossings)
        {
            var cheaper = crossing.FirstIsCheaper ? main : other;
            var batch = (long)Math.Ceiling(crossing.PerGpu * cheaper.Deployment.Layout.Gpus);
            yield return
            [
                Cell.Number(crossing.PerGpu, crossing.PerGpu < 10 ? 2 : 1),
                Cell.Number(batch),
                Name(crossing.FirstIsCheaper),
                Beyond(crossing.PerGpu, main) ?? Beyond(crossing.PerGpu, other) ?? Cell.Empty,
            ];
        }

        Cell Name(bool first) => Cell.Of((first ? main : other).ShortName, Tone.Strong);
    }

    private static Cell? Beyond(double perGpu, ExplainedDeployment one) => perGpu * one.Deployment.Layout.Gpus <= one.Held ? null
        : Cell.Of($"beyond the cache of {one.ShortName}, which holds {one.Held.ToString("N0", CultureInfo.InvariantCulture)}");
}
