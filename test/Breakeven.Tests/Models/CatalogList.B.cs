namespace Breakeven.Tests.Models;

internal static partial class CatalogList
{
    private const string Transformers = "huggingface/transformers @ ";
    private const string GenZ = "abhibambhaniya/GenZ-LLM-Analyzer @ 091bdd0a2777dfe4d405a8fcdd91c8f12b474bf3, GenZ/Models/Model_sets/";
    private const string GemmaYaml = "AI-Hypercomputer/maxtext @ ";
    private const string Cut = "the copy of its quantisation config names no exceptions, so none are taken";

    private static IEnumerable<Entry> Nemotron()
    {
        const string gateway = "vercel.com/ai-gateway, questions on nemotron-3-ultra";
        const string research = "NVIDIA's page on the Nemotron 3 family, as republished at zsdodo.com/policyHall/5768.html";
        const string embedded = "3.2B active without embeddings";
        const string nano = "nvidia__NVIDIA-Nemotron-3-Nano-30B-A3B", super = "nvidia__NVIDIA-Nemotron-3-Super-120B-A12B", ultra = "nvidia__NVIDIA-Nemotron-3-Ultra-550B-A55B";
        const string lightning = "nvidia__NVIDIA-Nemotron-3.5-Lightning-30B-A3B-NVFP4";
        yield return new("nvidia/Nemotron-H-56B-Base-8K", "nvidia__Nemotron-H-56B-Base-8K.json", Dynamo + "nvidia--Nemotron-H-56B-Base-8K_config.json", null);
        yield return new("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", nano + "-BF16.json", Copy(nano + "-BF16"), "nvidia-open-model", 31.6e9, 3.6e9, research) { PublishedNote = embedded };
        yield return new("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4", nano + "-NVFP4.json", Copy(nano + "-NVFP4"), "nvidia-open-model", 31.6e9, 3.6e9, research)
        { PublishedNote = embedded, Quantization = $"quant/{nano}-NVFP4.hf_quant_config.json" };
        yield return new("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16", super + "-NVFP4.json", Copy(super + "-NVFP4"), "nvidia-open-model", 120e9, 12e9, gateway)
        { Note = "the shape of its NVFP4 release", PublishedNote = "active rounded down there" };
        yield return new("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8", super + "-NVFP4.json", Copy(super + "-NVFP4"), "nvidia-open-model", 120e9, 12e9, gateway)
        { Note = "the shape of its NVFP4 release; " + Cut, PublishedNote = "active rounded down there", Quantization = $"quant/{super}-FP8.hf_quant_config.json" };
        yield return new("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4", super + "-NVFP4.json", Copy(super + "-NVFP4"), "nvidia-open-model", 120e9, 12e9, gateway)
        { Note = Cut, PublishedNote = "active rounded down there", Quantization = $"quant/{super}-NVFP4.hf_quant_config.json" };
        yield return new("nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16", ultra + "-BF16.json", Copy(ultra + "-BF16"), "nvidia-open-model", 550e9, 55e9, Bridge + " nemotron3-ultra");
        foreach (var kind in (string[])["FP8", "NVFP4"])
            yield return new($"nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-{kind}", $"{ultra}-{kind}.json", Copy($"{ultra}-{kind}"), "nvidia-open-model", 550e9, 55e9, Bridge + " nemotron3-ultra")
            { Note = Cut, Quantization = $"quant/{ultra}-{kind}.hf_quant_config.json" };
        yield return new("nvidia/NVIDIA-Nemotron-3.5-Lightning-30B-A3B-NVFP4", lightning + ".json", Copy(lightning), "nvidia-open-model")
        { Quantization = $"quant/{lightning}.hf_quant_config.json" };
        yield return new("nvidia/Llama-3_3-Nemotron-Super-49B-v1", "nvidia__Llama-3_3-Nemotron-Super-49B-v1.json", Copy("nvidia__Llama-3_3-Nemotron-Super-49B-v1"), "nvidia-open-model");
    }

    private static IEnumerable<Entry> Gemma()
    {
        foreach (var size in (string[])["2b", "9b", "27b"])
            yield return new($"google/gemma-2-{size}-it", size == "2b" ? "derived/maxtext__gemma2_2b.json" : $"derived/mlc__gemma2_{size}.json", size == "2b" ? MaxText : Mlc, "gemma");
        yield return new("google/gemma-3-1b-it", "derived/mlc__gemma3_1b_it.json", Mlc, "gemma");
        foreach (var size in (string[])["4b", "12b"])
            yield return new($"google/gemma-3-{size}-it", $"derived/maxtext__gemma3_{size}.json", MaxText, "gemma");
        yield return new("google/gemma-3-27b-it", "google__gemma-3-27b-it.json",
            "aws-neuron/neuronx-distributed-inference @ 4bcdc54bf3b6ccdad490e5cd0680a3dc95270b8e, contrib/models/gemma3-vision/test/assets/gemma3_27b_config.json", "gemma");
        yield return new("google/gemma-4-26B-A4B", "google__gemma-4-26B-A4B.json", Copy("google__gemma-4-26B-A4B"), "apache-2.0", 26e9, 4e9, Bridge + " gemma4-vl") { PublishedNote = "active rounded up there" };
        yield return new("nvidia/Gemma-4-26B-A4B-NVFP4", "nvidia__Gemma-4-26B-A4B-NVFP4.json", Copy("nvidia__Gemma-4-26B-A4B-NVFP4"), "apache-2.0", 26e9, 4e9, Bridge + " gemma4-vl") { PublishedNote = "active rounded up there" };
        yield return new("google/gemma-4-31B-it", Gemma4(5376, 60, 32, 16, 21504, 1024, global: 4), GemmaYaml + "618517702065e609e12c7772d9fbd4d1e20cf35a, src/maxtext/configs/models/gemma4-31b.yml", "apache-2.0")
        { Read = s_later };
        yield return new("nvidia/Gemma-4-31B-IT-NVFP4", Gemma4(5376, 60, 32, 16, 21504, 1024, global: 4), GemmaYaml + "618517702065e609e12c7772d9fbd4d1e20cf35a, src/maxtext/configs/models/gemma4-31b.yml", "apache-2.0")
        { Read = s_later, Quantization = "quant/nvidia__Gemma-4-31B-IT-NVFP4.hf_quant_config.json", Note = "quantised as " + Dynamo + "nvidia--Gemma-4-31B-IT-NVFP4_hf_quant_config.json says" };
        yield return new("google/gemma-4-E2B-it", Gemma4(1536, 35, 8, 1, 6144, 512, input: 256, borrowing: 20, wider: true, cycle: 5),
            GemmaYaml + "0c6ae9310d576eead910dea291d9d06678cf22ae, src/maxtext/configs/models/gemma4-e2b.yml", "apache-2.0")
        { Read = s_later, Note = "every fifth layer sees everything, supposed from Gemma 3n and from the number of layers; the encoder of sound is left out" };
        yield return new("google/gemma-4-E4B-it", Gemma4(2560, 42, 8, 2, 10240, 512, input: 256, borrowing: 18),
            GemmaYaml + "0c6ae9310d576eead910dea291d9d06678cf22ae, src/maxtext/configs/models/gemma4-e4b.yml", "apache-2.0")
        { Read = s_later, Note = "the encoder of sound is left out" };
    }

    private static IEnumerable<Entry> OpenWeights()
    {
        const string hunyuan = "Tencent-Hunyuan/Hunyuan-A13B @ 2798f3c8b6a69e0ce93950b0d2417203cf950fa0, ";
        const string mimo = "XiaomiMiMo/MiMo-V2-Flash @ b4eaae40d372, README.md";
        yield return new("tencent/Hunyuan-A13B-Instruct", "tencent__Hunyuan-A13B-Instruct.json", hunyuan + "models/config.json", "tencent-hunyuan-a13b", 80e9, 13e9, hunyuan + "README.md");
        yield return new("XiaomiMiMo/MiMo-7B-Base", "XiaomiMiMo__MiMo-7B-Base.json", Copy("XiaomiMiMo__MiMo-7B-Base"), "mit");
        yield return new("XiaomiMiMo/MiMo-V2-Flash", "XiaomiMiMo__MiMo-V2-Flash.json", Copy("XiaomiMiMo__MiMo-V2-Flash"), "mit", 309e9, 15e9, mimo);
        yield return new("stepfun-ai/Step-3.7-Flash", "stepfun-ai__Step-3.7-Flash.json", Copy("stepfun-ai__Step-3.7-Flash"), "apache-2.0") { Note = "that copy leaves out the sliding layers' own heads and the images" };
        yield return new("stepfun-ai/Step-3.7-Flash-FP8", "stepfun-ai__Step-3.7-Flash-FP8.json", Copy("stepfun-ai__Step-3.7-Flash-FP8"), "apache-2.0") { Note = "that copy leaves out the sliding layers' own heads and the images" };
        yield return new("ByteDance-Seed/Seed-OSS-36B-Instruct", "ByteDance-Seed__Seed-OSS-36B.json",
            "bytedance/xpu-perf @ 71a12101509635421d02c3d28c9202951ded7745, projects/xpu_oj/llm_sim/model_zoo/seed_oss/seed-oss-36b/config.json", "apache-2.0");
        yield return new("inclusionAI/Ling-plus-base", "inclusionAI__Ling-plus-base.json", "https://huggingface.co/inclusionAI/Ling-plus-base/blob/refs%2Fpr%2F1/config.json", "mit");
        yield return new("xai-org/grok-1", "derived/xai-org__grok-1.json", "xai-org/grok-1 @ 7050ed204b8206bb8645c7b7bbef7252f79561b0, run.py and model.py", "apache-2.0", 314e9, null,
            "xai-org/grok-1 @ 7050ed204b82, README.md");
        yield return new("allenai/OLMoE-1B-7B-0924-SFT", "allenai__OLMoE-1B-7B-0924-SFT.json", "https://huggingface.co/allenai/OLMoE-1B-7B-0924-SFT/blob/main/config.json", "apache-2.0", 6.9e9, 1.3e9,
            "allenai/OLMoE @ 357454f4f647, README.md");
        yield return new("allenai/OLMo-2-0325-32B-Instruct", "derived/mlc__olmo2_32b.json", Mlc, "apache-2.0");
        yield return new("allenai/Olmo-3-7B-Instruct", "derived/maxtext__olmo3_7b.json", MaxText, "apache-2.0");
        yield return new("allenai/Olmo-3-32B-Think", "derived/maxtext__olmo3_32b.json", MaxText, "apache-2.0");
        yield return new("openbmb/MiniCPM-MoE-8x2B", "derived/mlc__minicpm-moe-8x2b.json", Mlc, null);
        yield return new("ibm-granite/granite-3.0-1b-a400m-instruct", "ibm-granite__granite-3.0-1b-a400m-instruct.json", "leok7v/nano-lamma @ f89b4b68cf506b14d6812cacba972ae11b704a33, models/granite-3.0-1b-a400m-instruct/config.json", "apache-2.0");
        yield return new("ibm-granite/granite-3.1-1b-a400m-instruct", Granite31, "leok7v/nano-lamma @ c16de35338caf09b95babaf32b082f44aaad1883, models/granite-3.1-1b-a400m-instruct/config.json", "apache-2.0") { Read = s_later };
    }

    private static IEnumerable<Entry> Assembled()
    {
        const string jamba = "the sizes as entered there by hand; the rest as Jamba-1.5-Mini has it";
        yield return new("microsoft/Phi-3.5-mini-instruct", "derived/mlc__phi-3_5.json", Mlc, "mit");
        yield return new("microsoft/Phi-4-mini-instruct", "derived/mlc__phi-4.json", Mlc, "mit");
        yield return new("microsoft/Phi-mini-MoE-instruct", "microsoft__Phi-mini-MoE-instruct.json", "casys-kaist/LLMServingSim @ 5daddb21a545658d5150b535712d0494584b5278, configs/model/microsoft/Phi-mini-MoE-instruct.json", "mit");
        yield return new("microsoft/Phi-3.5-MoE-instruct", PhiMoe, Transformers + "040e1a7e4bb4f48ff62dfbbb1f6f8eff23e894ac, src/transformers/models/phimoe/configuration_phimoe.py", "mit")
        { Read = s_later, Note = "the class's defaults, which are this model's; biases as in Phi-mini-MoE, pruned from it" };
        yield return new("ai21labs/AI21-Jamba-1.5-Mini", "derived/ai21labs__AI21-Jamba-1.5-Mini.json", "sdpython/onnx-diagnostic, get_ai21_jamba_15_mini (an older revision)", "jamba-open-model");
        yield return new("ai21labs/AI21-Jamba-1.5-Large", Jamba(8192, 72, 64, 24576, 512), GenZ + "misc.py", "jamba-open-model") { Note = jamba };
        yield return new("ai21labs/Jamba-v0.1", Jamba(4096, 32, 32, 14336, 256), GenZ + "misc.py", "apache-2.0") { Note = jamba };
        yield return new("CohereLabs/c4ai-command-r-v01", CommandR, Transformers + "008e574391258935f3ecc3035c882e73bbcac419, src/transformers/models/cohere/configuration_cohere.py", "cc-by-nc-4.0")
        { Read = s_later, Note = "the class's defaults, which are this model's; the context as its card says" };
        yield return new("baidu/ERNIE-4.5-21B-A3B-PT", Ernie, Transformers + "001f85b38fb432858ace93f18622f07cec46d874, src/transformers/models/ernie4_5_moe/configuration_ernie4_5_moe.py", "apache-2.0", 22e9, null,
            "huggingface.co/models?other=base_model:quantized:baidu/ERNIE-4.5-21B-A3B-PT, sizes of its copies")
        { Read = s_later, Note = "the class's defaults, which are this model's", PublishedNote = "counted by the hub; the name says 21B" };
    }

    private static string Copy(string file) => Dynamo + file.Replace("__", "--", StringComparison.Ordinal) + "_config.json";

    private static string Gemma4(
        int hidden, int layers, int heads, int keyValueHeads, int width, int window, int global = 0, int input = 0, int borrowing = 0, bool wider = false, int cycle = 6) => $$"""
        { "model_type": "gemma4", "dtype": "bfloat16", "tie_word_embeddings": true, "text_config": { "model_type": "gemma4_text", "hidden_size": {{hidden}}, "num_hidden_layers": {{layers}},
          "num_attention_heads": {{heads}}, "num_key_value_heads": {{keyValueHeads}}, "head_dim": 256, "global_head_dim": 512, "intermediate_size": {{width}}, "sliding_window": {{window}},
          {{(global > 0 ? $"\"attention_k_eq_v\": true, \"num_global_key_value_heads\": {global}," : "")}} "hidden_size_per_layer_input": {{input}}, "num_kv_shared_layers": {{borrowing}},
          "use_double_wide_mlp": {{(wider ? "true" : "false")}}, "vocab_size": 262144, "vocab_size_per_layer_input": 262144, "max_position_embeddings": {{(global > 0 ? 262144 : 131072)}},
          "layer_types": [{{string.Join(", ", Enumerable.Range(1, layers).Select(layer => layer % cycle == 0 ? "\"full_attention\"" : "\"sliding_attention\""))}}] },
          "vision_config": { "model_type": "gemma4_vision", {{(global > 0
              ? "\"hidden_size\": 1152, \"intermediate_size\": 4304, \"num_hidden_layers\": 27, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"head_dim\": 72, \"standardize\": true,"
              : "\"hidden_size\": 768, \"intermediate_size\": 3072, \"num_hidden_layers\": 16, \"num_attention_heads\": 12, \"num_key_value_heads\": 12, \"head_dim\": 64, \"use_clipped_linears\": true,")}}
            "patch_size": 16, "position_embedding_size": 10240 } }
        """;

    private static string Jamba(int hidden, int layers, int heads, int width, int rank) => $$"""
        { "model_type": "jamba", "hidden_size": {{hidden}}, "num_hidden_layers": {{layers}}, "num_attention_heads": {{heads}}, "num_key_value_heads": 8, "intermediate_size": {{width}},
          "num_experts": 16, "num_experts_per_tok": 2, "attn_layer_period": 8, "attn_layer_offset": 4, "expert_layer_period": 2, "expert_layer_offset": 1, "mamba_d_state": 16, "mamba_d_conv": 4,
          "mamba_expand": 2, "mamba_dt_rank": {{rank}}, "mamba_conv_bias": true, "mamba_proj_bias": false, "vocab_size": 65536, "max_position_embeddings": 262144, "tie_word_embeddings": false,
          "torch_dtype": "bfloat16" }
        """;

    private const string Granite31 = """
        { "model_type": "granitemoe", "attention_bias": false, "hidden_size": 1024, "intermediate_size": 512, "max_position_embeddings": 131072, "num_attention_heads": 16, "num_experts_per_tok": 8,
          "num_hidden_layers": 24, "num_key_value_heads": 8, "num_local_experts": 32, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 49155 }
        """;

    private const string PhiMoe = """
        { "model_type": "phimoe", "hidden_size": 4096, "intermediate_size": 6400, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "num_local_experts": 16,
          "num_experts_per_tok": 2, "vocab_size": 32064, "max_position_embeddings": 131072, "sliding_window": 131072, "attention_bias": true, "lm_head_bias": true, "tie_word_embeddings": false,
          "torch_dtype": "bfloat16" }
        """;

    private const string CommandR = """
        { "model_type": "cohere", "hidden_size": 8192, "intermediate_size": 22528, "num_hidden_layers": 40, "num_attention_heads": 64, "num_key_value_heads": 64, "vocab_size": 256000,
          "max_position_embeddings": 131072, "tie_word_embeddings": true, "torch_dtype": "float16" }
        """;

    private const string Ernie = """
        { "model_type": "ernie4_5_moe", "hidden_size": 2560, "intermediate_size": 12288, "num_hidden_layers": 28, "num_attention_heads": 20, "num_key_value_heads": 4, "head_dim": 128,
          "moe_intermediate_size": 1536, "moe_k": 6, "moe_num_experts": 64, "moe_num_shared_experts": 2, "moe_layer_start_index": 1, "moe_layer_end_index": -1, "moe_layer_interval": 1,
          "vocab_size": 103424, "max_position_embeddings": 131072, "tie_word_embeddings": true, "torch_dtype": "bfloat16" }
        """;
}
