namespace Breakeven.Tests.Models;

internal static partial class CatalogList
{
    private const string MaxText = "AI-Hypercomputer/maxtext @ e591f30cbbf217ed67ef71263ec0538239f9c3b8, src/maxtext/checkpoint_conversion/utils/hf_model_configs.py";
    private const string Mlc = "mlc-ai/mlc-llm @ 79d603f085f50500e9509fa01785ffa7ecfaaa93, python/mlc_llm/model/model_preset.py";
    private const string Slime = "zyzshishui/slime @ ";
    private const string V4Card = "antirez/ds4 @ 8d576642c39b, MODEL_CARD.md";

    private static readonly DateOnly s_later = new(2026, 11, 22);

    private static IEnumerable<Entry> DeepSeekLater()
    {
        yield return new("deepseek-ai/DeepSeek-V3.2", "deepseek-ai__DeepSeek-V3.2.json", Dynamo + "deepseek-ai--DeepSeek-V3.2_config.json", "mit", 671e9, 37e9, Xinference)
        { PublishedNote = "as for V3, without the indexer" };
        yield return new("nvidia/DeepSeek-V3.2-NVFP4", "nvidia__DeepSeek-V3.2-NVFP4.json", Dynamo + "nvidia--DeepSeek-V3.2-NVFP4_config.json", "mit", 671e9, 37e9, Xinference)
        { PublishedNote = "as for V3, without the indexer", Quantization = "quant/nvidia__DeepSeek-V3.2-NVFP4.hf_quant_config.json" };
        foreach (var (owner, name, total, active) in ((string, string, double, double)[])
                 [
                     ("deepseek-ai", "DeepSeek-V4-Flash", 284e9, 13e9), ("deepseek-ai", "DeepSeek-V4-Pro", 1600e9, 49e9),
                     ("nvidia", "DeepSeek-V4-Flash-NVFP4", 284e9, 13e9), ("nvidia", "DeepSeek-V4-Pro-NVFP4", 1600e9, 49e9),
                     ("sgl-project", "DeepSeek-V4-Flash-FP8", 284e9, 13e9), ("sgl-project", "DeepSeek-V4-Pro-FP8", 1600e9, 49e9),
                 ])
            yield return new($"{owner}/{name}", $"{owner}__{name}.json", $"{Dynamo}{owner}--{name}_config.json", "mit", total, active, V4Card)
            { PublishedNote = total > 1e12 ? "a synopsis of the model's own card; \"1.6T\", rounded" : "a synopsis of the model's own card" };
        yield return new("deepseek-ai/DeepSeek-V4-Flash-0731", "deepseek-ai__DeepSeek-V4-Flash-0731.json",
            "xorbitsai/inference @ 7ecec16b63383e18e4af790c4b522fb7d79f7e77, xinference/router/tokenizer_assets/deepseek_v4_flash_0731/config.json", "mit", 284e9, 13e9, V4Card)
        { PublishedNote = "of the release before it" };
        yield return new("deepseek-ai/DeepSeek-V2-Lite-Chat", "deepseek-ai__DeepSeek-V2-Lite-Chat.json",
            "kvcache-ai/ktransformers @ 95009ea6856c0799e517e93cb12be5e8494bc7ce, archive/kt-sft/ktransformers/configs/model_config/config.json", null, 16e9, 2.4e9, Bridge + " (deepseek v2)")
        { PublishedNote = "rounded there; active without the embedding" };
        yield return new("deepseek-ai/deepseek-moe-16b-base", "derived/mlc__deepseek.json", Mlc, null);
    }

    private static IEnumerable<Entry> Glm()
    {
        const string mtp = "with the MTP layer, which is no part of our total";
        const string doc = "huggingface/transformers, docs/source/en/model_doc/glm4_moe.md";
        const string readme = "zai-org/GLM-5 @ 218be5246e4d, README.md";
        yield return new("zai-org/GLM-4.5", Glm4(5120, 92, 3, 160, 1536, 12288, 131072, norm: true), Slime + "ffec53408dc6eac7ed6af9a17dc090e0458a7260, scripts/models/glm4.5-355B-A32B.sh", "mit", 355e9, 32e9, doc)
        { Read = s_later, PublishedNote = mtp };
        yield return new("zai-org/GLM-4.5-Air", "PrimeIntellect__INTELLECT-3-Base.json", "https://huggingface.co/PrimeIntellect/INTELLECT-3-Base/blob/main/config.json", "mit", 106e9, 12e9, doc)
        { Note = "the shape of INTELLECT-3-Base, which is trained from GLM-4.5-Air", PublishedNote = "active without embedding and head" };
        yield return new("PrimeIntellect/INTELLECT-3-Base", "PrimeIntellect__INTELLECT-3-Base.json", "https://huggingface.co/PrimeIntellect/INTELLECT-3-Base/blob/main/config.json", null);
        yield return new("zai-org/GLM-4.7", Glm4(5120, 92, 3, 160, 1536, 12288, 202752, norm: true),
            "ai-dynamo/aiconfigurator @ a0ba9ec6d14e3d4ecd5d8d5468142c290634391d, src/aiconfigurator/model_configs/zai-org--GLM-4.7-FP8_config.json", "mit", 358e9, 32e9, Bridge + " glm47")
        { Read = s_later, Note = "biases and norms on heads as in GLM-4.5, which that copy leaves out", PublishedNote = mtp };
        yield return new("zai-org/GLM-4.7-Flash", GlmFlash,
            "ai-dynamo/aiconfigurator @ 19d098add98ab8ba2366c94795e9e886cdcc915c, src/aiconfigurator/model_configs/zai-org--GLM-4.7-Flash_config.json", "mit", 30e9, 3e9, Bridge)
        { Read = s_later, PublishedNote = "rounded there" };
        foreach (var version in (string[])["GLM-5", "GLM-5-FP8", "GLM-5.1", "GLM-5.1-FP8"])
            yield return new($"zai-org/{version}", $"zai-org__{version}.json", $"{Dynamo}zai-org--{version}_config.json", "mit", 744e9, 40e9, readme) { PublishedNote = "active without embedding and head" };
        yield return new("nvidia/GLM-5-NVFP4", "nvidia__GLM-5-NVFP4.json", Dynamo + "nvidia--GLM-5-NVFP4_config.json", "mit", 744e9, 40e9, readme)
        { Quantization = "quant/nvidia__GLM-5-NVFP4.hf_quant_config.json", PublishedNote = "active without embedding and head" };
        yield return new("nvidia/GLM-5.1-NVFP4", "nvidia__GLM-5.1-NVFP4.json", Dynamo + "nvidia--GLM-5.1-NVFP4_config.json", "mit");
        yield return new("zai-org/GLM-5.2", Glm52, "AI-Hypercomputer/maxtext @ 09ca06af16e99e089dde61a74728f981f2471fe1, src/maxtext/configs/models/glm5.2-744b.yml", "mit") { Read = s_later };
        yield return new("nvidia/GLM-5.2-NVFP4", Glm52, "AI-Hypercomputer/maxtext @ 09ca06af16e99e089dde61a74728f981f2471fe1, src/maxtext/configs/models/glm5.2-744b.yml", "mit")
        { Read = s_later, Quantization = "quant/nvidia__GLM-5.2-NVFP4.hf_quant_config.json", Note = "quantised as " + Dynamo + "nvidia--GLM-5.2-NVFP4_hf_quant_config.json says" };
    }

    private static IEnumerable<Entry> MiniMax()
    {
        const string bridge = Bridge + " minimax-m3";
        yield return new("MiniMaxAI/MiniMax-M1-80k", "MiniMaxAI__MiniMax-M1-80k.json", "MiniMax-AI/MiniMax-M1 @ 2abb4f45a9df4154b4bde024d51874bd127edcee, config.json", "apache-2.0", 456e9, 45.9e9,
            "MiniMax-AI/MiniMax-M1 @ 2abb4f45a9df, README.md")
        { PublishedNote = "active without embedding and head" };
        yield return new("MiniMaxAI/MiniMax-M2.5", "MiniMaxAI__MiniMax-M2.5.json", Dynamo + "MiniMaxAI--MiniMax-M2.5_config.json", null, 229e9, null, "THUDM/slime, scripts/models/minimax-m2.sh");
        yield return new("nvidia/MiniMax-M2.5-NVFP4", "nvidia__MiniMax-M2.5-NVFP4.json", Dynamo + "nvidia--MiniMax-M2.5-NVFP4_config.json", null, 229e9, null, "THUDM/slime, scripts/models/minimax-m2.sh");
        yield return new("MiniMaxAI/MiniMax-M3", "MiniMaxAI__MiniMax-M3.json", Dynamo + "MiniMaxAI--MiniMax-M3_config.json", null, 428e9, 23e9, bridge)
        { PublishedNote = "active approximate, without embedding and head; the encoder of images, 0.9B, is not in that copy of the config" };
        yield return new("nvidia/MiniMax-M3-NVFP4", "nvidia__MiniMax-M3-NVFP4.json", Dynamo + "nvidia--MiniMax-M3-NVFP4_config.json", null, 428e9, 23e9, bridge)
        { PublishedNote = "active approximate, without embedding and head" };
    }

    private static IEnumerable<Entry> KimiLater()
    {
        yield return new("moonshotai/Kimi-K3", "moonshotai__Kimi-K3.json", Dynamo + "moonshotai--Kimi-K3_config.json", null, 2800e9, null, "huggingface.co/ThunderCrown, a page of activity: \"2.8T Parameters, MXFP4\"") { PublishedNote = "second-hand, rounded" };
        yield return new("nvidia/Kimi-K2.6-NVFP4", "nvidia__Kimi-K2.6-NVFP4.json", Dynamo + "nvidia--Kimi-K2.6-NVFP4_config.json", "modified-mit");
        yield return new("nvidia/Kimi-K2.7-Code-NVFP4", "nvidia__Kimi-K2.7-Code-NVFP4.json", Dynamo + "nvidia--Kimi-K2.7-Code-NVFP4_config.json", "modified-mit");
        yield return new("moonshotai/Moonlight-16B-A3B", Moonlight, "radixark/miles @ 97e18dad65499ed6acfd6b57eb6f7500d1299990, scripts/models/moonlight.py", "mit", 16e9, 3e9, Bridge)
        { Read = s_later, PublishedNote = "rounded there", Note = "the context is that of the checkpoint's name on the hub, 8,192" };
    }

    private static IEnumerable<Entry> QwenLater()
    {
        yield return new("Qwen/Qwen3-Next-80B-A3B-Instruct", "derived/maxtext__qwen3_next_80b_a3b.json", MaxText, "apache-2.0", 80e9, 3e9, "huggingface.co/docs/transformers, qwen3_next")
        { PublishedNote = "active without embedding and head" };
        yield return new("Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen__Qwen3-30B-A3B-Instruct-2507.json",
            "casys-kaist/LLMServingSim @ 5daddb21a545658d5150b535712d0494584b5278, configs/model/Qwen/Qwen3-30B-A3B-Instruct-2507.json", "apache-2.0", 30e9, 3e9, Bridge + "; rounded there");
        yield return new("Qwen/Qwen3-30B-A3B-Thinking-2507", "derived/maxtext__qwen3_30b_a3b_thinking_2507.json", MaxText, "apache-2.0", 30e9, 3e9, Bridge + "; rounded there");
        yield return new("Qwen/Qwen3-235B-A22B-Thinking-2507", "derived/maxtext__qwen3_235b_a22b_thinking_2507.json", MaxText, "apache-2.0", 235e9, 22e9, Bridge);
        yield return new("Qwen/Qwen3-Coder-480B-A35B-Instruct", Coder, "baidu/vLLM-Kunlun @ 4ac5214cd54b7f71dca6efb87b60f0b957b610df, docs/source/tutorials/multi_xpu_Qwen3-Coder-480B-A35B(W8A8).md",
            "apache-2.0", 480e9, 35e9, Xinference)
        { Read = s_later };
        foreach (var (name, total, active) in ((string, double, double)[])
                 [("Qwen3-235B-A22B-NVFP4", 235e9, 22e9), ("Qwen3.5-122B-A10B-NVFP4", 122e9, 10e9), ("Qwen3.5-397B-A17B-NVFP4", 397e9, 17e9)])
            yield return new($"nvidia/{name}", $"nvidia__{name}.json", $"{Dynamo}nvidia--{name}_config.json", "apache-2.0", total, active, Bridge)
            { Quantization = name.StartsWith("Qwen3-", StringComparison.Ordinal) ? $"quant/nvidia__{name}.hf_quant_config.json" : "" };
        yield return new("nvidia/Qwen3.6-27B-NVFP4", "nvidia__Qwen3.6-27B-NVFP4.json", Dynamo + "nvidia--Qwen3.6-27B-NVFP4_config.json", "apache-2.0");
        yield return new("nvidia/Qwen3.6-35B-A3B-NVFP4", "Qwen__Qwen3.5-35B-A3B.json", Dynamo + "nvidia--Qwen3.6-35B-A3B-NVFP4_hf_quant_config.json", "apache-2.0", 35e9, 3e9, Bridge + " qwen35-vl")
        { Quantization = "quant/nvidia__Qwen3.6-35B-A3B-NVFP4.hf_quant_config.json", Note = "the shape of Qwen3.5-35B-A3B, whose modules that file names" };
        yield return new("Qwen/Qwen2.5-1.5B-Instruct", Inline("qwen2", 1536, 28, 12, 2, 8960, 151936, 32768, "bfloat16").Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal), MaxText, "apache-2.0");
        yield return new("Qwen/Qwen2.5-14B-Instruct", Inline("qwen2", 5120, 48, 40, 8, 13824, 152064, 32768, "bfloat16"), MaxText, "apache-2.0");
        yield return new("Qwen/Qwen2.5-32B-Instruct", Inline("qwen2", 5120, 64, 40, 8, 27648, 152064, 32768, "bfloat16"), Slime + "e0be9a075ca3b1230fae78ce39e468e28b63c36e, scripts/models/qwen2.5-32B.sh", "apache-2.0")
        { Read = s_later, Note = "context as for the other sizes of 2.5" };
        yield return new("Qwen/Qwen1.5-MoE-A2.7B", "derived/mlc__qwen2moe.json", Mlc, null);
    }

    private static IEnumerable<Entry> QwenImages()
    {
        foreach (var name in (string[])["2B-Instruct", "4B-Instruct", "8B-Instruct", "32B-Instruct", "32B-Thinking", "30B-A3B-Instruct", "235B-A22B-Instruct"])
            yield return new($"Qwen/Qwen3-VL-{name}", $"Qwen__Qwen3-VL-{name}.json", $"{Dynamo}Qwen--Qwen3-VL-{name}_config.json", "apache-2.0");
    }

    private static IEnumerable<Entry> MistralLater()
    {
        yield return new("mistralai/Mistral-7B-Instruct-v0.3", "derived/mlc__mistral_7b_v03.json", Mlc, "apache-2.0");
        yield return new("mistralai/Ministral-3-3B-Instruct-2512", "derived/mlc__ministral3_3b_2512.json", Mlc, "apache-2.0") { Note = "in 16 bits, as that preset has it" };
        yield return new("mistralai/Mixtral-8x22B-Instruct-v0.1", Mixtral22, "AI-Hypercomputer/maxtext @ 6aa8b8445ec38b51d69ce65c870d5551d4f8e423, src/maxtext/configs/models/mixtral-8x22b.yml", "apache-2.0")
        { Read = s_later, Note = "context as the vendor states it, 64K" };
        yield return new("meta-llama/Meta-Llama-3-70B", "meta-llama__Meta-Llama-3-70B.json", "intel/xFasterTransformer @ 820dab5703296174970a0a0b007d3872bf69f73a, examples/model_config/llama-3-70b/config.json", "llama3");
        yield return new("codellama/CodeLlama-34b-Instruct-hf", "codellama__CodeLlama-34b-Instruct-hf.json", InferenceSim + "codellama-34b-instruct-hf/config.json", "llama2");
    }

    private static string Glm4(int hidden, int layers, int first, int experts, int width, int dense, int context, bool norm) => $$"""
        { "model_type": "glm4_moe", "attention_bias": true, "use_qk_norm": {{(norm ? "true" : "false")}}, "hidden_size": {{hidden}}, "num_hidden_layers": {{layers}},
          "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": {{dense}}, "moe_intermediate_size": {{width}}, "n_routed_experts": {{experts}},
          "n_shared_experts": 1, "num_experts_per_tok": 8, "first_k_dense_replace": {{first}}, "num_nextn_predict_layers": 1, "vocab_size": 151552,
          "max_position_embeddings": {{context}}, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private const string GlmFlash = """
        { "model_type": "glm4_moe_lite", "hidden_size": 2048, "num_hidden_layers": 47, "num_attention_heads": 20, "q_lora_rank": 768, "kv_lora_rank": 512, "qk_nope_head_dim": 192,
          "qk_rope_head_dim": 64, "v_head_dim": 256, "intermediate_size": 10240, "moe_intermediate_size": 1536, "n_routed_experts": 64, "n_shared_experts": 1, "num_experts_per_tok": 4,
          "first_k_dense_replace": 1, "moe_layer_freq": 1, "vocab_size": 154880, "max_position_embeddings": 202752, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private const string Glm52 = """
        { "model_type": "glm_moe_dsa", "hidden_size": 6144, "num_hidden_layers": 78, "num_attention_heads": 64, "q_lora_rank": 2048, "kv_lora_rank": 512, "qk_nope_head_dim": 192,
          "qk_rope_head_dim": 64, "v_head_dim": 256, "intermediate_size": 12288, "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
          "first_k_dense_replace": 3, "moe_layer_freq": 1, "index_n_heads": 32, "index_head_dim": 128, "index_topk": 2048,
          "index_topk_pattern": "FFFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSSFSSS",
          "vocab_size": 154880, "max_position_embeddings": 1048576, "tie_word_embeddings": false, "dtype": "bfloat16" }
        """;

    private const string Moonlight = """
        { "model_type": "deepseek_v3", "hidden_size": 2048, "num_hidden_layers": 27, "num_attention_heads": 16, "q_lora_rank": null, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
          "qk_rope_head_dim": 64, "v_head_dim": 128, "intermediate_size": 11264, "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
          "first_k_dense_replace": 1, "moe_layer_freq": 1, "vocab_size": 163840, "max_position_embeddings": 8192, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private const string Coder = """
        { "model_type": "qwen3_moe", "hidden_size": 6144, "num_hidden_layers": 62, "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 8192,
          "moe_intermediate_size": 2560, "num_experts": 160, "num_experts_per_tok": 8, "decoder_sparse_step": 1, "mlp_only_layers": [], "vocab_size": 151936,
          "max_position_embeddings": 262144, "use_sliding_window": false, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private const string Mixtral22 = """
        { "model_type": "mixtral", "hidden_size": 6144, "num_hidden_layers": 56, "num_attention_heads": 48, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 16384,
          "num_local_experts": 8, "num_experts_per_tok": 2, "vocab_size": 32768, "max_position_embeddings": 65536, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;
}
