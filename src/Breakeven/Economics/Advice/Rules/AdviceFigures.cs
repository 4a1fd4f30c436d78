using Breakeven.Hardware;
using Breakeven.Performance;
using Breakeven.Workloads;

namespace Breakeven.Economics.Advice.Rules;

/// <summary>What rules look at: figures of the traffic, of the advised choice, and of the deployment that runs its model or would.</summary>
public sealed record AdviceFigures
{
    private AdviceFigures(Recommendation advice, PlannedChoice best, HostedOption? hosted) => (Advice, Best, Hosted) = (advice, best, hosted);

    /// <summary>The advice.</summary>
    public Recommendation Advice { get; }

    /// <summary>Its choice.</summary>
    public PlannedChoice Best { get; }

    /// <summary>The deployment behind the choice; where all is bought by the token, the cheapest that would run the same model, else any model; null where nothing runs.</summary>
    public HostedOption? Hosted { get; }

    /// <summary>The objective.</summary>
    public Objective Objective => Advice.Request.Compare.Objective;

    /// <summary>The accelerators that may be used.</summary>
    public IReadOnlyList<Accelerator> Accelerators => Advice.Request.Compare.Accelerators;

    /// <summary>The busiest ten minutes over the mean, in requests.</summary>
    public double PeakOverMean { get; private init; }

    /// <summary>Input and output tokens of a mean request.</summary>
    public double TokensPerRequest { get; private init; }

    /// <summary>Replicas of <see cref="Hosted"/> that the mean would keep full; null without one.</summary>
    public double? ReplicasMean { get; private init; }

    /// <summary>The same for the busiest ten minutes.</summary>
    public double? ReplicasPeak { get; private init; }

    /// <summary>One replica of <see cref="Hosted"/> in the busiest ten minutes, if so many share the load; null without one.</summary>
    public ServingPoint? Busiest { get; private init; }

    /// <summary>Requests being answered at once in the busiest ten minutes, over all replicas; 0 without a deployment.</summary>
    public double InFlight => Busiest is { } point ? point.Batch * ReplicasForPeak : 0;

    /// <summary>Whole replicas that the busiest ten minutes take.</summary>
    public double ReplicasForPeak => Math.Max(1, Math.Ceiling(ReplicasPeak ?? 0));

    /// <summary>Cache of the sequences that a full replica runs, over its weights; null without a deployment.</summary>
    public double? CacheOverWeights { get; private init; }

    /// <summary>Tokens that one of those sequences holds on average.</summary>
    public TokenCount Held { get; private init; }

    /// <summary>The bound on a metric, the tightest where there are several; null without one.</summary>
    public LatencyBound? BoundOn(LatencyMetric metric) => Objective.Bounds.Where(bound => bound.Metric == metric).MinBy(bound => bound.Limit.Value);

    /// <summary>The figures behind an advice; null where there is none.</summary>
    public static AdviceFigures? Of(Recommendation advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        if (advice.Best is not { } best) return null;
        var (demand, hosted) = (advice.Request.Demand, HostedOf(advice, best));
        var mean = demand.Mean;
        var figures = new AdviceFigures(advice, best, hosted)
        {
            PeakOverMean = demand.Hours.Max(hour => hour.PeakRequests.Value) / mean.Rate.Value,
            TokensPerRequest = mean.Input.Value + mean.Output.Value,
            Held = new(mean.Input.Value + mean.Output.Value / 2),
        };
        return hosted is null ? figures : OnHardware(figures, hosted);
    }

    private static AdviceFigures OnHardware(AdviceFigures figures, HostedOption hosted)
    {
        var demand = figures.Advice.Request.Demand;
        var work = Hours.FleetRequest.Of(hosted.Choice, demand).Work;
        var (deployment, serving) = (hosted.Candidate.Deployment, hosted.Candidate.Serving);
        var peak = demand.Hours.Max(work.Peak);
        var rate = new RequestsPerSecond(demand.Hours.Max(hour => hour.PeakRequests.Value) / Math.Max(1, Math.Ceiling(peak)));
        return figures with
        {
            ReplicasMean = demand.Hours.Average(work.Mean),
            ReplicasPeak = peak,
            Busiest = serving.At(RequestsPerSecond.Min(rate, hosted.Candidate.Capacity.Rate), figures.Objective.Bounds.Count > 0 ? figures.Objective.Bounds.Max(bound => bound.Percentile) : 50),
            CacheOverWeights = deployment.Model.CacheBytes(deployment.Precision, figures.Held) * hosted.Candidate.Capacity.Batch / deployment.Model.WeightBytes(deployment.Precision),
        };
    }

    private static HostedOption? HostedOf(Recommendation advice, PlannedChoice best) => best.Way.Hosted ?? advice.Contest.Contenders.OfType<Contender.OnAccelerator>()
        .OrderBy(one => one.ModelId == best.Way.Model ? 0 : 1).FirstOrDefault()?.Best;
}
