namespace Breakeven.Models.Configs;

/// <summary>Routed experts and the shared ones beside them, as DeepSeek and those after it state them.</summary>
internal static class SharedExperts
{
    public static FeedForwardKind.Mixture Read(ConfigObject config, bool correction)
    {
        var experts = Experts.Read(config, "n_routed_experts", experts: null, "moe_intermediate_size", perToken: null);
        return experts with { SharedWidth = Experts.Shared(config, "n_shared_experts", null, experts.ExpertWidth), RouterBias = correction };
    }
}
