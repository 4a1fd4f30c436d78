using Breakeven.Economics;
using Breakeven.Economics.Hours;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Plans;

/// <summary>Counts what becomes of a plan's requests, by the hour of their arrival.</summary>
internal sealed class PlanWatch : IOutcomeSink
{
    private readonly ReplayedHour[] _hours;
    private readonly (double Uncached, double Cached, double Output)[] _prices;
    private readonly IReadOnlyList<LatencyBound> _bounds;
    private readonly LatencySamples[] _samples;

    public PlanWatch(FleetPlan plan, int hours, Objective objective, TokensRatio tokens)
    {
        (_hours, _bounds) = (new ReplayedHour[hours], objective.Bounds);
        _samples = [.. _bounds.Select(_ => new LatencySamples())];
        // Cached as the hour's demand is.
        _prices = [.. plan.Request.Demand.Hours.Take(hours).Select(demand => plan.Request.Overflow is not { } tariff ? default : (
            Million(tariff.Of(new(1_000_000), default, default)) / tokens.Input, Million(tariff.Of(default, new(1_000_000), default)) / tokens.Input, Million(tariff.Of(default, default, new(1_000_000))) / tokens.Output))];
        _cached = [.. plan.Request.Demand.Hours.Take(hours).Select(demand => demand.Input.Value > 0 ? (double)demand.Cached.Value / demand.Input.Value : 0)];

        static double Million(decimal price) => (double)price / 1e6;
    }

    private readonly double[] _cached;

    public IReadOnlyList<ReplayedHour> Hours => _hours;

    public IReadOnlyList<double> Reached => [.. _bounds.Select((bound, i) => _samples[i].At(bound.Percentile))];

    public bool Met => _bounds.Select((bound, i) => _samples[i].At(bound.Percentile) <= bound.Limit.Value).All(met => met);

    public void Take(in RequestOutcome outcome)
    {
        var at = (int)Math.Min(_hours.Length - 1, outcome.Arrival / FleetSchedule.NanosecondsPerHour);
        ref var hour = ref _hours[at];
        if (outcome.Fate == RequestFate.Overflowed)
        {
            var price = _prices[at];
            var input = outcome.InputTokens * ((1 - _cached[at]) * price.Uncached + _cached[at] * price.Cached);
            hour = hour with { Sold = hour.Sold + 1, Bought = hour.Bought + new UsdEstimate(input + outcome.OutputTokens * price.Output) };
            return;
        }

        if (outcome.Fate != RequestFate.Served) return;
        var late = false;
        for (var i = 0; i < _bounds.Count; i++)
        {
            if (_bounds[i].Metric == LatencyMetric.TimePerOutputToken && outcome.OutputTokens <= 1) continue;
            var time = _bounds[i].Metric switch
            {
                LatencyMetric.TimeToFirstToken => outcome.TimeToFirstToken,
                LatencyMetric.TimePerOutputToken => outcome.TimePerOutputToken,
                _ => outcome.EndToEnd,
            };
            _samples[i].Add(time);
            late |= time > _bounds[i].Limit.Value;
        }

        hour = hour with { Home = hour.Home + 1, Late = hour.Late + (late ? 1 : 0) };
    }
}
