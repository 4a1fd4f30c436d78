namespace Breakeven.Models.Configs;

/// <summary>Routed experts and the shared ones beside them, as DeepSeek and those after it state them.</summary>
internal static class SharedExperts
{
    public static FeedForwardKind.Mixture Read(ConfigObject config, bool correction)
    {
        var experts = Experts.Read(config, "n_routed_experts", experts: null, "moe_intermediate_size", perToken: null);
        var shared = config.CountOrNull("n_shared_experts", Bounds.Experts, zero: true) ?? 0;
        return experts with { SharedWidth = Width(config, "n_shared_experts", shared, experts.ExpertWidth), RouterBias = correction };
    }

    /// <summary>So many shared experts are one network of their widths together.</summary>
    public static int Width(ConfigObject config, string member, int shared, int width)
    {
        var together = (long)shared * width;
        return together <= Bounds.Width
            ? (int)together
            : throw config.Error(member, $"{shared} shared experts are {together} wide together", "give 1 or 2");
    }
}
