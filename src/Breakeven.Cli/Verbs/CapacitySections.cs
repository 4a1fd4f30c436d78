using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Simulation;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>A capacity as people read it.</summary>
internal static class CapacitySections
{
    public static IEnumerable<Section> Of(CapacityAnswered answered)
    {
        var sized = answered.Sized;
        if (answered.Run is not { } run)
        {
            yield return new Section.Paragraph($"{sized.Model.Id} at {sized.Precision.Name} cannot be run so on {sized.Rows[0].Accelerator.Id}.", Tone.Bad);
            yield return SizeSections.Refused(sized) with { Main = true };
            yield break;
        }

        yield return new Section.Facts($"{sized.Model.Id} {sized.Precision.Name} {run.Fit.Layout}", [.. Asked(answered, run)]);
        if (run.Found.Confirmation is null) yield return new Section.Paragraph("No load meets the bounds: even a small part of the traffic misses them.", Tone.Bad);
        yield return new Section.Facts("Capacity", [.. Found(answered, run)]);
        yield return new Section.Notes("Notes", [.. Notes(answered, run)]);
    }

    public static IEnumerable<Explanation> Explain(CapacityAnswered answered, CapacityRun run)
    {
        var source = run.Own is { } own ? OwnWords.Of(own) : run.Calibration.SourceOf(run.Fit.Plan.Deployment);
        yield return new("capacity", Text($"{run.Capacity.Value:0.###} requests/s"), "the largest multiple at which every bound holds at its percentile, by bisection to 1 %, confirmed on requests of its own x the traffic's rate", Text($"{run.Found.Multiple:0.###} x {run.Rate.Value:0.###} requests/s, after {run.Found.Runs} runs"), run.Basis, source);
        yield return new("interval", Text($"{run.Found.Least:0.###} to {run.Found.Most:0.###}"), "the least and the most that variants of the traffic gave", string.Join(", ", run.Found.Multiples.Select(one => Text($"{one:0.###}"))), run.Basis, "");
        if (run.ClosedForm is { } closed)
            yield return new("closed form", Text($"{closed.Value:0.###} requests/s"), "the largest rate within the objective of Poisson arrivals of the mean lengths, times replicas, over peak to mean", Text($"{run.Options.Replicas} replicas, {answered.Tally.MeanInput:N0} in, {answered.Tally.MeanOutput:N0} out"), run.Basis, source);
    }

    private static IEnumerable<NamedValue> Asked(CapacityAnswered answered, CapacityRun run)
    {
        var deployment = run.Fit.Plan.Deployment;
        yield return new("runs on", "gpu", Text($"{deployment.Layout.Gpus} x {deployment.Accelerator.Id} a replica"));
        yield return new("engine", "engine", Text($"{deployment.Engine.Id} {deployment.Engine.Version}, max_num_seqs={deployment.Settings.SequencesMax}, max_num_batched_tokens={deployment.Settings.BatchedTokensMax}"));
        yield return new("replicas", "replicas", Cell.Number(run.Options.Replicas));
        yield return new("traffic", "traffic", answered.Question.Asked.Trace.Name);
        yield return new("as it is", "traffic_requests_per_second", new(Text($"{Number(run.Rate.Value)} requests/s, {answered.Tally.MeanInput:N0} tokens in and {answered.Tally.MeanOutput:N0} out on average"), Cell.Number(run.Rate.Value).Raw));
        yield return new("bounds", "slo", ObjectiveText.Format(run.Options.Objective));
    }

    private static IEnumerable<NamedValue> Found(CapacityAnswered answered, CapacityRun run)
    {
        var (found, tally) = (run.Found, answered.Tally);
        if (found.Multiple <= 0)
        {
            yield return new("of the traffic", "multiple", new("none", "0", Tone.Bad));
            yield return ClosedForm(run);
            yield break;
        }

        yield return new("of the traffic", "multiple", new(Text($"{Number(found.Multiple)} times"), Cell.Number(found.Multiple).Raw, Tone.Strong));
        yield return new("requests", "requests_per_second", new(Text($"{Number(run.Capacity.Value)}/s"), Cell.Number(run.Capacity.Value).Raw));
        yield return new("tokens", "output_tokens_per_second", new(Text($"{run.Capacity.Value * tally.MeanInput:N0}/s in, {run.Capacity.Value * tally.MeanOutput:N0}/s out"), Cell.Number(run.Capacity.Value * tally.MeanOutput).Raw));
        yield return new(Text($"of {found.Multiples.Count} variants"), "interval", found.Multiples.Count == 1
            ? Text($"{Number(found.Least)} times: one gives no interval")
            : Text($"{Number(found.Least)} to {Number(found.Most)} times, {Number(run.Rate.Value * found.Least)} to {Number(run.Rate.Value * found.Most)} requests/s"));
        if (found.Confirmation is { } confirmation)
        {
            yield return new("confirmed", "confirmed_on", new(
                Text($"on {confirmation.Result.Count(RequestFate.Served):N0} further requests{(confirmation.Lowered > 0 ? Text($", {confirmation.Lowered:0.#%} below the variants' median") : "")}"), Cell.Number(confirmation.Result.Count(RequestFate.Served)).Raw));
            for (var i = 0; i < run.Options.Objective.Bounds.Count; i++)
                yield return new(ObjectiveText.Format(new([run.Options.Objective.Bounds[i]])), "objective", Cell.Of(new Seconds(confirmation.Reached[i]).ToString(), Tone.Good));
        }

        if (run.Limit is { } limit) yield return new("limited by", "limited_by", new(SimulateSections.Words(limit.Kind), SimulateRecord.NameOf(limit.Kind)));
        yield return ClosedForm(run);
    }

    private static NamedValue ClosedForm(CapacityRun run) => new("closed form", "closed_form_requests_per_second", run.ClosedForm is { } closed
        ? new(run.Difference is { } difference ? Text($"{Number(closed.Value)} requests/s, {Math.Abs(difference):0%} {(difference < 0 ? "less" : "more")}") : Text($"{Number(closed.Value)} requests/s"), Cell.Number(closed.Value).Raw)
        : new("no load meets the bounds", "", Tone.Quiet));

    private static IEnumerable<string> Notes(CapacityAnswered answered, CapacityRun run)
    {
        if (answered.Question.Asked.Trace.Trace is { } trace)
        {
            foreach (var remark in TraceChoice.Remarks(trace)) yield return remark;
            yield return "variants of a trace begin elsewhere in it and leave out a fifth of its requests: they tell what hangs on single requests, not what another day brings";
        }

        foreach (var remark in answered.Sized.Remarks.Where(one => !one.StartsWith("the cache holds", StringComparison.Ordinal))) yield return remark;
        yield return Text($"{run.Found.Runs} runs from seed {run.Options.Seed}: the same input and seed give the same answer");
        if (run.Found.Confirmation?.Result is { } result && result.Count(RequestFate.RefusedContext) + result.Count(RequestFate.RefusedCache) is > 0 and var refused)
            yield return Text($"{refused:N0} requests longer than the context or the cache are refused at any load, and do not count");
        if (run.Own is { } own) yield return OwnWords.Of(own);
        if (run is { Basis: Basis.Assumed, Fit.Plan.Deployment.Settings.Speculation: null }) yield return "the speed of this accelerator is assumed: nothing like it was measured";
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 10 ? "0.0" : "0.###", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
