using Breakeven.Models.Configs.Quantization;

namespace Breakeven.Models.Configs;

/// <summary>One family of checkpoints: the names it goes by, how its config reads, and what its modules are called.</summary>
/// <param name="ModelTypes">Values of model_type.</param>
/// <param name="Classes">Values of architectures[0] that are this model and nothing more.</param>
/// <param name="Read">The shape from the (inner) config.</param>
/// <param name="Modules">Names of modules, for the patterns by which checkpoints leave some of them unquantised.</param>
internal sealed record Architecture(
    IReadOnlyList<string> ModelTypes, IReadOnlyList<string> Classes, Func<ConfigObject, Shape> Read, ModuleNames Modules)
{
    private const int NamesShown = 8;

    public static IReadOnlyList<Architecture> All { get; } =
    [
        LlamaConfig.Llama, LlamaConfig.Mistral, MixtralConfig.Architecture, QwenConfig.Qwen2, QwenConfig.Qwen3, Qwen2MoeConfig.Architecture,
        Qwen3MoeConfig.Architecture, Qwen35Config.Next, Qwen35Config.Dense, Qwen35Config.Mixture,
        GptOssConfig.Architecture, DeepSeekMoeConfig.Architecture, DeepSeekConfig.V2, DeepSeekConfig.V3, DeepSeekConfig.Sparse, DeepSeekConfig.GlmLite,
        DeepSeekV4Config.Architecture, GlmMoeConfig.Architecture, KimiLinearConfig.Architecture,
        MiniMaxLightningConfig.Architecture, MiniMaxM2Config.Architecture, MiniMaxM3Config.Architecture,
        Llama4Config.Architecture, CohereMoeConfig.Architecture,
        NemotronHConfig.Architecture, NemotronNasConfig.Architecture, JambaConfig.Jamba, JambaConfig.Mamba, JambaConfig.Mamba2,
        GraniteConfig.Dense, GraniteConfig.Mixture, GraniteConfig.Shared, GraniteConfig.Hybrid, GraniteConfig.Bamba,
        GemmaConfig.First, GemmaConfig.Second, GemmaConfig.Third, Gemma4Config.Architecture, MimoConfig.First, MimoConfig.Second,
        HunyuanConfig.Mixture, HunyuanConfig.Dense, OlmoConfig.First, OlmoConfig.Second, OlmoConfig.Third, OlmoConfig.Mixture,
        PhiConfig.Second, PhiConfig.Third, PhiConfig.Sighted, PhiConfig.Mixture, DbrxConfig.Architecture, GrokConfig.Architecture,
        BailingConfig.First, BailingConfig.Second, BailingConfig.Hybrid, StepConfig.Architecture, SeedConfig.Architecture, MiniCpmConfig.First, MiniCpmConfig.Third,
        ErnieConfig.Dense, ErnieConfig.Mixture, CohereConfig.First, CohereConfig.Second, ArcticConfig.Architecture, FalconConfig.Architecture,
        StarCoderConfig.Architecture, GptConfig.Second, GptConfig.BigCode, GptConfig.Neo, StableLmConfig.Architecture, StableLmConfig.Nemotron,
        ExaoneConfig.Third, ExaoneConfig.Fourth, DotsConfig.Architecture, Lfm2Config.Dense, Lfm2Config.Mixture,
        .. LlamaLikeConfig.All,
    ];

    /// <summary>Values of model_type of files whose language model stands in text_config.</summary>
    public static IReadOnlyList<string> Wrappers { get; } =
    [
        "llama4", "qwen3_5", "qwen3_5_moe", "kimi_k25", "cohere2_vision", "mistral3", "ministral3", "qwen2_vl", "qwen2_5_vl", "qwen3_vl", "qwen3_vl_moe", "qwen3_omni_moe",
        "kimi_k3", "minimax_m3_vl", "llava", "pixtral", "gemma3", "gemma4", "step3p7",
    ];

    /// <summary>The language model's type within wrappers that leave it out, or state that of another class than the one that is built.</summary>
    public static IReadOnlyDictionary<string, string> Wrapped { get; } = new Dictionary<string, string>
    {
        ["minimax_m3_vl"] = "minimax_m3",
        ["mistral3"] = "mistral",
        ["pixtral"] = "mistral",
        ["llava"] = "llama",
        ["kimi_k3"] = "kimi_linear",
        ["kimi_k25"] = "kimi_k2",
    };

    /// <summary>Tensors that checkpoints keep in a type of their own however the rest is stored, by name.</summary>
    public IReadOnlyDictionary<string, WeightFormat> Kept { get; init; } = new Dictionary<string, WeightFormat>();

    /// <summary>What the config says of storage beside its quantisation config.</summary>
    public Func<ConfigObject, QuantizationRule, QuantizationRule> Refine { get; init; } = (_, rule) => rule;

    /// <summary>A few names near one that is not known, and how many more there are: all of them would not fit a line.</summary>
    public static string Near(string name)
    {
        var names = All.SelectMany(architecture => architecture.ModelTypes).Concat(Wrappers)
            .Where(known => !known.EndsWith("_text", StringComparison.Ordinal)).Distinct().ToList();
        var near = names.OrderByDescending(known => CommonStart(known, name)).Take(NamesShown).ToList();
        return $"{string.Join(", ", near)} and {names.Count - near.Count} more";
    }

    private static int CommonStart(string one, string other) => one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();

    /// <summary>For files without a model_type: by the class that they name, however its letters are cased.</summary>
    public static Architecture? OfClass(string name) => All.FirstOrDefault(architecture => architecture.Classes.Contains(name, StringComparer.OrdinalIgnoreCase));

    public static Architecture? Find(string modelType) => All.FirstOrDefault(architecture => architecture.ModelTypes.Contains(modelType));
}
