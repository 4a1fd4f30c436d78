using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;

namespace Breakeven.Simulation.Plans;

/// <summary>A choice that was simulated in full: what its replicas carry, and the cheapest plan for that, request by request.</summary>
/// <param name="ClosedForm">As it was planned before.</param>
/// <param name="Planned">Planned for what replicas carry; null where they carry nothing within the objective.</param>
/// <param name="Replay">Hour by hour; null where there is no plan, or nothing is at home in it.</param>
/// <param name="Capacity">What a replica carries, lowered until the replay met the objective.</param>
/// <param name="Lowered">By how much; 0 for not at all.</param>
public sealed record SimulatedChoice(PlannedChoice ClosedForm, PlannedChoice? Planned, PlanReplay? Replay, RequestsPerSecond Capacity, double Lowered)
{
    /// <summary>What a capacity is lowered to where its plan misses the objective, as a share.</summary>
    internal const double Lower = 0.95;

    internal const int LoweringsMost = 10;

    /// <summary>True where the plan met the objective.</summary>
    public bool Met => Planned is not null && Replay is not { Met: false };

    /// <summary>What a month costs: the plan's bill, off by as much as its replay was.</summary>
    public Usd? PerMonth => Planned is null ? null : new(Math.Round(Planned.Bill.Total.Value * (1 + (decimal)(Replay?.Difference ?? 0)), 2));

    /// <summary>Simulates a choice that has boxes which can be replayed.</summary>
    public static SimulatedChoice Of(PlannedChoice choice, PlanTraffic traffic, AdviceRequest request, Action? ran = null)
    {
        var (capacity, lowered) = (SimulatedAdvice.CapacityOf(choice, traffic, request, ran), 0.0);
        if (capacity.Value < 1e-9) return new(choice, null, null, capacity, 0);
        for (var attempt = 0; ; attempt++, capacity *= Lower, lowered = 1 - (1 - lowered) * Lower)
        {
            var planned = choice.At(capacity, CapacitySource.Simulated);
            if (!planned.AtHome) return new(choice, planned, null, capacity, lowered);
            var replay = SimulatedAdvice.Replayed(planned, planned.Plan, traffic, request, ran);
            if (replay.Met || attempt == LoweringsMost) return new(choice, planned, replay, capacity, lowered);
        }
    }
}
