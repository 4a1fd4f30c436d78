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
    private readonly double[] _cached;
    private readonly BoundSamples _samples;

    public PlanWatch(FleetPlan plan, int hours, Objective objective, TokensRatio tokens)
    {
        (_hours, _samples) = (new ReplayedHour[hours], new(objective));
        // Cached as the hour's demand is.
        _prices = [.. plan.Request.Demand.Hours.Take(hours).Select(demand => plan.Request.Overflow is not { } tariff ? default : (
            Million(tariff.Of(new(1_000_000), default, default)) / tokens.Input, Million(tariff.Of(default, new(1_000_000), default)) / tokens.Input, Million(tariff.Of(default, default, new(1_000_000))) / tokens.Output))];
        _cached = [.. plan.Request.Demand.Hours.Take(hours).Select(demand => demand.Input.Value > 0 ? (double)demand.Cached.Value / demand.Input.Value : 0)];

        static double Million(decimal price) => (double)price / 1e6;
    }

    public IReadOnlyList<ReplayedHour> Hours => _hours;

    public IReadOnlyList<double> Reached => _samples.Reached;

    public bool Met => _samples.Met;

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
        var good = _samples.Add(outcome);
        hour = hour with { Home = hour.Home + 1, Late = hour.Late + (good ? 0 : 1) };
    }
}
