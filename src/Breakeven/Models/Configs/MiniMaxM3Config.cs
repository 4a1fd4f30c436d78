namespace Breakeven.Models.Configs;

/// <summary>MiniMax-M3: grouped attention to the blocks of tokens that an indexer picks; the first layers see all and are dense; a shared expert.</summary>
internal static class MiniMaxM3Config
{
    public static Architecture Architecture { get; } = new(
        ["minimax_m3", "minimax_m3_vl_text"], ["MiniMaxM3ForCausalLM", "MiniMaxM3SparseForCausalLM", "MiniMaxM3SparseForConditionalGeneration", "MiniMaxM3VLForConditionalGeneration"], Read,
        ModuleNames.BlockSparse with
        {
            Renamed = new Dictionary<string, string> { ["indexer.wq_b"] = "index_q_proj", ["indexer.wk"] = "index_k_proj" },
        });

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "sliding_window");
        var backbone = Backbone.Read(config, keyValueHeads: 4, headDim: 128, context: 524288);
        var attention = MiniMaxM2Config.Normed(config, backbone.Attention(), "per_head") with { OutputGate = config.Flag("attention_output_gate", false) };
        var experts = Experts.Read(config, "num_local_experts", experts: 128, "intermediate_size", perToken: 4);
        var shared = config.CountOrNull("n_shared_experts", Bounds.Experts, zero: true) ?? 1;
        experts = experts with
        {
            SharedWidth = Experts.Width(config, "n_shared_experts", shared, shared == 0 ? 0 : config.Count("shared_intermediate_size", Bounds.Width, experts.ExpertWidth)),
            RouterBias = config.Flag("use_routing_bias", true),
        };
        var routes = SparseLayers.Read(config, backbone.Layers, "num_local_experts");
        var dense = routes.Count < backbone.Layers ? new FeedForwardKind.Dense(config.Count("dense_intermediate_size", Bounds.Width, 12288)) : null;
        var (indexer, picks) = ReadIndexer(config, backbone.Layers);
        var sparse = attention with { Index = indexer };
        var shape = backbone.Each(i => new(picks(i) ? sparse : attention, routes.Contains(i) ? experts : dense!));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? config.CountOrNull("num_mtp_modules", Bounds.Layers, zero: true) ?? 0;
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(sparse, experts) { JoinsDraft = true }, drafts)] };
    }

    private static (Indexer?, Func<int, bool>) ReadIndexer(ConfigObject config, int layers)
    {
        if (config.ObjectOrNull("sparse_attention_config") is not { } sparse || !sparse.Flag("use_sparse_attention", true)) return (null, _ => false);
        var tokens = (long)sparse.Count("sparse_topk_blocks", Bounds.Window) * sparse.Count("sparse_block_size", Bounds.Window, 128);
        if (tokens > Bounds.Window) throw sparse.Error("sparse_topk_blocks", $"the blocks hold {tokens} tokens", "give fewer, such as 16 of 128");
        // One key head of 16 bits for all; it scores tokens, and a block counts as its best.
        var indexer = new Indexer(sparse.Count("sparse_num_index_heads", Bounds.Heads), sparse.Count("sparse_index_dim", Bounds.HeadDim), (int)tokens) { HeadWeights = false, WideKeys = true };
        if (sparse.CountsOrNull("sparse_attention_freq", 1) is not { } listed) return (indexer, _ => true);
        return listed.Count >= layers
            ? (indexer, i => listed[i] == 1)
            : throw sparse.Error("sparse_attention_freq", $"the list names {listed.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
    }
}
