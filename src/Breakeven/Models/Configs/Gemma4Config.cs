namespace Breakeven.Models.Configs;

/// <summary>
/// Gemma 4: five layers of six slide; the sixth has wider heads, fewer KV heads and may make values from keys. Experts run beside a dense
/// network; small models give each layer an input of its own, and their last layers read the cache of earlier ones.
/// </summary>
internal static class Gemma4Config
{
    public static Architecture Architecture { get; } = new(
        ["gemma4_text"], ["Gemma4ForCausalLM", "Gemma4TextModel", "Gemma4ForConditionalGeneration"], Read, new("", Router: "router") { Dense = "mlp" });

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 4, headDim: 256, context: 131072, tied: true, heads: 8, vocabulary: 262144);
        var window = config.Count("sliding_window", Bounds.Window, 512);
        var bias = config.Flag("attention_bias", false);
        var local = backbone.Attention() with { QueryKeyNorm = true, InputBias = bias, OutputBias = bias };
        var global = Global(config, local);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var borrowing = backbone.Layers - config.Count("num_kv_shared_layers", Bounds.Layers, 0, zero: true);
        var width = config.Count("intermediate_size", Bounds.Width);
        var wider = config.Flag("use_double_wide_mlp", false);
        var experts = config.Flag("enable_moe_block", false) ? ReadExperts(config, backbone.Hidden) with { DenseWidth = width } : null;
        var input = config.Count("hidden_size_per_layer_input", Bounds.Width, 256, zero: true);
        var shape = backbone.Each(i =>
        {
            var borrows = i >= borrowing && borrowing > 0;
            // The last layer sees everything whatever the list says, as transformers forces it.
            var sees = i == backbone.Layers - 1 || (types is null ? (i + 1) % 6 == 0 : types[i] == "full_attention");
            FeedForwardKind feedForward = experts is not null ? experts : new FeedForwardKind.Dense(borrows && wider ? 2 * width : width);
            AttentionKind attention = (sees ? global : local with { Span = AttentionSpan.Sliding, SpanTokens = window }) with { BorrowsCache = borrows };
            // Four norms; three more around the experts, one more behind the layer's own input.
            return new(attention, feedForward, 4 + (experts is null ? 0 : 3) + (input > 0 ? 1 : 0)) { PerLayerInputWidth = input };
        });
        return input == 0 ? shape : shape with { PerLayerVocabulary = config.Count("vocab_size_per_layer_input", Bounds.Vocabulary, 262144) };
    }

    private static AttentionKind.Grouped Global(ConfigObject config, AttentionKind.Grouped local)
    {
        var dim = config.Count("global_head_dim", Bounds.HeadDim, 512);
        var shared = config.Flag("attention_k_eq_v", false);
        var heads = (shared ? config.CountOrNull("num_global_key_value_heads", Bounds.Heads) : null) ?? local.KeyValueHeads;
        return local.Heads % heads == 0
            ? local with { KeyDim = dim, ValueDim = dim, KeyValueHeads = heads, KeysAreValues = shared }
            : throw config.Error("num_global_key_value_heads", $"{heads} KV heads do not divide {local.Heads} query heads", "give a divisor of num_attention_heads, such as 2");
    }

    // The router scales its input by a vector and each expert by a number.
    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config, int hidden)
    {
        var experts = Experts.Read(config, "num_experts", experts: null, "moe_intermediate_size", perToken: null, perTokenName: config.Either("top_k_experts", "num_experts_per_tok"));
        return experts with { RouterScales = hidden + experts.Experts };
    }
}
