using Breakeven.Simulation;

namespace Breakeven.Tests.Simulation;

/// <summary>Keeps every outcome.</summary>
internal sealed class Outcomes : IOutcomeSink
{
    public List<RequestOutcome> All { get; } = [];

    public void Take(in RequestOutcome outcome) => All.Add(outcome);
}
