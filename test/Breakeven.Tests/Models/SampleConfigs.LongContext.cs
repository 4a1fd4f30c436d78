namespace Breakeven.Tests.Models;

/// <summary>Architectures that attend sparsely, compress, or keep a state; and those that carry encoders.</summary>
internal static partial class SampleConfigs
{
    public const string DeepSeekV32 = """
        { "model_type": "deepseek_v32", "architectures": ["DeepseekV32ForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "q_lora_rank": 32,
          "kv_lora_rank": 16, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8, "intermediate_size": 128, "moe_intermediate_size": 16, "n_routed_experts": 8,
          "n_shared_experts": 1, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "moe_layer_freq": 1, "num_nextn_predict_layers": 1, "index_n_heads": 4, "index_head_dim": 8,
          "index_topk": 16, "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    public const string GlmDsa = """
        { "model_type": "glm_moe_dsa", "architectures": ["GlmMoeDsaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 6, "num_attention_heads": 4, "q_lora_rank": 32,
          "kv_lora_rank": 16, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8, "intermediate_size": 128, "moe_intermediate_size": 16, "n_routed_experts": 8,
          "n_shared_experts": 1, "num_experts_per_tok": 2, "mlp_layer_types": ["dense", "sparse", "sparse", "sparse", "sparse", "sparse"], "index_n_heads": 4, "index_head_dim": 8,
          "index_topk": 16, "index_topk_freq": 2, "index_skip_topk_offset": 3, "rope_parameters": { "rope_theta": 1000000, "rope_type": "default" }, "vocab_size": 100,
          "max_position_embeddings": 2048, "dtype": "bfloat16" }
        """;

    public const string DeepSeekMoe = """
        { "model_type": "deepseek", "architectures": ["DeepseekForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 4,
          "intermediate_size": 128, "moe_intermediate_size": 16, "n_routed_experts": 8, "n_shared_experts": 2, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "moe_layer_freq": 1,
          "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    public const string DeepSeekV4 = """
        { "model_type": "deepseek_v4", "architectures": ["DeepseekV4ForCausalLM"], "expert_dtype": "fp4", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4,
          "num_key_value_heads": 1, "head_dim": 32, "qk_rope_head_dim": 8, "q_lora_rank": 16, "o_groups": 2, "o_lora_rank": 8, "sliding_window": 4, "compress_ratios": [0, 4, 128, 0],
          "index_n_heads": 2, "index_head_dim": 8, "index_topk": 4, "n_routed_experts": 8, "n_shared_experts": 1, "num_experts_per_tok": 2, "moe_intermediate_size": 16,
          "num_hash_layers": 1, "hc_mult": 2, "num_nextn_predict_layers": 1, "vocab_size": 100, "max_position_embeddings": 4096,
          "quantization_config": { "quant_method": "fp8", "scale_fmt": "ue8m0", "weight_block_size": [128, 128] } }
        """;

    public const string MiniMaxM1 = """
        { "model_type": "minimax_m1", "architectures": ["MiniMaxM1ForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "head_dim": 8, "attn_type_list": [0, 1], "intermediate_size": 16, "num_local_experts": 4, "num_experts_per_tok": 2, "shared_intermediate_size": 0, "sliding_window": null,
          "vocab_size": 100, "max_position_embeddings": 4096 }
        """;

    public const string MiniMaxM2 = """
        { "model_type": "minimax_m2", "architectures": ["MiniMaxM2ForCausalLM"], "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
          "head_dim": 8, "intermediate_size": 16, "num_local_experts": 4, "num_experts_per_tok": 2, "use_qk_norm": true, "qk_norm_type": "per_layer", "use_routing_bias": true,
          "num_mtp_modules": 3, "mtp_transformer_layers": 1, "shared_intermediate_size": 0, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" }
        """;

    public const string MiniMaxM3 = """
        { "model_type": "minimax_m3_vl", "architectures": ["MiniMaxM3SparseForConditionalGeneration"], "torch_dtype": "bfloat16", "text_config": {
          "architectures": ["MiniMaxM3SparseForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
          "dense_intermediate_size": 32, "intermediate_size": 16, "shared_intermediate_size": 16, "n_shared_experts": 1, "num_local_experts": 4, "num_experts_per_tok": 2,
          "moe_layer_freq": [0, 1], "qk_norm_type": "per_head", "use_routing_bias": true, "num_mtp_modules": 1, "vocab_size": 100, "max_position_embeddings": 4096,
          "sparse_attention_config": { "use_sparse_attention": true, "sparse_index_dim": 8, "sparse_num_index_heads": 2, "sparse_topk_blocks": 4, "sparse_block_size": 16,
            "sparse_attention_freq": [0, 1] } } }
        """;

    public const string Glm4Moe = """
        { "model_type": "glm4_moe", "architectures": ["Glm4MoeForCausalLM"], "attention_bias": true, "use_qk_norm": true, "hidden_size": 64, "num_hidden_layers": 2,
          "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 128, "moe_intermediate_size": 16, "n_routed_experts": 8, "n_shared_experts": 1,
          "num_experts_per_tok": 2, "first_k_dense_replace": 1, "num_nextn_predict_layers": 1, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" }
        """;

    public const string KimiLinear = """
        { "model_type": "kimi_linear", "architectures": ["KimiLinearForCausalLM"], "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "q_lora_rank": null,
          "kv_lora_rank": 16, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8, "mla_use_nope": true, "intermediate_size": 128, "moe_intermediate_size": 16,
          "num_experts": 8, "num_experts_per_token": 2, "num_shared_experts": 1, "first_k_dense_replace": 1, "moe_layer_freq": 1, "model_max_length": 4096, "vocab_size": 100,
          "linear_attn_config": { "kda_layers": [1, 2, 3], "full_attn_layers": [4], "num_heads": 4, "head_dim": 8, "short_conv_kernel_size": 4 }, "dtype": "bfloat16" }
        """;

    public const string KimiK3 = """
        { "model_type": "kimi_k3", "architectures": ["KimiK3ForConditionalGeneration"], "dtype": "bfloat16", "text_config": { "model_type": "kimi_linear",
          "architectures": ["KimiLinearForCausalLM"], "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "q_lora_rank": null, "kv_lora_rank": 16,
          "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8, "mla_use_output_gate": true, "intermediate_size": 128, "moe_intermediate_size": 16, "num_experts": 8,
          "num_experts_per_token": 2, "num_shared_experts": 1, "routed_expert_hidden_size": 32, "latent_moe_use_norm": true, "attn_res_block_size": 2, "first_k_dense_replace": 1,
          "max_position_embeddings": 4096, "vocab_size": 100,
          "linear_attn_config": { "kda_layers": [1, 2, 3], "full_attn_layers": [4], "num_heads": 4, "head_dim": 8, "short_conv_kernel_size": 4, "use_full_rank_gate": true },
          "quantization_config": { "quant_method": "compressed-tensors", "format": "mxfp4-pack-quantized",
            "config_groups": { "group_0": { "input_activations": null, "targets": ["Linear"], "weights": { "num_bits": 4, "type": "float", "strategy": "group", "group_size": 32, "symmetric": true } } },
            "ignore": ["re:.*self_attn.*", "re:.*shared_experts.*", "re:.*mlp\\.(gate|up|gate_up|down)_proj.*", "re:.*lm_head.*"] } } }
        """;

    public const string Qwen3Next = """
        { "model_type": "qwen3_next", "architectures": ["Qwen3NextForCausalLM"], "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
          "head_dim": 32, "intermediate_size": 128, "moe_intermediate_size": 32, "shared_expert_intermediate_size": 32, "num_experts": 16, "num_experts_per_tok": 4, "decoder_sparse_step": 1,
          "mlp_only_layers": [], "full_attention_interval": 4, "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 16, "linear_value_head_dim": 16,
          "linear_conv_kernel_dim": 4, "tie_word_embeddings": false, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" }
        """;

    public const string Qwen2Moe = """
        { "model_type": "qwen2_moe", "architectures": ["Qwen2MoeForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "intermediate_size": 128, "moe_intermediate_size": 16, "shared_expert_intermediate_size": 32, "num_experts": 8, "num_experts_per_tok": 2, "decoder_sparse_step": 1,
          "use_sliding_window": false, "sliding_window": 512, "max_window_layers": 1, "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    public const string Qwen3Vl = """
        { "model_type": "qwen3_vl", "architectures": ["Qwen3VLForConditionalGeneration"], "tie_word_embeddings": true, "text_config": { "model_type": "qwen3_vl_text", "hidden_size": 64,
          "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 128, "vocab_size": 100, "max_position_embeddings": 2048, "dtype": "bfloat16" },
          "vision_config": { "deepstack_visual_indexes": [0, 1], "depth": 2, "hidden_size": 8, "in_channels": 3, "intermediate_size": 16, "num_position_embeddings": 9, "out_hidden_size": 64,
            "patch_size": 2, "spatial_merge_size": 2, "temporal_patch_size": 2 } }
        """;

    // As Qwen2-VL was first published: the language model's members at the top.
    public const string Qwen2Vl = """
        { "model_type": "qwen2_vl", "architectures": ["Qwen2VLForConditionalGeneration"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "intermediate_size": 128, "vocab_size": 100, "max_position_embeddings": 2048, "use_sliding_window": false, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
          "vision_config": { "depth": 2, "embed_dim": 8, "mlp_ratio": 4, "in_chans": 3, "hidden_size": 64, "patch_size": 2, "spatial_merge_size": 2, "temporal_patch_size": 2 } }
        """;

    public const string Mistral3 = """
        { "model_type": "mistral3", "architectures": ["Mistral3ForConditionalGeneration"], "multimodal_projector_bias": false, "spatial_merge_size": 2, "text_config": {
          "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 128, "vocab_size": 100,
          "max_position_embeddings": 2048, "sliding_window": null, "tie_word_embeddings": false }, "dtype": "bfloat16",
          "vision_config": { "model_type": "pixtral", "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_channels": 3, "patch_size": 2 } }
        """;

    // No model_type at the top, only a class, and the language model two levels down.
    public const string Qwen3Omni = """
        { "architectures": ["Qwen3OmniMoeForConditionalGeneration"], "thinker_config": { "text_config": { "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
          "num_key_value_heads": 2, "head_dim": 32, "moe_intermediate_size": 48, "num_experts": 16, "num_experts_per_tok": 4, "vocab_size": 100, "max_position_embeddings": 2048 } } }
        """;

    public static IReadOnlyList<string> LongContext =>
    [
        DeepSeekV32, GlmDsa, DeepSeekMoe, DeepSeekV4, MiniMaxM1, MiniMaxM2, MiniMaxM3, Glm4Moe, KimiLinear, KimiK3, Qwen3Next, Qwen2Moe, Qwen3Vl, Qwen2Vl, Mistral3, Qwen3Omni,
    ];
}
