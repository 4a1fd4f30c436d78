using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>
/// What a replica carries if its times are not as predicted. Were all times f times as long, a load that is predicted at r would pass at r / f, and within a bound of L
/// only what is predicted within L / f counts: so capacity falls by more than f where latency is bound, and to nothing where even a single request misses its bound.
/// </summary>
public sealed class CapacitySpread
{
    // Standard normal scores of the times' error at which the capacity is worked out; between them its logarithm is a line.
    private static readonly double[] s_scores = [-3, -2, -Score95, -1, 0, 1, Score95, 2, 3];

    private const double Score95 = 1.6448536269514722;

    // Worked out when it is first asked for: of a thousand deployments in a comparison few come that far.
    private readonly Lazy<double[]> _capacities;

    internal CapacitySpread(ErrorSpread times, string platform, string architecture, Func<double, RequestsPerSecond> capacityAt)
    {
        (Times, Platform, Architecture) = (times, platform, architecture);
        _capacities = new(() => [.. s_scores.Select(score => capacityAt(score).Value)]);
    }

    private CapacitySpread(CapacitySpread other, double factor)
    {
        (Times, Platform, Architecture, Alone) = (other.Times, other.Platform, other.Architecture, other.Alone);
        _capacities = new(() => [.. other._capacities.Value.Select(capacity => capacity * factor)]);
    }

    /// <summary>The error of its times.</summary>
    public ErrorSpread Times { get; }

    /// <summary>What shares the engine's and the accelerator's part of the error.</summary>
    public string Platform { get; }

    /// <summary>What shares the architecture's part.</summary>
    public string Architecture { get; }

    /// <summary>What one in twenty such replicas would not carry; 0 where that one misses the objective.</summary>
    public RequestsPerSecond Low => At(Score95);

    /// <summary>What one in twenty such replicas would exceed.</summary>
    public RequestsPerSecond High => At(-Score95);

    /// <summary>One request alone on the replica: the part of a start from nothing that the error stretches.</summary>
    internal Seconds Alone { get; init; }

    /// <summary>The capacity at a score of the times' error: above 0 they are longer than half of such deployments have.</summary>
    public RequestsPerSecond At(double score)
    {
        score = Math.Clamp(score, s_scores[0], s_scores[^1]);
        var i = 0;
        while (i < s_scores.Length - 2 && s_scores[i + 1] < score) i++;
        var (low, high) = (_capacities.Value[i], _capacities.Value[i + 1]);
        var share = (score - s_scores[i]) / (s_scores[i + 1] - s_scores[i]);
        // Somewhere between the two the objective begins to be missed.
        if (high <= 0) return new(share < 0.5 ? low : 0);
        return new(low * Math.Pow(high / low, share));
    }

    /// <summary>The same error about a capacity so many times as large.</summary>
    internal CapacitySpread Scaled(double factor) => factor == 1 ? this : new(this, factor);

    /// <summary>The spread of a candidate, or null where nothing of its kind was measured.</summary>
    internal static CapacitySpread? Of(Candidate candidate, Objective objective, PredictionIntervals intervals)
    {
        var deployment = candidate.Deployment;
        var sequences = candidate.Capacity.Batch;
        if (intervals.FindTimes(deployment, sequences, objective.Bounds.Count > 0) is not { } times) return null;
        var first = intervals.Find(PredictedMetric.TimeToFirstToken, deployment, ScenarioKind.ClosedLoop, sequences) ?? times;
        return new(times, $"{deployment.Engine.Id} {deployment.Accelerator.Id}", ArchitectureKey.Of(deployment.Model), Capacity) { Alone = candidate.Serving.Alone.EndToEnd };

        RequestsPerSecond Capacity(double score)
        {
            var factor = times.FactorAt(score);
            var bounds = objective.Bounds.Select(bound => bound with { Limit = bound.Limit / (bound.Metric == LatencyMetric.TimeToFirstToken ? first : times).FactorAt(score) }).ToList();
            return candidate.Serving.Capacity(new(bounds)) is { } point ? point.Rate / factor : new(0);
        }
    }
}
