using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Calibration.Requests;

/// <summary>A factor on some of an engine's constants, which the requests of one deployment can tell.</summary>
/// <param name="Name">As the kept file and the report call it.</param>
/// <param name="What">What it multiplies.</param>
/// <param name="Spread">One standard deviation of its logarithm about 1, before anything was measured.</param>
/// <param name="Concerns">Whether a deployment has any of it.</param>
/// <param name="Apply">The constants with it.</param>
public sealed record DeploymentFactor(
    string Name, string What, double Spread, Func<Deployment, bool> Concerns, Func<ServingConstants, double, ServingConstants> Apply)
{
    // Half again or two thirds, for what kernels reach of a card that nobody timed as for a host.
    private const double Efficiency = 0.5;

    private const double Host = 0.5;

    public static IReadOnlyList<DeploymentFactor> All { get; } =
    [
        new("dense", "time of dense products", Efficiency, _ => true, (one, factor) => one with { Dense = one.Dense * factor }),
        new("compute", "time of dense products where arithmetic takes it, over that", Efficiency, _ => true, (one, factor) => one with { Compute = one.Compute * factor }),
        new("attention", "time of decode attention", Efficiency, _ => true, (one, factor) => one with { Attention = one.Attention * factor }),
        new("experts", "time of routed experts", Efficiency, HasExperts, (one, factor) => one with { Experts = one.Experts * factor }),
        new("collectives", "time of collectives", Efficiency, deployment => deployment.Layout.Gpus > 1, (one, factor) => one with { Collectives = one.Collectives * factor }),
        new("prompt", "time that prompts add to a step", Efficiency, _ => true, (one, factor) => one with { Prompt = one.Prompt * factor }),
        new("step", "host and launches, by step, layer and sequence", Host, _ => true, (one, factor) => one with
        {
            Layer = new(one.Layer.Value * factor),
            ExpertLayer = new(one.ExpertLayer.Value * factor),
            EagerLayer = new(one.EagerLayer.Value * factor),
            EagerExpertLayer = new(one.EagerExpertLayer.Value * factor),
            Step = new(one.Step.Value * factor),
            Sequence = new(one.Sequence.Value * factor),
        }),
        new("request", "time of a request outside the engine's steps", Host, _ => true, (one, factor) => one with
        {
            Request = new(one.Request.Value * factor),
            PromptToken = new(one.PromptToken.Value * factor),
        }),
    ];

    /// <summary>Those of a deployment.</summary>
    public static IReadOnlyList<DeploymentFactor> Of(Deployment deployment) => [.. All.Where(factor => factor.Concerns(deployment))];

    private static bool HasExperts(Deployment deployment) => deployment.Model.Layers.Any(layer => layer.FeedForward is FeedForwardKind.Mixture);
}
