using Breakeven.Models;

namespace Breakeven.Tests.Models;

/// <summary>
/// Where each model of the catalogue comes from. The files under catalog/models are made from this list:
/// UPDATE_CATALOG=1 dotnet test test/Breakeven.Tests --filter CatalogModelsTests, with the reference data at hand.
/// </summary>
internal static partial class CatalogList
{
    private const string Dynamo = "ai-dynamo/aiconfigurator @ 095f58a51c4ca8e61b66ec108d86f223f8d559ce, aic-core/src/aiconfigurator_core/model_configs/";
    private const string InferenceSim = "inference-sim/inference-sim @ f90a1e3a6787da17c2cd463dab6fb2660b1b1760, model_configs/";
    private const string Bridge = "NVIDIA-NeMo/Megatron-Bridge @ 067f987df03b, docs";
    private const string Xinference = "xorbitsai/inference @ 7ecec16b6338, xinference/model/llm/llm_family.json";
    private const string V3Readme = "deepseek-ai/DeepSeek-V3 @ 9b4e9788e4a3, README.md";

    // The day the copies were taken; the commits pin their content.
    private static readonly DateOnly s_read = new(2026, 8, 21);

    public static IReadOnlyList<Entry> All { get; } =
    [
        .. Llama(), .. Mixtral(), .. Qwen(), .. OpenAI(), .. DeepSeek(), .. Kimi(), .. Others(),
        .. DeepSeekLater(), .. Glm(), .. MiniMax(), .. KimiLater(), .. QwenLater(), .. QwenImages(), .. MistralLater(),
        .. Nemotron(), .. Gemma(), .. OpenWeights(), .. Assembled(),
    ];

    /// <summary>Models that are listed by their published figures until a reader for them exists.</summary>
    public static IReadOnlyList<ModelSummary> PublishedOnly { get; } = [];

    private static IEnumerable<Entry> Llama()
    {
        yield return new("meta-llama/Llama-2-7b-hf", "meta-llama__Llama-2-7b-hf.json", InferenceSim + "llama-2-7b-hf/config.json", "llama2");
        yield return new("meta-llama/Llama-2-70b-hf", Inline("llama", 8192, 80, 64, 8, 28672, 32000, 4096, "float16"),
            "arXiv:2307.09288, tables 1 and 9; huggingface.co/h2oai/h2ogpt-4096-llama2-70b-chat, which prints the modules", "llama2");
        yield return new("meta-llama/Llama-3.1-8B", "meta-llama__Meta-Llama-3.1-8B.json", Dynamo + "meta-llama--Meta-Llama-3.1-8B_config.json", "llama3.1");
        yield return new("meta-llama/Llama-3.1-8B-Instruct", "meta-llama__Llama-3.1-8B-Instruct.json", InferenceSim + "llama-3.1-8b-instruct/config.json", "llama3.1");
        yield return new("meta-llama/Llama-3.1-70B", "meta-llama__Meta-Llama-3.1-70B.json", Dynamo + "meta-llama--Meta-Llama-3.1-70B_config.json", "llama3.1");
        yield return new("meta-llama/Llama-3.1-70B-Instruct", "meta-llama__Llama-3.1-70B-Instruct.json", InferenceSim + "llama-3.1-70b-instruct/config.json", "llama3.1");
        yield return new("nvidia/Llama-3.1-70B-Instruct-FP8", "nvidia__Llama-3.1-70B-Instruct-FP8.json", Dynamo + "nvidia--Llama-3.1-70B-Instruct-FP8_config.json", "llama3.1");
        yield return new("meta-llama/Llama-3.1-405B", "meta-llama__Meta-Llama-3.1-405B.json", Dynamo + "meta-llama--Meta-Llama-3.1-405B_config.json", "llama3.1",
            405e9, 405e9, V3Readme + ", table of comparison");
        yield return new("meta-llama/Llama-3.3-70B-Instruct", Inline("llama", 8192, 80, 64, 8, 28672, 128256, 131072, "bfloat16"),
            "ai-dynamo/aiconfigurator @ f577ab8432dfc9970fea27853a24861a6d3076cf, src/aiconfigurator/model_configs/meta-llama--Llama-3.3-70B-Instruct_config.json", "llama3.3")
        { Note = "the same shape as Llama-3.1-70B" };
        yield return new("meta-llama/Llama-4-Scout-17B-16E-Instruct", "meta-llama__Llama-4-Scout-17B-16E-Instruct.json",
            Dynamo + "meta-llama--Llama-4-Scout-17B-16E-Instruct_config.json", "llama4", 109e9, 17e9, "meta-llama/llama-models @ a9c89c471f79, models/llama4/MODEL_CARD.md");
        yield return new("RedHatAI/Llama-4-Scout-17B-16E-Instruct-FP8-dynamic", "RedHatAI__Llama-4-Scout-17B-16E-Instruct-FP8-dynamic.json",
            InferenceSim + "llama-4-scout-17b-16e-instruct-fp8-dynamic/config.json", "llama4");
        yield return new("meta-llama/Llama-4-Maverick-17B-128E-Instruct", "meta-llama__Llama-4-Maverick-17B-128E-Instruct.json",
            Dynamo + "meta-llama--Llama-4-Maverick-17B-128E-Instruct_config.json", "llama4", 400e9, 17e9, "meta-llama/llama-models @ a9c89c471f79, models/llama4/MODEL_CARD.md");
    }

    private static IEnumerable<Entry> Mixtral()
    {
        const string paper = "arXiv:2401.04088, section 2.1: 47B parameters, 13B a token";
        yield return new("mistralai/Mixtral-8x7B-v0.1", "mistralai__Mixtral-8x7B-v0.1.json", Dynamo + "mistralai--Mixtral-8x7B-v0.1_config.json", "apache-2.0", 47e9, 13e9, paper);
        yield return new("mistralai/Mixtral-8x7B-Instruct-v0.1", "mistralai__Mixtral-8x7B-v0.1.json", Dynamo + "mistralai--Mixtral-8x7B-v0.1_config.json", "apache-2.0", 47e9, 13e9, paper)
        { Note = "the shape of Mixtral-8x7B-v0.1, from which it is tuned" };
        yield return new("mistralai/Mistral-Nemo-Instruct-2407", "mistralai__Mistral-Nemo-Instruct-2407.json", InferenceSim + "mistral-nemo-instruct-2407/config.json", "apache-2.0");
    }

    private static IEnumerable<Entry> Qwen()
    {
        foreach (var size in (string[])["0.6B", "1.7B", "8B", "32B", "32B-FP8"])
            yield return new($"Qwen/Qwen3-{size}", $"Qwen__Qwen3-{size}.json", $"{Dynamo}Qwen--Qwen3-{size}_config.json", "apache-2.0");
        yield return new("Qwen/Qwen3-4B", "Qwen__Qwen3-4B.json", "intel/xFasterTransformer @ 820dab5703296174970a0a0b007d3872bf69f73a, examples/model_config/qwen3-4b/config.json", "apache-2.0");
        yield return new("Qwen/Qwen3-14B", "Qwen__Qwen3-14B.json", InferenceSim + "qwen3-14b/config.json", "apache-2.0");
        yield return new("Qwen/Qwen3-30B-A3B", "Qwen__Qwen3-30B-A3B.json", Dynamo + "Qwen--Qwen3-30B-A3B_config.json", "apache-2.0", 30e9, 3e9, Bridge + "; rounded there");
        yield return new("Qwen/Qwen3-30B-A3B-FP8", "Qwen__Qwen3-30B-A3B-FP8.json", Dynamo + "Qwen--Qwen3-30B-A3B-FP8_config.json", "apache-2.0", 30e9, 3e9, Bridge + "; rounded there");
        yield return new("Qwen/Qwen3-235B-A22B", "Qwen__Qwen3-235B-A22B.json", Dynamo + "Qwen--Qwen3-235B-A22B_config.json", "apache-2.0", 235e9, 22e9, Bridge);
        yield return new("Qwen/Qwen3-235B-A22B-FP8", "Qwen__Qwen3-235B-A22B-FP8.json", Dynamo + "Qwen--Qwen3-235B-A22B-FP8_config.json", "apache-2.0", 235e9, 22e9, Bridge);
        yield return new("Qwen/Qwen2.5-7B-Instruct", "Qwen__Qwen2.5-7B-Instruct.json", InferenceSim + "qwen2.5-7b-instruct/config.json", "apache-2.0");
        yield return new("Qwen/Qwen2.5-72B-Instruct", Inline("qwen2", 8192, 80, 64, 8, 29568, 152064, 32768, "bfloat16"),
            "arXiv:2407.10671, table 1 (the shape of Qwen2-72B, which 2.5 keeps); vocabulary as padded in the checkpoint's config.json", "qwen", 72e9, 72e9, V3Readme + ", table of comparison");
        yield return new("Qwen/Qwen3.5-27B", "Qwen__Qwen3.5-27B.json", Dynamo + "Qwen--Qwen3.5-27B_config.json", "apache-2.0");
        yield return new("Qwen/Qwen3.5-35B-A3B", "Qwen__Qwen3.5-35B-A3B.json", Dynamo + "Qwen--Qwen3.5-35B-A3B_config.json", "apache-2.0", 35e9, 3e9, Bridge + " qwen35-vl");
        yield return new("Qwen/Qwen3.5-122B-A10B", "Qwen__Qwen3.5-122B-A10B.json", Dynamo + "Qwen--Qwen3.5-122B-A10B_config.json", "apache-2.0", 122e9, 10e9, Bridge + " qwen35-vl");
        yield return new("Qwen/Qwen3.5-397B-A17B", "Qwen__Qwen3.5-397B-A17B.json", Dynamo + "Qwen--Qwen3.5-397B-A17B_config.json", "apache-2.0", 397e9, 17e9, Bridge + " qwen35-vl");
    }

    private static IEnumerable<Entry> OpenAI()
    {
        const string readme = "openai/gpt-oss @ 7b583341fe16, README.md";
        yield return new("openai/gpt-oss-120b", "openai__gpt-oss-120b.json", Dynamo + "openai--gpt-oss-120b_config.json", "apache-2.0", 117e9, 5.1e9, readme) { PublishedNote = "active without the embedding" };
        yield return new("openai/gpt-oss-20b", "openai__gpt-oss-20b.json", Dynamo + "openai--gpt-oss-20b_config.json", "apache-2.0", 21e9, 3.6e9, readme) { PublishedNote = "active without the embedding" };
    }

    private static IEnumerable<Entry> DeepSeek()
    {
        yield return new("deepseek-ai/DeepSeek-V2", LatentInline(), "arXiv:2405.04434, section 3.1.2", null,
            236e9, 21e9, "deepseek-ai/DeepSeek-V2 @ ec98ee3cbffc, README.md");
        yield return new("deepseek-ai/DeepSeek-V2-Lite", "deepseek-ai__DeepSeek-V2-Lite.json", InferenceSim + "deepseek-v2-lite/config.json", null, 16e9, 2.4e9, Bridge + " (deepseek v2)")
        { PublishedNote = "rounded there; active without the embedding" };
        yield return new("deepseek-ai/DeepSeek-V3", "deepseek-ai__DeepSeek-V3.json", Dynamo + "deepseek-ai--DeepSeek-V3_config.json", null, 671e9, 37e9, V3Readme) { PublishedNote = "the files hold 14B more for MTP" };
        yield return new("deepseek-ai/DeepSeek-R1", "deepseek-ai__DeepSeek-R1.json", Dynamo + "deepseek-ai--DeepSeek-R1_config.json", "mit", 671e9, 37e9, Xinference);
        yield return new("deepseek-ai/DeepSeek-V3.1", "deepseek-ai__DeepSeek-V3.json", Dynamo + "deepseek-ai--DeepSeek-V3_config.json", "mit", 671e9, 37e9, Xinference)
        { Note = "the shape of DeepSeek-V3, as the config of nvidia/DeepSeek-V3.1-NVFP4 confirms" };
        yield return new("nvidia/DeepSeek-V3.1-NVFP4", "nvidia__DeepSeek-V3.1-NVFP4.json", Dynamo + "nvidia--DeepSeek-V3.1-NVFP4_config.json", "mit", 671e9, 37e9, Xinference);
    }

    private static IEnumerable<Entry> Kimi()
    {
        yield return new("moonshotai/Kimi-K2-Instruct", "moonshotai__Kimi-K2-Instruct.json", Dynamo + "moonshotai--Kimi-K2-Instruct_config.json", "modified-mit", 1000e9, 32e9, "MoonshotAI/Kimi-K2 @ c6157be8531e, README.md")
        { PublishedNote = "\"1T\", rounded" };
        yield return new("moonshotai/Kimi-K2.5", "moonshotai__Kimi-K2.5.json", Dynamo + "moonshotai--Kimi-K2.5_config.json", "modified-mit", 1000e9, 32e9, "MoonshotAI/Kimi-K2.5 @ 3e60763b943e, README.md")
        { PublishedNote = "\"1T\", rounded; plus 0.4B for images" };
        yield return new("nvidia/Kimi-K2.5-NVFP4", "nvidia__Kimi-K2.5-NVFP4.json", Dynamo + "nvidia--Kimi-K2.5-NVFP4_config.json", "modified-mit", 1000e9, 32e9, "MoonshotAI/Kimi-K2.5 @ 3e60763b943e, README.md")
        { PublishedNote = "\"1T\", rounded; plus 0.4B for images" };
    }

    private static IEnumerable<Entry> Others()
    {
        yield return new("01-ai/Yi-34B", "01-ai__Yi-34B.json", InferenceSim + "yi-34b/config.json", "apache-2.0");
        yield return new("CohereLabs/command-a-plus-05-2026", "derived/CohereLabs__command-a-plus-05-2026.json",
            "mstar-project/mstar @ 8c23736c259e04d5bcdf606cd657253d950d4808, mstar/model/command_a_plus/config.py", null, 218e9, 25e9, "docs.cohere.com/v1/docs/command-a-plus")
        { Note = "sizes as that loader requires the checkpoint to have them; the encoder of images is not in it" };
    }

    private static string Inline(string type, int hidden, int layers, int heads, int keyValueHeads, int width, int vocabulary, int context, string number) => $$"""
        { "model_type": "{{type}}", "hidden_size": {{hidden}}, "num_hidden_layers": {{layers}}, "num_attention_heads": {{heads}}, "num_key_value_heads": {{keyValueHeads}},
          "intermediate_size": {{width}}, "vocab_size": {{vocabulary}}, "max_position_embeddings": {{context}}, "tie_word_embeddings": false, "torch_dtype": "{{number}}" }
        """;

    private static string LatentInline() => """
        { "model_type": "deepseek_v2", "hidden_size": 5120, "num_hidden_layers": 60, "num_attention_heads": 128, "q_lora_rank": 1536, "kv_lora_rank": 512,
          "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "intermediate_size": 12288, "moe_intermediate_size": 1536, "n_routed_experts": 160,
          "n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1, "moe_layer_freq": 1, "vocab_size": 102400, "max_position_embeddings": 163840,
          "topk_method": "group_limited_greedy", "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    /// <summary>One model: its config (a file of the reference data, or the text itself), and what is published about it.</summary>
    internal sealed record Entry(
        string Id, string Config, string Where, string? License, double? Total = null, double? Active = null, string PublishedWhere = "")
    {
        public string Note { get; init; } = "";

        public string PublishedNote { get; init; } = "";

        /// <summary>The hf_quant_config.json beside it; a file of the reference data, empty where the config says all.</summary>
        public string Quantization { get; init; } = "";

        /// <summary>The day on which the source was read.</summary>
        public DateOnly Read { get; init; } = s_read;

        public bool IsInline => Config.StartsWith('{');

        public Model Complete(Model read) => read with
        {
            Id = Id,
            License = License,
            Published = Total is { } total ? new(total, Active, new(PublishedWhere, s_read, PublishedNote)) : null,
            Source = new(Where, Read, Note),
        };
    }
}
