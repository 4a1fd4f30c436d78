namespace Breakeven.Models.Configs;

/// <summary>
/// Parameters of the image encoder that a wrapper carries beside its language model: engines load it, so it takes memory, but a text token
/// never passes it. Counted from vision_config, module by module as transformers builds it.
/// </summary>
internal static partial class Encoder
{
    // Every published Llama 4 checkpoint has the same encoder: RedHatAI/Llama-4-Scout-17B-16E-Instruct-FP8-dynamic states its sizes.
    private const long Llama4Published = 871_932_416;

    public static long Read(ConfigObject root, string wrapper)
    {
        var thinker = root.ObjectOrNull("thinker_config");
        var vision = root.ObjectOrNull("vision_config") ?? thinker?.ObjectOrNull("vision_config");
        long? parameters = (wrapper, vision) switch
        {
            ("llama4", null) => Supposed(root),
            ("llama4", { } config) => Llama4(config, root.ObjectOrNull("text_config")),
            ("qwen3_5" or "qwen3_5_moe" or "qwen3_vl" or "qwen3_vl_moe", { } config) => Qwen(config),
            ("qwen3_omni_moe", { } config) => Qwen(config) + Sound(thinker?.ObjectOrNull("audio_config")),
            ("qwen2_vl", { } config) => Qwen2(config),
            ("qwen2_5_vl", { } config) => Qwen25(config),
            ("mistral3" or "ministral3" or "pixtral" or "llava", { } config) when config.TextOrNull("model_type") == "pixtral" => Pixtral(root, config, merges: wrapper is "mistral3" or "ministral3"),
            ("minimax_m3_vl", { } config) => MiniMax(root, config),
            ("kimi_k25", { } config) => Kimi(config),
            ("gemma3", { } config) => Gemma3(config, root.ObjectOrNull("text_config")),
            ("gemma4", { } config) => Gemma4(config, root.ObjectOrNull("text_config")),
            ("kimi_k3", { } config) => Kimi3(config),
            _ => null,
        };
        if (parameters is null) root.Notes.Add("only the language model is counted; the encoder of images is left out, for want of its sizes");
        if (root.Says("audio_config")) root.Notes.Add("the encoder of sound is left out, for want of its sizes");
        return parameters ?? 0;
    }

    private static long Supposed(ConfigObject root)
    {
        root.Note("vision_config", $"the published checkpoints' encoder of {Llama4Published} parameters");
        return Llama4Published;
    }

    private static long? Llama4(ConfigObject config, ConfigObject? text)
    {
        long? hidden = Size(config, "hidden_size"), width = Size(config, "intermediate_size"), output = Size(config, "vision_output_dim");
        long? into = Size(config, "projector_input_dim"), outOf = Size(config, "projector_output_dim"), patch = Size(config, "patch_size");
        var patches = Size(config, "image_size") / patch;
        var embedding = 3 * patch * patch * hidden + hidden + (patches * patches + 1) * hidden + 4 * hidden;
        return embedding + Blocks(config, "num_hidden_layers", hidden, width) + width * into + outOf * outOf + output * (text is null ? null : Size(text, "hidden_size"));
    }

    private static long? Qwen(ConfigObject config)
    {
        long? hidden = Size(config, "hidden_size"), patch = Size(config, "patch_size"), merge = Size(config, "spatial_merge_size"), output = Size(config, "out_hidden_size");
        var merged = hidden * merge * merge;
        // Each deepstack merger is the last one again, but for a norm as wide as what it merges.
        var deepstack = config.CountsOrNull("deepstack_visual_indexes", 1000)?.Count ?? 0;
        return Size(config, "in_channels") * Size(config, "temporal_patch_size") * patch * patch * hidden + hidden
            + Size(config, "num_position_embeddings") * hidden + Blocks(config, "depth", hidden, Size(config, "intermediate_size"))
            + 2 * hidden + merged * merged + merged + merged * output + output
            + deepstack * (2 * merged + merged * merged + merged + merged * output + output);
    }

    private static long? Kimi(ConfigObject config)
    {
        long? hidden = Size(config, "vt_hidden_size"), patch = Size(config, "patch_size"), output = Size(config, "text_hidden_size");
        var merge = config.CountsOrNull("merge_kernel_size", 64) is [var rows, var columns] ? (long?)rows * columns : null;
        var merged = hidden * merge;
        return 3 * patch * patch * hidden + hidden + Size(config, "init_pos_emb_height") * Size(config, "init_pos_emb_width") * hidden
            + Blocks(config, "vt_num_hidden_layers", hidden, Size(config, "vt_intermediate_size")) + 2 * hidden
            + 2 * hidden + merged * merged + merged + merged * output + output;
    }

    // SigLIP without its head, and one matrix into the language model with a norm before it.
    private static long? Gemma3(ConfigObject config, ConfigObject? text)
    {
        long? hidden = Size(config, "hidden_size"), patch = Size(config, "patch_size");
        var patches = Size(config, "image_size") / patch;
        if (config.Flag("vision_use_head", false)) return null;
        return 3 * patch * patch * hidden + hidden + patches * patches * hidden + Blocks(config, "num_hidden_layers", hidden, Size(config, "intermediate_size")) + 2 * hidden
            + hidden * (text is null ? null : Size(text, "hidden_size")) + hidden;
    }

    // Gated networks, four norms a layer and one a head for queries and keys, no biases; positions in two directions.
    private static long? Gemma4(ConfigObject config, ConfigObject? text)
    {
        long? hidden = Size(config, "hidden_size"), patch = Size(config, "patch_size"), dim = Size(config, "head_dim"), width = Size(config, "intermediate_size");
        var heads = Size(config, "num_attention_heads") * dim;
        var shared = Size(config, "num_key_value_heads") * dim;
        // Each of seven matrices may have four numbers to clip its input and output by.
        var clips = config.Flag("use_clipped_linears", false) ? 7 * 4 : 0;
        var layer = 2 * hidden * heads + 2 * hidden * shared + 3 * hidden * width + 4 * hidden + 2 * dim + clips;
        return 3 * patch * patch * hidden + 2 * Size(config, "position_embedding_size") * hidden + Size(config, "num_hidden_layers") * layer
            + (config.Flag("standardize", false) ? 2 * hidden : 0) + hidden * (text is null ? null : Size(text, "hidden_size"));
    }

    // Four attention matrices and two of the network, all with biases, and two norms with biases.
    private static long? Blocks(ConfigObject config, string layers, long? hidden, long? width) =>
        Size(config, layers) * (4 * hidden * hidden + 4 * hidden + 2 * hidden * width + width + hidden + 4 * hidden);

    private static long? Size(ConfigObject config, string name) => config.CountOrNull(name, 20_000);
}
