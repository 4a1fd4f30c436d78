using System.Globalization;
using Breakeven.Performance;
using Breakeven.Workloads;
using static Breakeven.Economics.Advice.Rules.Thresholds;

namespace Breakeven.Economics.Advice.Rules;

/// <summary>Patterns of traffic, recognised by figures.</summary>
internal static class PatternRules
{
    public static IReadOnlyList<AdviceRule> All { get; } =
    [
        new("low-bursty", Text($"replicas wanted on average below {LowReplicas}, and the busiest ten minutes at least {BurstyPeak} times the mean"),
            figures => figures.ReplicasMean < LowReplicas && figures.PeakOverMean >= BurstyPeak, LowBursty),
        new("steady-latency", Text($"a bound on latency, at least {LowReplicas} replicas wanted on average, and the busiest ten minutes below {BurstyPeak} times the mean"),
            figures => figures.Objective.Bounds.Count > 0 && figures.ReplicasMean >= LowReplicas && figures.PeakOverMean < BurstyPeak, Steady),
        new("batch", Text($"no bound on latency, and at least {LowReplicas} replicas wanted on average"),
            figures => figures.Objective.Bounds.Count == 0 && figures.ReplicasMean >= LowReplicas, Batch),
        new("fine-tuning", "tokens to train on are named (--finetune)", figures => figures.Advice.Request.FineTuneTokens is not null && figures.Hosted is not null, TuningRule.Reasons),
        new("long-context", Text($"a mean request of at least {LongTokens:N0} tokens, input and output"), figures => figures.TokensPerRequest >= LongTokens && figures.Hosted is not null, LongContext),
        new("few-users", Text($"a bound on latency, and at most {FewShare:0.#} of the requests at once, in the busiest ten minutes, at which arithmetic takes as long as reading the weights"),
            figures => figures.Objective.Bounds.Count > 0 && figures.Hosted is { } hosted && figures.InFlight <= FewShare * WeightReuse.TokensPerWeight(hosted.Candidate.Deployment), FewUsers),
        new("edge", Text($"every accelerator that may be used is one device without a fast link of at most {EdgeMemory}, or shares its memory with the processor"),
            figures => figures.Accelerators.Count > 0 && figures.Accelerators.All(one => one.InstalledMemory is not null || (one.Memory <= EdgeMemory && (one.Link.Devices == 1 || one.Link.IsHostBus))) && figures.Hosted is not null, Edge),
    ];

    private static IEnumerable<Reason> LowBursty(AdviceFigures figures)
    {
        var share = figures.ReplicasMean!.Value / figures.ReplicasForPeak;
        yield return new("low-bursty", Text($"low and bursty: {figures.ReplicasMean:0.##} replicas are wanted on average and the busiest ten minutes are {figures.PeakOverMean:0.#} times the mean, so boxes that stand ready for them would serve {share:0.0 %} of the time"),
            share, "share", figures.Best.Plan.AlwaysOnBoxes == 0);
        if (figures.BoundOn(LatencyMetric.TimeToFirstToken) is { } bound && figures.Hosted!.Start.Total > bound.Limit)
            yield return new("low-bursty", Text($"a start takes {figures.Hosted.Start.Total.Value:0} s ({figures.Hosted.Start.Load.Value:0} s to read {RuleWords.Of(figures.Hosted.Start.Weights)}) and the first token may take {bound.Limit.Value:0.##} s: scaling to zero between requests is ruled out"),
                figures.Hosted.Start.Total.Value, "s", !Sleeps(figures));
    }

    private static bool Sleeps(AdviceFigures figures) => figures.Best is { AtHome: true, Way.Hosted.Choice.ScalesToZero: true };

    private static IEnumerable<Reason> Steady(AdviceFigures figures)
    {
        var used = figures.ReplicasMean!.Value / figures.ReplicasForPeak;
        yield return new("steady-latency", Text($"steady: the busiest ten minutes are {figures.PeakOverMean:0.##} times the mean, so of {figures.ReplicasForPeak:0} {(figures.ReplicasForPeak == 1 ? "replica" : "replicas")} that must stand ready for them {used:0 %} of the time is used"), used, "share", figures.Best.AtHome);
        if (figures.Best.AtHome && figures.Busiest is { } point)
            foreach (var bound in figures.Objective.Bounds)
            {
                var time = bound.Metric switch { LatencyMetric.TimeToFirstToken => point.TimeToFirstToken, LatencyMetric.TimePerOutputToken => point.TimePerOutputToken, _ => point.EndToEnd };
                yield return new("steady-latency", Text($"in the busiest ten minutes the {Name(bound.Metric)} is {RuleWords.Of(time)} of the {RuleWords.Of(bound.Limit)} allowed, by the closed form"), time / bound.Limit, "share", time <= bound.Limit);
            }
        if (figures.Best.BoughtShare > 0)
            yield return new("steady-latency", Text($"{figures.Best.BoughtShare:0 %} of the tokens come from a provider whose latency nobody vouches for"), figures.Best.BoughtShare, "share", false);
    }

    private static string Name(LatencyMetric metric) => metric switch { LatencyMetric.TimeToFirstToken => "time to first token", LatencyMetric.TimePerOutputToken => "time per output token", _ => "time from end to end" };

    private static IEnumerable<Reason> Batch(AdviceFigures figures)
    {
        var choice = figures.Hosted!.Choice;
        var full = UtilisationCost.Of(choice.Offer.Price.Estimated, choice.CapacityPerBox * choice.Shape.Tokens, 1);
        var where = Text($"{Contender.ShortName(choice.Model)} on {figures.Hosted.Candidate.Deployment.Accelerator.Id}");
        if (figures.Best.Way.Tokens is not { } tokens)
            yield return new("batch", Text($"any latency will do, so boxes may run full, and then a million tokens cost ${full.Value:0.00##} on {where}"), full.Value, "USD per million tokens", figures.Best.AtHome);
        else
        {
            var price = tokens.BillAt(figures.Advice.Request.Compare.Traffic.Rate).Blended;
            yield return new("batch", Text($"any latency will do, so boxes may run full, and then a million tokens cost ${full.Value:0.00##} on {where}, against ${price.Value:0.00##} from {tokens.Offer.Provider}{(tokens.Batch ? " in batch" : "")}"),
                full / price, "times", full < price == figures.Best.AtHome);
        }
    }

    private static IEnumerable<Reason> LongContext(AdviceFigures figures)
    {
        var (deployment, candidate) = (figures.Hosted!.Candidate.Deployment, figures.Hosted.Candidate);
        var over = figures.CacheOverWeights!.Value;
        yield return new("long-context", Text($"a full replica holds {candidate.Capacity.Batch:0.#} of the sequences of {figures.Held.Value:N0} tokens at once, whose cache is {over:0.##} times the weights"), over, "times", over < 1);
        var each = deployment.Model.CacheBytes(deployment.Precision, figures.Held);
        var other = figures.Advice.Contest.Contenders.OfType<Contender.OnAccelerator>().FirstOrDefault(one => one.ModelId != deployment.Model.Id);
        if (other is null) yield break;
        var theirs = other.Model.CacheBytes(other.Best.Candidate.Deployment.Precision, figures.Held);
        yield return new("long-context", Text($"such a sequence holds {RuleWords.Of(each)} of {Contender.ShortName(deployment.Model.Id)} and {RuleWords.Of(theirs)} of {Contender.ShortName(other.ModelId)}"), each / theirs, "times", each <= theirs);
    }

    private static IEnumerable<Reason> FewUsers(AdviceFigures figures)
    {
        var deployment = figures.Hosted!.Candidate.Deployment;
        var (many, least) = (WeightReuse.TokensPerWeight(deployment), Math.Max(1, figures.InFlight));
        yield return new("few-users", Text($"{figures.InFlight:0.##} requests at once in the busiest ten minutes, where arithmetic takes as long as reading a weight at {many:0}: {1 - Math.Min(1, figures.InFlight / many):0 %} of the arithmetic stands still, and memory bandwidth sets the pace"),
            figures.InFlight, "requests", !figures.Best.AtHome || figures.Best.Plan.Request.Boxes.GpusPerBox == 1);
        if (!figures.Best.AtHome) yield break;
        var floor = FloorOf(deployment, least);
        var next = figures.Advice.Contest.Contenders.OfType<Contender.OnAccelerator>().Where(one => one.ModelId != deployment.Model.Id).Select(one => (one.Name, Floor: FloorOf(one.Best.Candidate.Deployment, least))).OrderBy(one => one.Floor.Value).FirstOrDefault();
        yield return new("few-users", Text($"a step of {least:0.#} {(least == 1 ? "token" : "tokens")} reads {RuleWords.Of(WeightReuse.ReadBy(deployment.Model, deployment.Precision, least))} of {RuleWords.Of(deployment.Model.WeightBytes(deployment.Precision))}, {RuleWords.Of(floor)} at the datasheet's bandwidth{(next.Name is null ? "" : $"; {next.Name} takes {RuleWords.Of(next.Floor)}")}"),
            floor.Value, "s", next.Name is null || floor <= next.Floor);
    }

    private static Seconds FloorOf(Sizing.Deployment deployment, double tokens) => WeightReuse.ReadBy(deployment.Model, deployment.Precision, tokens) / (deployment.Accelerator.MemoryBandwidth * deployment.Layout.Gpus);

    private static IEnumerable<Reason> Edge(AdviceFigures figures)
    {
        var (deployment, plan) = (figures.Hosted!.Candidate.Deployment, figures.Hosted.Candidate.Plan);
        var share = plan.WeightTotal / plan.Device;
        yield return new("edge", Text($"small devices: weights fill {share:0 %} of {(deployment.Layout.Gpus == 1 ? "one" : $"each of {deployment.Layout.Gpus}")} {deployment.Accelerator.Id}, and {RuleWords.Of(plan.Left)} are left for cache"), share, "share", deployment.Layout.Gpus == 1);
        var speed = 1 / FloorOf(deployment, 1).Value;
        var bound = figures.BoundOn(LatencyMetric.TimePerOutputToken);
        yield return new("edge", Text($"alone, a request gets at most {speed:0} tokens a second: {RuleWords.Of(WeightReuse.ReadBy(deployment.Model, deployment.Precision, 1))} are read for each"), speed, "tokens per second", bound is null || 1 / speed <= bound.Limit.Value);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
