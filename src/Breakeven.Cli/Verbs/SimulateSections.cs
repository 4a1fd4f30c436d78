using System.Globalization;
using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Simulation;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>A simulation as people read it.</summary>
internal static class SimulateSections
{
    private const int Bars = 24;

    public static IEnumerable<Section> Of(Simulated simulated)
    {
        var sized = simulated.Sized;
        if (simulated.Run is not { } run)
        {
            yield return new Section.Facts("Traffic", [.. Traffic(simulated)]);
            yield return new Section.Paragraph($"{sized.Model.Id} at {sized.Precision.Name} cannot be run so on {sized.Rows[0].Accelerator.Id}.", Tone.Bad);
            yield return SizeSections.Refused(sized) with { Main = true };
            yield break;
        }

        var result = run.Result;
        yield return new Section.Facts($"{sized.Model.Id} {sized.Precision.Name} {run.Fit.Layout}", [.. Deployed(run), .. Traffic(simulated)]);
        yield return new Section.Table("Latency, seconds", LatencyColumns, [Row("time to first token", "ttft", result.TimeToFirstToken), Row("time per output token", "tpot", result.TimePerOutputToken), Row("end to end", "e2e", result.EndToEnd)]) { Main = true };
        yield return new Section.Facts("Served", [.. Served(simulated, run)]);
        yield return new Section.Bars($"Sequences running, by {new Seconds(Width(result))}", Chart(run));
        yield return new Section.Facts("Limit", [.. Limit(run)]);
        yield return new Section.Facts("Bill", [.. Bill(run)]);
        yield return new Section.Notes("Notes", [.. Notes(simulated, run)]);
    }

    public static IEnumerable<Explanation> Explain(Simulated simulated, SimulatedRun run)
    {
        var result = run.Result;
        var source = run.Own is { } own ? OwnWords.Of(own) : run.Calibration.SourceOf(run.Fit.Plan.Deployment);
        yield return new("a step", Text($"{result.Busy / Math.Max(1, result.Steps) * 1e3:0.00} ms on average"), "the step model's time of the step's decodes, contexts and prompts (breakeven explain)", Text($"{result.Steps:N0} steps in {result.Busy:0.0} s"), run.Basis, source);
        yield return new("blocks", Text($"{run.Fit.Plan.Blocks:N0} on each attention rank"), "(memory the engine may fill - weights - workspace - libraries) / bytes a block", Text($"{run.Fit.Plan.Left} / {run.Fit.Plan.Block}"), Basis.Analytic, run.Fit.Plan.Deployment.Engine.Source);
        if (run.Cost is { } cost)
            yield return new("hardware", Usd(cost.Hardware), "hours of boxes x price an hour", Text($"{cost.BoxTime.Value / 3600:0.###} h x {cost.Offer.Price}"), Basis.Measured, SourceText.Of(cost.Offer.Source));
        if (simulated.Question.Objective.Bounds.Count > 0)
            yield return new("goodput", Text($"{result.Good / run.Length.Value:0.###}/s"), "served requests of which no time exceeds the objective's limits / length", Text($"{result.Good:N0} / {run.Length.Value:0.0} s"), run.Basis, "");
    }

    private static IEnumerable<NamedValue> Deployed(SimulatedRun run)
    {
        var (plan, options) = (run.Fit.Plan, run.Options);
        var deployment = plan.Deployment;
        yield return new("runs on", "gpu", Text($"{deployment.Layout.Gpus} x {deployment.Accelerator.Id} a replica"));
        yield return new("engine", "engine", Text($"{deployment.Engine.Id} {deployment.Engine.Version}, max_num_seqs={deployment.Settings.SequencesMax}, max_num_batched_tokens={deployment.Settings.BatchedTokensMax}"));
        yield return new("cache", "cache_blocks", new(Text($"{plan.Blocks:N0} blocks of {plan.BlockTokens} tokens{(deployment.Layout.Data > 1 ? $" on each of {deployment.Layout.Data} attention ranks" : "")}"), Cell.Number(plan.Blocks).Raw));
        yield return new("replicas", "replicas", options.Autoscaling is { } scaling
            ? Text($"{scaling.Least} to {scaling.Most}, at {scaling.InFlightEach:0.#} requests each; a start takes {scaling.ColdStart}, a stop {scaling.ScaleDownDelay}")
            : Text($"{options.Replicas}"));
    }

    private static IEnumerable<NamedValue> Traffic(Simulated simulated)
    {
        var tally = simulated.Tally;
        yield return new("traffic", "traffic", simulated.Question.Trace.Name);
        yield return new("requests", "requests", new(Text($"{tally.Requests:N0} in {tally.Span}, {tally.MeanInput:N0} tokens in and {tally.MeanOutput:N0} out on average"), Cell.Number(tally.Requests).Raw));
    }

    private static readonly IReadOnlyList<Column> LatencyColumns =
    [
        new("", "metric"), Column.Number("mean", "mean_s"), Column.Number("p50", "p50_s"), Column.Number("p90", "p90_s", drop: 2), Column.Number("p95", "p95_s"), Column.Number("p99", "p99_s", drop: 1), Column.Number("most", "most_s", drop: 3),
    ];

    private static IReadOnlyList<Cell> Row(string name, string key, LatencySamples samples) =>
        [new(name, key), Time(samples, samples.Mean), .. ((double[])[50, 90, 95, 99, 100]).Select(percentile => Time(samples, samples.At(percentile)))];

    private static Cell Time(LatencySamples samples, double seconds) => samples.Count == 0 ? Cell.Unknown : Cell.Number(seconds, seconds >= 10 ? 1 : seconds >= 0.1 ? 3 : 4);

    private static IEnumerable<NamedValue> Served(Simulated simulated, SimulatedRun run)
    {
        var (result, objective) = (run.Result, simulated.Question.Objective);
        var seconds = Math.Max(run.Length.Value, 1e-9);
        yield return new("served", "served", Count(result.Count(RequestFate.Served), simulated.Tally.Requests));
        if (result.Count(RequestFate.RefusedContext) > 0) yield return new("longer than the context", "refused_context", Count(result.Count(RequestFate.RefusedContext), simulated.Tally.Requests));
        if (result.Count(RequestFate.RefusedCache) > 0) yield return new("longer than the cache", "refused_cache", Count(result.Count(RequestFate.RefusedCache), simulated.Tally.Requests));
        if (run.Options.Overflow is not null) yield return new("sent to an API", "overflowed", Count(result.Count(RequestFate.Overflowed), simulated.Tally.Requests));
        yield return new("until the last token", "length_s", Cell.Amount(run.Length));
        yield return new("throughput", "output_tokens_per_second", new(Text($"{result.Count(RequestFate.Served) / seconds:0.###} requests/s, {result.OutputTokens / seconds:N0} tokens/s out"), Cell.Number(result.OutputTokens / seconds).Raw));
        if (objective.Bounds.Count > 0)
        {
            foreach (var bound in objective.Bounds)
            {
                var reached = Reached(result, bound);
                var met = Met(result, bound);
                var said = reached is { } time ? Text($"{new Seconds(time)}: {(met ? "met" : "missed")}") : met ? "met: no request served has one" : "missed: no request was served";
                yield return new(ObjectiveText.Format(new([bound])), "objective", Cell.Of(said, met ? Tone.Good : Tone.Bad));
            }

            yield return new("goodput", "goodput_requests_per_second", new(Text($"{result.Good / seconds:0.###} requests/s, {Percent((double)result.Good / simulated.Tally.Requests)} of all kept every limit"), Cell.Number(result.Good / seconds).Raw));
        }

        yield return new("thrown out of the cache", "preemptions", new(result.Preemptions == 0 ? "never" : Text($"{result.Preemptions:N0} times, and computed again"), Cell.Number(result.Preemptions).Raw));
        if (result.TokensFound > 0) yield return new("prompt tokens found in the cache", "tokens_found", new(Text($"{Percent((double)result.TokensFound / (result.TokensFound + result.TokensPrompted))} of {result.TokensFound + result.TokensPrompted:N0}"), Cell.Number(result.TokensFound).Raw));
    }

    /// <summary>The time at a bound's percentile; null where no request has one.</summary>
    public static double? Reached(SimulationResult result, LatencyBound bound)
    {
        var samples = bound.Metric switch
        {
            LatencyMetric.TimeToFirstToken => result.TimeToFirstToken,
            LatencyMetric.TimePerOutputToken => result.TimePerOutputToken,
            _ => result.EndToEnd,
        };
        return samples.Count == 0 ? null : samples.At(bound.Percentile);
    }

    /// <summary>Whether a bound holds. Where all answers are of one token none has a time per token that could miss it; where nothing was served nothing was met.</summary>
    public static bool Met(SimulationResult result, LatencyBound bound) => Reached(result, bound) is { } reached ? reached <= bound.Limit.Value : result.Count(RequestFate.Served) > 0;

    /// <summary>Why nothing was served, or null where something was.</summary>
    public static string? Unserved(SimulationResult result)
    {
        if (result.Count(RequestFate.Served) > 0) return null;
        (long Count, string What)[] fates =
        [
            (result.Count(RequestFate.RefusedContext), "longer than the context"), (result.Count(RequestFate.RefusedCache), "longer than the cache"), (result.Count(RequestFate.Overflowed), "sent to an API"),
        ];
        return $"no request was served: {string.Join(", ", fates.Where(fate => fate.Count > 0).Select(fate => Text($"{fate.Count:N0} {fate.What}")))}";
    }

    private static IEnumerable<NamedValue> Limit(SimulatedRun run)
    {
        var (limit, result) = (run.Limit, run.Result);
        yield return new("limited by", "limited_by", new(Words(limit.Kind), SimulateRecord.NameOf(limit.Kind), Tone.Strong));
        yield return new("engines busy", "busy_share", Share(result.Busy / Math.Max(result.ReplicaTime, 1e-9), "of the replicas' time"));
        yield return new("prompts", "prompt_share", Share(limit.PromptShare, "of busy time"));
        yield return new("waiting for the cap", "cap_share", Share(limit.ByCap, "of busy time"));
        yield return new("waiting for blocks", "cache_share", Share(limit.ByCache, "of busy time"));
    }

    /// <summary>What a limit is, and how that shows.</summary>
    public static string Words(LimitKind kind) => kind switch
    {
        LimitKind.Starts => "starts: requests waited for a replica to be up (--autoscale, --storage-bandwidth)",
        LimitKind.Cache => "the cache: requests waited for blocks",
        LimitKind.SchedulerCap => "the scheduler's cap: requests waited for a place (max_num_seqs)",
        LimitKind.PrefillCompute => "prompts: their computation takes the steps",
        LimitKind.Bandwidth => "memory bandwidth: no request waited for a place, tokens come as fast as weights and cache are read",
        _ => "the steps' arithmetic, links and host: no request waited for a place",
    };

    private static IEnumerable<NamedValue> Bill(SimulatedRun run)
    {
        yield return new("GPU-hours", "gpu_hours", Cell.Number(run.GpuHours, 3));
        if (run.Cost is not { } cost)
        {
            yield return new("hardware", "hardware_usd", new("nobody rents out such boxes on demand", "", Tone.Quiet));
            yield break;
        }

        var total = cost.Hardware + (run.Api?.Price ?? UsdEstimate.Zero);
        yield return new("rented", "offer", Text($"{cost.BoxTime.Value / 3600:0.###} h of {cost.Offer.Gpus}-GPU boxes at {cost.Offer.Price}, {cost.Offer.Provider}"));
        yield return new("hardware", "hardware_usd", new(Text($"{Usd(cost.Hardware)}, {Percent(cost.IdleShare)} of it idle"), Cell.Number(cost.Hardware.Value).Raw));
        if (run.Api is { } api) yield return new("API", "api_usd", new(Text($"{Usd(api.Price)}, {api.Offer.Provider}"), Cell.Number(api.Price.Value).Raw));
        var tokens = run.Result.InputTokens + run.Result.OutputTokens + run.Result.OverflowedInputTokens + run.Result.OverflowedOutputTokens;
        if (tokens > 0) yield return new("a million tokens", "usd_per_million_tokens", new(Usd(total * (1e6 / tokens)), Cell.Number(total.Value * 1e6 / tokens).Raw));
        if (run.Length.Value > 0) yield return new("a month like this", "usd_per_month", new(Usd(total * (BillingMonth.Length / run.Length)), Cell.Number(total.Value * (BillingMonth.Length / run.Length)).Raw));
    }

    private static double Width(SimulationResult result) => result.Timeline.Span * 1e-9 * Math.Max(1, (result.Timeline.Count + Bars - 1) / Bars);

    private static BarChart Chart(SimulatedRun run)
    {
        var timeline = run.Result.Timeline;
        var each = Math.Max(1, (timeline.Count + Bars - 1) / Bars);
        var bars = new List<Bar>();
        for (var from = 0; from < timeline.Count; from += each)
        {
            double running = 0, waiting = 0, blocks = 0, replicas = 0;
            var until = Math.Min(from + each, timeline.Count);
            for (var i = from; i < until; i++)
            {
                running += timeline.Running(i) / (until - from);
                waiting += timeline.Waiting(i) / (until - from);
                blocks += timeline.Blocks(i) / (until - from);
                replicas += timeline.Replicas(i) / (until - from);
            }

            var text = Text($"{Number(running)} run, {Number(waiting)} wait, cache {Percent(replicas <= 0 ? 0 : blocks / replicas)}") + (run.Options.Autoscaling is null ? "" : Text($", {replicas:0.0} up"));
            bars.Add(new(new Seconds(from * timeline.Span * 1e-9).ToString(), running, text));
        }

        return new(bars) { Alike = true };
    }

    private static IEnumerable<string> Notes(Simulated simulated, SimulatedRun run)
    {
        if (simulated.Question.Trace.Trace is { } trace) foreach (var remark in TraceChoice.Remarks(trace)) yield return remark;
        if (simulated.Question.Trace.Made is { } made) yield return $"the requests were {made}";
        if (run.Own is { } own) yield return OwnWords.Of(own);
        // How many a cache could hold at most is not asked here.
        foreach (var remark in simulated.Sized.Remarks.Where(one => !one.StartsWith("the cache holds", StringComparison.Ordinal))) yield return remark;
        yield return Text($"seed {run.Options.Seed}, hash {run.Result.Hash:x16}: the same input and seed give the same hash");
        if (run is { Basis: Basis.Assumed, Fit.Plan.Deployment.Settings.Speculation: null }) yield return "the speed of this accelerator is assumed: nothing like it was measured";
        if (run.Api is null && run.Result.Count(RequestFate.Overflowed) > 0) yield return "nobody in the catalogue sells this model by the token: what was sent to an API is not in the bill";
        if (run.Options.Autoscaling is not null && run.Cost is { Offer.Gpus: > 1 } && run.Cost.Offer.Gpus > run.Fit.Layout.Gpus) yield return "several replicas share a box, which is paid for while any of them is up";
    }

    private static Cell Count(long count, long of) => new(count == of ? Text($"{count:N0}, all") : Text($"{count:N0}, {Percent((double)count / of)}"), Cell.Number(count).Raw);

    private static Cell Share(double share, string of) => new($"{Percent(share)} {of}", Cell.Number(share).Raw);

    // What is not all must not read as all.
    private static string Percent(double share) => share is > 0.9995 and < 1 ? "99.9%" : share.ToString(share is > 0 and < 0.0995 or > 0.9949 and < 1 ? "0.0%" : "0%", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value is >= 1 or 0 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Usd(UsdEstimate usd) => usd.Value.ToString(Math.Abs(usd.Value) >= 1000 ? "$#,0" : Math.Abs(usd.Value) >= 0.1 ? "$0.00" : "$0.0000", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
