namespace Breakeven.Models.Weights;

/// <summary>
/// One architecture of llama.cpp's: what Hugging Face calls it, and which key of its metadata is which member of a config.json. What they share
/// is in <see cref="Common"/>; a new architecture is a line here, and the reader of its config does the rest.
/// </summary>
/// <param name="Names">Values of general.architecture.</param>
/// <param name="ModelType">The model_type whose reader takes the config, from the file where one name stands for several.</param>
/// <param name="Members">Members of its own, "member = key" or "outer.inner = key"; a key without its architecture in front.</param>
internal sealed record GgufArchitecture(IReadOnlyList<string> Names, Func<GgufFacts, string> ModelType, params IReadOnlyList<string> Members)
{
    /// <summary>Members of nearly all; those of an architecture's own win. ggml-org/llama.cpp, gguf-py/gguf/constants.py at ef035f7, class Keys.</summary>
    public static IReadOnlyList<string> Common { get; } =
    [
        "hidden_size = embedding_length", "num_attention_heads = attention.head_count", "num_key_value_heads = attention.head_count_kv",
        "intermediate_size = feed_forward_length", "max_position_embeddings = context_length", "head_dim = attention.key_length",
    ];

    /// <summary>Keys of <see cref="Common"/> that this architecture states a layer at a time, with other values for some layers.</summary>
    public IReadOnlyList<string> EachLayer { get; init; } = [];

    private static readonly string[] s_experts =
        ["num_experts = expert_count", "num_experts_per_tok = expert_used_count", "moe_intermediate_size = expert_feed_forward_length"];

    private static readonly string[] s_routed =
    [
        "n_routed_experts = expert_count", "num_experts_per_tok = expert_used_count", "moe_intermediate_size = expert_feed_forward_length",
        "n_shared_experts = expert_shared_count", "first_k_dense_replace = leading_dense_block_count",
    ];

    private static readonly string[] s_local = ["num_local_experts = expert_count", "num_experts_per_tok = expert_used_count"];

    private static readonly string[] s_delta =
    [
        "linear_num_key_heads = ssm.group_count", "linear_num_value_heads = ssm.time_step_rank", "linear_key_head_dim = ssm.state_size",
        "linear_conv_kernel_dim = ssm.conv_kernel", "shared_expert_intermediate_size = expert_shared_feed_forward_length",
    ];

    public static IReadOnlyList<GgufArchitecture> All { get; } =
    [
        new(["llama"], file => file.Number("expert_count") > 0 ? "mixtral" : "llama", s_local),
        new(["mistral3"], _ => "mistral", "sliding_window = attention.sliding_window"),
        new(["qwen2", "qwen2vl"], _ => "qwen2"),
        new(["qwen2moe"], _ => "qwen2_moe", [.. s_experts, "shared_expert_intermediate_size = expert_shared_feed_forward_length"]),
        new(["qwen3", "qwen3vl"], _ => "qwen3"),
        new(["qwen3moe", "qwen3vlmoe"], _ => "qwen3_moe", s_experts),
        new(["qwen3next"], _ => "qwen3_next", [.. s_experts, .. s_delta]),
        new(["qwen35"], _ => "qwen3_5_text", s_delta),
        new(["qwen35moe"], _ => "qwen3_5_moe_text", [.. s_experts, .. s_delta]),
        // One name for V2, V3, R1 and Kimi K2: they differ by the bias that balances experts.
        new(["deepseek2"], file => file.HasTensor("exp_probs_b.bias") ? "deepseek_v3" : "deepseek_v2",
            [.. s_routed, "q_lora_rank = attention.q_lora_rank", "kv_lora_rank = attention.kv_lora_rank", "qk_rope_head_dim = rope.dimension_count"]),
        new(["gpt-oss"], _ => "gpt_oss", [.. s_local, "intermediate_size = expert_feed_forward_length", "sliding_window = attention.sliding_window"]),
        new(["gemma2"], _ => "gemma2", "sliding_window = attention.sliding_window"),
        new(["gemma3"], _ => "gemma3_text", "sliding_window = attention.sliding_window"),
        new(["phi3"], _ => "phi3", "sliding_window = attention.sliding_window"),
        new(["phimoe"], _ => "phimoe", [.. s_local, "sliding_window = attention.sliding_window"]),
        new(["command-r"], _ => "cohere"),
        new(["cohere2"], _ => "cohere2", "sliding_window = attention.sliding_window"),
        new(["glm4moe"], _ => "glm4_moe", s_routed),
        new(["minimax-m2"], _ => "minimax_m2", [.. s_local, "intermediate_size = expert_feed_forward_length"]),
        // Olmo 3 is the second with a window.
        new(["olmo2"], file => file.Number("attention.sliding_window") > 0 ? "olmo3" : "olmo2", "sliding_window = attention.sliding_window"),
        new(["olmoe"], _ => "olmoe", "num_experts = expert_count", "num_experts_per_tok = expert_used_count"),
        new(["granite"], _ => "granite"),
        new(["granitemoe"], file => file.Number("expert_shared_feed_forward_length") > 0 ? "granitemoeshared" : "granitemoe", [.. s_local, "shared_intermediate_size = expert_shared_feed_forward_length"]),
        new(["dbrx"], _ => "dbrx",
            "d_model = embedding_length", "n_heads = attention.head_count", "n_layers = block_count", "max_seq_len = context_length",
            "attn_config.kv_n_heads = attention.head_count_kv", "ffn_config.ffn_hidden_size = feed_forward_length",
            "ffn_config.moe_num_experts = expert_count", "ffn_config.moe_top_k = expert_used_count"),
        new(["grok"], _ => "grok-1", [.. s_local, "num_experts = expert_count", "moe_intermediate_size = expert_feed_forward_length"]),
        new(["jamba"], _ => "jamba",
            "num_experts = expert_count", "num_experts_per_tok = expert_used_count", "mamba_d_conv = ssm.conv_kernel", "mamba_d_state = ssm.state_size", "mamba_dt_rank = ssm.time_step_rank"),
        new(["nemotron_h", "nemotron_h_moe"], _ => "nemotron_h",
            [.. s_routed, "ssm_state_size = ssm.state_size", "conv_kernel = ssm.conv_kernel", "mamba_num_heads = ssm.time_step_rank", "n_groups = ssm.group_count", "moe_latent_size = moe_latent_size",
            "moe_shared_expert_intermediate_size = expert_shared_feed_forward_length"]),
        new(["hunyuan-moe"], _ => "hunyuan_v1_moe", [.. s_experts, "moe_topk = expert_used_count", "num_shared_expert = expert_shared_count"]),
        new(["bailingmoe"], _ => "bailing_moe", [.. s_experts, "num_shared_experts = expert_shared_count", "first_k_dense_replace = leading_dense_block_count"]),
        new(["bailingmoe2"], _ => "bailing_moe_v2", [.. s_experts, "num_shared_experts = expert_shared_count", "first_k_dense_replace = leading_dense_block_count"]),
        new(["seed_oss"], _ => "seed_oss"),
        new(["gemma"], _ => "gemma"),
        new(["gemma4"], _ => "gemma4_text",
            [.. s_experts, "sliding_window = attention.sliding_window", "global_head_dim = attention.key_length", "head_dim = attention.key_length_swa",
            "num_kv_shared_layers = attention.shared_kv_layers", "hidden_size_per_layer_input = embedding_length_per_layer_input"])
        { EachLayer = ["attention.head_count_kv", "feed_forward_length"] },
        new(["granitehybrid"], _ => "granitemoehybrid",
            [.. s_local, "shared_intermediate_size = expert_shared_feed_forward_length", "mamba_n_heads = ssm.time_step_rank", "mamba_d_state = ssm.state_size",
            "mamba_n_groups = ssm.group_count", "mamba_d_conv = ssm.conv_kernel"]),
        new(["deci"], _ => "nemotron-nas") { EachLayer = ["attention.head_count", "attention.head_count_kv", "feed_forward_length"] },
        new(["kimi-linear"], _ => "kimi_linear",
            [.. s_experts, "num_experts_per_token = expert_used_count", "num_shared_experts = expert_shared_count", "first_k_dense_replace = leading_dense_block_count",
            "q_lora_rank = attention.q_lora_rank", "kv_lora_rank = attention.kv_lora_rank", "qk_rope_head_dim = rope.dimension_count",
            "linear_attn_config.num_heads = attention.head_count", "linear_attn_config.head_dim = kda.head_dim", "linear_attn_config.short_conv_kernel_size = ssm.conv_kernel"]),
        new(["lfm2"], _ => "lfm2", "block_ff_dim = feed_forward_length", "conv_L_cache = shortconv.l_cache"),
        new(["lfm2moe"], _ => "lfm2_moe", [.. s_experts, "num_dense_layers = leading_dense_block_count", "conv_L_cache = shortconv.l_cache"]),
        new(["exaone"], _ => "exaone"),
        new(["exaone4"], _ => "exaone4", "sliding_window = attention.sliding_window"),
        new(["falcon"], _ => "falcon", "num_kv_heads = attention.head_count_kv", "ffn_hidden_size = feed_forward_length"),
        new(["starcoder2"], _ => "starcoder2"),
        new(["olmo"], _ => "olmo"),
        new(["deepseek"], _ => "deepseek", s_routed),
        new(["hunyuan-dense"], _ => "hunyuan_v1_dense"),
        new(["smollm3"], _ => "smollm3"),
    ];

    public static GgufArchitecture? Find(string name) => All.FirstOrDefault(architecture => architecture.Names.Contains(name));

    public static string Known => string.Join(", ", All.SelectMany(architecture => architecture.Names));
}
