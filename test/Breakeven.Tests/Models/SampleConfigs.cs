using System.Text;
using Breakeven.Models;
using Breakeven.Models.Configs;

namespace Breakeven.Tests.Models;

/// <summary>A small config of every architecture, with the members that make its shape.</summary>
internal static partial class SampleConfigs
{
    public const string Llama = """
        { "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "intermediate_size": 128, "vocab_size": 100, "max_position_embeddings": 2048, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    public const string Mistral = """
        { "model_type": "mistral", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
          "intermediate_size": 128, "vocab_size": 100, "max_position_embeddings": 2048, "sliding_window": 256, "torch_dtype": "bfloat16" }
        """;

    public const string Mixtral = """
        { "model_type": "mixtral", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 100,
          "num_local_experts": 8, "num_experts_per_tok": 2, "max_position_embeddings": 2048, "sliding_window": null, "torch_dtype": "bfloat16" }
        """;

    public const string Qwen2 = """
        { "model_type": "qwen2", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 100,
          "max_position_embeddings": 2048, "use_sliding_window": true, "sliding_window": 512, "max_window_layers": 3, "tie_word_embeddings": true, "torch_dtype": "bfloat16" }
        """;

    public const string Qwen3 = """
        { "model_type": "qwen3", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 128,
          "vocab_size": 100, "max_position_embeddings": 2048, "use_sliding_window": false, "sliding_window": 512, "attention_bias": false, "torch_dtype": "bfloat16" }
        """;

    public const string Qwen3Moe = """
        { "model_type": "qwen3_moe", "hidden_size": 64, "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 256,
          "moe_intermediate_size": 48, "num_experts": 16, "num_experts_per_tok": 4, "decoder_sparse_step": 2, "mlp_only_layers": [3], "vocab_size": 100,
          "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    public const string GptOss = """
        { "model_type": "gpt_oss", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 64,
          "num_local_experts": 16, "num_experts_per_tok": 4, "sliding_window": 128, "vocab_size": 100, "max_position_embeddings": 2048,
          "quantization_config": { "quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"] } }
        """;

    public const string DeepSeekV2 = """
        { "model_type": "deepseek_v2", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "q_lora_rank": null, "kv_lora_rank": 32, "qk_nope_head_dim": 16,
          "qk_rope_head_dim": 8, "v_head_dim": 16, "intermediate_size": 256, "moe_intermediate_size": 48, "n_routed_experts": 8, "n_shared_experts": 2, "num_experts_per_tok": 3,
          "first_k_dense_replace": 1, "moe_layer_freq": 1, "topk_method": "greedy", "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    public const string DeepSeekV3 = """
        { "model_type": "deepseek_v3", "architectures": ["DeepseekV3ForCausalLM"], "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4, "q_lora_rank": 128,
          "kv_lora_rank": 128, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16, "intermediate_size": 256, "moe_intermediate_size": 128, "n_routed_experts": 8,
          "n_shared_experts": 1, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "moe_layer_freq": 1, "num_nextn_predict_layers": 1, "vocab_size": 100,
          "max_position_embeddings": 2048, "quantization_config": { "quant_method": "fp8", "weight_block_size": [128, 128] } }
        """;

    public const string KimiK25 = """
        { "model_type": "kimi_k25", "architectures": ["KimiK25ForConditionalGeneration"], "tie_word_embeddings": false, "text_config": { "model_type": "kimi_k2", "hidden_size": 64,
          "num_hidden_layers": 3, "num_attention_heads": 4, "q_lora_rank": 48, "kv_lora_rank": 32, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16,
          "intermediate_size": 256, "moe_intermediate_size": 64, "n_routed_experts": 8, "n_shared_experts": 1, "num_experts_per_tok": 2, "first_k_dense_replace": 1, "vocab_size": 100,
          "max_position_embeddings": 2048, "quantization_config": { "quant_method": "compressed-tensors", "format": "pack-quantized",
            "config_groups": { "group_0": { "input_activations": null, "targets": ["Linear"], "weights": { "num_bits": 4, "type": "int", "strategy": "group", "group_size": 32, "symmetric": true } } },
            "ignore": ["lm_head", "re:.*self_attn.*", "re:.*shared_experts.*", "re:.*mlp\\.(gate|up|gate_up|down)_proj.*"] } } }
        """;

    public const string Llama4 = """
        { "model_type": "llama4", "architectures": ["Llama4ForConditionalGeneration"], "text_config": { "model_type": "llama4_text", "hidden_size": 64, "num_hidden_layers": 8,
          "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 96, "intermediate_size_mlp": 192, "num_local_experts": 4, "num_experts_per_tok": 1,
          "interleave_moe_layer_step": 2, "attention_chunk_size": 512, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" } }
        """;

    public const string Qwen35 = """
        { "model_type": "qwen3_5", "tie_word_embeddings": true, "text_config": { "model_type": "qwen3_5_text", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4,
          "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 128, "layer_types": ["linear_attention", "linear_attention", "linear_attention", "full_attention"],
          "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 16, "linear_value_head_dim": 16, "linear_conv_kernel_dim": 4, "mamba_ssm_dtype": "float32",
          "mtp_num_hidden_layers": 1, "vocab_size": 100, "max_position_embeddings": 4096, "dtype": "bfloat16" } }
        """;

    public const string Qwen35Moe = """
        { "model_type": "qwen3_5_moe", "tie_word_embeddings": false, "text_config": { "model_type": "qwen3_5_moe_text", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4,
          "num_key_value_heads": 2, "head_dim": 32, "moe_intermediate_size": 32, "shared_expert_intermediate_size": 32, "num_experts": 16, "num_experts_per_tok": 4,
          "full_attention_interval": 4, "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 16, "linear_value_head_dim": 16,
          "vocab_size": 100, "max_position_embeddings": 4096, "dtype": "bfloat16" } }
        """;

    public const string Cohere = """
        { "model_type": "cohere2_vision", "tie_word_embeddings": true, "text_config": { "model_type": "cohere2_moe", "hidden_size": 64, "num_hidden_layers": 5, "num_attention_heads": 4,
          "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 48, "prefix_dense_intermediate_size": 160, "first_k_dense_replace": 1, "num_experts": 8, "num_experts_per_tok": 2,
          "num_shared_experts": 2, "sliding_window": 256, "sliding_window_pattern": 4, "vocab_size": 100, "max_position_embeddings": 4096 } }
        """;

    public static IReadOnlyList<string> All { get; } =
        [Llama, Mistral, Mixtral, Qwen2, Qwen3, Qwen3Moe, GptOss, DeepSeekV2, DeepSeekV3, KimiK25, Llama4, Qwen35, Qwen35Moe, Cohere,
            .. LongContext];

    public static Model Read(string config, string? quantConfig = null) =>
        ConfigReader.Read(Encoding.UTF8.GetBytes(config), "sample.json", quantConfig is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(quantConfig));

    /// <summary>The config with one member's value replaced, or added where it was absent.</summary>
    public static string With(string config, string member, string value)
    {
        var key = $"\"{member}\": ";
        var at = config.IndexOf(key, StringComparison.Ordinal);
        if (at < 0) return config.Insert(config.IndexOf('{', StringComparison.Ordinal) + 1, $" {key}{value},");
        var start = at + key.Length;
        var end = start;
        for (var depth = 0; depth > 0 || config[end] is not (',' or '}' or ' ' or '\n'); end++)
            depth += config[end] switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
        return config[..start] + value + config[end..];
    }
}
