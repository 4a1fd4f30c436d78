namespace Breakeven.Models.Configs;

/// <summary>Tencent's Hunyuan: experts with a shared network, sizes a layer at a time; in Hunyuan-Large a layer reads the keys and values of the one before it.</summary>
internal static class HunyuanConfig
{
    private static readonly ModuleNames s_modules = new(Router: "gate.wg", Shared: "shared_mlp");

    public static Architecture Mixture { get; } = new(
        ["hunyuan", "hunyuan_v1_moe"], ["HunYuanMoEV1ForCausalLM", "HunYuanForCausalLM", "HunyuanForCausalLM"], Read, s_modules);

    public static Architecture Dense { get; } = new(["hunyuan_v1_dense"], ["HunYuanDenseV1ForCausalLM"], Read, s_modules);

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("use_mla");
        var backbone = Backbone.Read(config, context: 2048);
        if (config.Has("attention_head_dim") && !config.Has("head_dim")) backbone = backbone with { HeadDim = config.Count("attention_head_dim", Bounds.HeadDim) };
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { InputBias = bias, OutputBias = bias, QueryKeyNorm = config.Flag("use_qk_norm", config.Flag("qk_norm", !IsOld(config))) };
        var group = config.Flag("use_cla", false) ? config.Count("cla_share_factor", Bounds.Layers, 1) : 1;
        var widths = config.EachLayer("intermediate_size", Bounds.Width, backbone.Layers);
        var counts = config.EachLayer("num_experts", Bounds.Experts, backbone.Layers, 1);
        var skipped = config.CountOrNull("moe_layer_num_skipped", Bounds.Layers, zero: true) ?? 0;
        var experts = counts.Max() > 1 ? ReadExperts(config, backbone.Layers, counts, widths) : null;
        return backbone.Each(i => new(
            attention with { BorrowsCache = i % group != 0 },
            experts is not null && i >= skipped ? experts(i) : new FeedForwardKind.Dense(Positive(config, "intermediate_size", widths[i])) { Bias = config.Flag("mlp_bias", false) }));
    }

    // The vendor's first code defaults to none; transformers' classes always have them.
    private static bool IsOld(ConfigObject config) => config.TextOrNull("model_type") == "hunyuan";

    private static Func<int, FeedForwardKind> ReadExperts(ConfigObject config, int layers, IReadOnlyList<int> counts, IReadOnlyList<int> widths)
    {
        var used = config.EachLayer("moe_topk", Bounds.Experts, layers, 1);
        var inner = config.Has("moe_intermediate_size") ? config.EachLayer("moe_intermediate_size", Bounds.Width, layers) : widths;
        var shared = config.Flag("use_mixed_mlp_moe", !IsOld(config)) ? config.EachLayer("num_shared_expert", Bounds.Experts, layers, 1) : [.. new int[layers]];
        return i =>
        {
            if (used[i] > counts[i] || used[i] == 0) throw config.Error("moe_topk", $"a token cannot use {used[i]} of {counts[i]} experts", "give at most num_experts");
            var together = (long)widths[i] * shared[i];
            if (together > Bounds.Width) throw config.Error("num_shared_expert", $"the shared experts are {together} wide together", "give 1");
            return new FeedForwardKind.Mixture(counts[i], used[i], Positive(config, "moe_intermediate_size", inner[i])) { SharedWidth = (int)together };
        };
    }

    private static int Positive(ConfigObject config, string member, int value) =>
        value > 0 ? value : throw config.Error(member, "a width of 0", "give a width such as 3072");
}
