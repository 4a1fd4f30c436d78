namespace Breakeven.Models.Configs;

internal static partial class Encoder
{
    // Qwen2-VL: norms with biases, a plain network four times as wide.
    private static long? Qwen2(ConfigObject config)
    {
        var hidden = Size(config, "embed_dim");
        var width = (Size(config, "mlp_ratio") ?? 4) * hidden;
        return Patches(config, hidden) + Blocks(config, "depth", hidden, width) + 2 * hidden + Merger(config, hidden, Size(config, "hidden_size"));
    }

    // Qwen2.5-VL: norms without biases, a gated network with them.
    private static long? Qwen25(ConfigObject config)
    {
        long? hidden = Size(config, "hidden_size"), width = Size(config, "intermediate_size");
        var block = 4 * hidden * hidden + 4 * hidden + 3 * hidden * width + 2 * width + hidden + 2 * hidden;
        return Patches(config, hidden) + Size(config, "depth") * block + hidden + Merger(config, hidden, Size(config, "out_hidden_size"));
    }

    private static long? Patches(ConfigObject config, long? hidden) =>
        (Size(config, "in_channels") ?? Size(config, "in_chans") ?? 3) * (Size(config, "temporal_patch_size") ?? 2) * Square(Size(config, "patch_size") ?? 14) * hidden;

    private static long? Merger(ConfigObject config, long? hidden, long? output)
    {
        var merged = hidden * Square(Size(config, "spatial_merge_size") ?? 2);
        return merged * merged + merged + merged * output + output;
    }

    // Pixtral: no biases, a gated network; in Mistral 3 the projector first merges squares of patches.
    private static long? Pixtral(ConfigObject root, ConfigObject config, bool merges)
    {
        long? hidden = Size(config, "hidden_size"), width = Size(config, "intermediate_size"), text = root.ObjectOrNull("text_config") is { } inner ? Size(inner, "hidden_size") : null;
        var tower = (Size(config, "num_channels") ?? 3) * Square(Size(config, "patch_size") ?? 16) * hidden + hidden
            + Size(config, "num_hidden_layers") * (4 * hidden * hidden + 3 * hidden * width + 2 * hidden);
        var merger = merges ? hidden + Square(Size(root, "spatial_merge_size") ?? 2) * hidden * hidden : 0;
        var biases = root.Flag("multimodal_projector_bias", !merges) ? 2 * text : 0;
        return tower + merger + hidden * text + text * text + biases;
    }

    // MiniMax-M3: CLIP's blocks after one norm, a projector for each patch and one for each square of them, all with biases but the patches.
    private static long? MiniMax(ConfigObject root, ConfigObject config)
    {
        long? hidden = Size(config, "hidden_size"), into = Size(root, "projector_hidden_size"), text = root.ObjectOrNull("text_config") is { } inner ? Size(inner, "hidden_size") : null;
        var compression = config.ObjectOrNull("img_token_compression_config") ?? root.ObjectOrNull("img_token_compression_config") ?? config;
        long merge = Square(Size(compression, "spatial_merge_size") ?? 2), frames = Size(compression, "temporal_patch_size") ?? 2;
        return (Size(config, "num_channels") ?? 3) * frames * Square(Size(config, "patch_size") ?? 14) * hidden + 2 * hidden
            + Blocks(config, "num_hidden_layers", hidden, Size(config, "intermediate_size"))
            + hidden * into + into + into * into + into + merge * into * into + into + into * text + text;
    }

    // Kimi K3: no biases, norms without them, heads wider together than the hidden state; positions in space and time.
    private static long? Kimi3(ConfigObject config)
    {
        long? hidden = Size(config, "vt_hidden_size"), heads = Size(config, "qkv_hidden_size"), output = Size(config, "text_hidden_size");
        var merged = hidden * (config.CountsOrNull("merge_kernel_size", 64) is [var rows, var columns] ? (long?)rows * columns : null);
        return (3 * Square(Size(config, "patch_size") ?? 14) + Size(config, "init_pos_emb_height") * Size(config, "init_pos_emb_width") + Size(config, "init_pos_emb_time")) * hidden
            + Size(config, "vt_num_hidden_layers") * (4 * hidden * heads + 2 * hidden * Size(config, "vt_intermediate_size") + 2 * hidden) + hidden
            + 2 * merged + merged * merged + merged * output;
    }

    // Qwen3-Omni's ear: three convolutions of 3 by 3 that halve the mel bins, CLIP's blocks, two projections.
    private static long? Sound(ConfigObject? config)
    {
        if (config is null) return null;
        long? hidden = Size(config, "d_model"), channels = Size(config, "downsample_hidden_size"), output = Size(config, "output_dim");
        var bins = Size(config, "num_mel_bins");
        for (var i = 0; i < 3; i++) bins = (bins + 1) / 2;
        return 9 * channels + channels + 2 * (9 * channels * channels + channels) + channels * bins * hidden
            + Blocks(config, "encoder_layers", hidden, Size(config, "encoder_ffn_dim")) + 2 * hidden + hidden * hidden + hidden + hidden * output + output;
    }

    private static long Square(long side) => side * side;
}
