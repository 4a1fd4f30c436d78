namespace Breakeven.Sizing;

/// <summary>What makes a replica harder to run than a process on one device.</summary>
/// <param name="Gpus">Devices that must all be up for one answer.</param>
/// <param name="Nodes">Boxes, or domains of one scale-up link, that they lie in.</param>
/// <param name="Dimensions">Ways in which the model is split at once: tensor, pipeline, attention data, experts.</param>
/// <param name="ExpertRanks">Ranks that whole experts are dealt over, so that tokens travel to their experts; 1 where none travels.</param>
public sealed record ServingComplexity(int Gpus, int Nodes, int Dimensions, int ExpertRanks)
{
    /// <summary>True where ranks talk over the network between boxes.</summary>
    public bool CrossesNodes => Nodes > 1;

    /// <summary>How a deployment is spread.</summary>
    public static ServingComplexity Of(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var (layout, linked) = (deployment.Layout, Math.Max(1, deployment.LinkedGpus));
        int[] ranks = [layout.Tensor, layout.Pipeline, layout.Data, layout.Expert];
        return new(layout.Gpus, (layout.Gpus + linked - 1) / linked, ranks.Count(one => one > 1), deployment.Model.IsMixture && layout.Expert > 1 ? layout.ExpertRanks : 1);
    }
}
