using System.Globalization;

namespace Breakeven.Models.Weights;

/// <summary>
/// From the name of a stored tensor to its place in the model, by the parts of the name, for Hugging Face's names and llama.cpp's. A new architecture
/// that names its parts as others do needs no rule here.
/// </summary>
internal static class TensorNames
{
    private static readonly string[] s_encoders =
    [
        "visual.", "vision_tower.", "vision_model.", "vision_encoder.", "vision_embed_tokens.", "multi_modal_projector.", "mm_projector.", "multimodal_projector.",
        "audio_tower.", "audio_model.", "embed_vision.", "embed_audio.", "patch_merger.", "image_newline", "vision_language_adapter.", "vit.", "aligner.", "connector.",
        "v.", "mm.", "a.",
    ];

    private static readonly string[] s_prefixes = ["language_model.model.", "model.language_model.", "language_model.", "model.text_model.", "model.", "transformer.", "backbone.", "decoder."];

    private static readonly string[] s_layers = ["layers.", "h.", "blocks.", "blk.", "decoder_layer."];

    // Suffixes of what stands beside a weight; the longest that fits counts.
    private static readonly (string Suffix, StoredPart Part)[] s_companions =
    [
        (".weight_scale_inv", StoredPart.Scale), (".weight_scale_2", StoredPart.Scale), (".weight_global_scale", StoredPart.Scale), (".weight_scale", StoredPart.Scale),
        (".weight_zero_point", StoredPart.Scale), (".scales", StoredPart.Scale), (".qzeros", StoredPart.Scale), ("_scales", StoredPart.Scale), ("_scale_inv", StoredPart.Scale),
        ("_proj_scale", StoredPart.Scale), ("_proj_weight_scale", StoredPart.Scale),
        (".input_scale", StoredPart.Beside), ("_input_scale", StoredPart.Beside), (".input_global_scale", StoredPart.Beside), (".output_scale", StoredPart.Beside),
        (".activation_scale", StoredPart.Beside), (".k_scale", StoredPart.Beside), (".v_scale", StoredPart.Beside), (".q_scale", StoredPart.Beside),
        (".g_idx", StoredPart.Beside), (".weight_g_idx", StoredPart.Beside), (".weight_shape", StoredPart.Beside), (".inv_freq", StoredPart.Beside),
        // One number by which Gemma 4 scales a layer's output: a buffer and no parameter.
        (".layer_output_scale.weight", StoredPart.Beside), (".layer_scalar", StoredPart.Beside),
        (".input_zero_point", StoredPart.Beside), ("rope_freqs.weight", StoredPart.Beside), ("rope_factors_long.weight", StoredPart.Beside), ("rope_factors_short.weight", StoredPart.Beside),
    ];

    /// <param name="vector">The tensor has at most one dimension longer than 1.</param>
    /// <param name="exponents">Its elements are powers of two, which no weight is.</param>
    public static TensorPlace Of(string name, bool vector, bool exponents = false)
    {
        var part = PartOf(name, vector && !exponents);
        var text = name.AsSpan();
        if (IsEncoder(text)) return new(null, TensorClass.Encoder, false, part);
        var draft = Strip(ref text);
        if (Layer(ref text) is not { } layer)
        {
            var outer = Outer(text, vector && part == StoredPart.Weight);
            return outer is null && (draft || text.StartsWith("mtp.")) ? new(null, Inner(text, vector, part), true, part) : new(null, outer, draft || text.StartsWith("mtp."), part);
        }

        var ownDraft = draft || text.StartsWith("nextn.") || text.StartsWith("eh_proj") || text.StartsWith("enorm") || text.StartsWith("hnorm") || text.StartsWith("shared_head");
        return new(layer, Inner(text, vector, part), ownDraft, part);
    }

    private static StoredPart PartOf(string name, bool vector)
    {
        foreach (var (suffix, part) in s_companions)
            if (name.EndsWith(suffix, StringComparison.Ordinal)) return part;
        // DeepSeek V4 writes w1.scale beside w1.weight; a router's own scale is a vector and a weight of its own. llama.cpp scales NVFP4 so.
        var own = name.EndsWith("router.scale", StringComparison.Ordinal) || name.EndsWith("ffn_gate_inp.scale", StringComparison.Ordinal) || name.EndsWith("_hc.scale", StringComparison.Ordinal) || name.EndsWith("hc_head.scale", StringComparison.Ordinal);
        return name.EndsWith(".scale", StringComparison.Ordinal) && !own ? StoredPart.Scale : StoredPart.Weight;
    }

    private static bool IsEncoder(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("model.")) text = text[6..];
        foreach (var start in s_encoders)
            if (text.StartsWith(start)) return true;
        return false;
    }

    // True where the prefix says that what follows predicts further tokens.
    private static bool Strip(ref ReadOnlySpan<char> text)
    {
        foreach (var prefix in s_prefixes)
        {
            if (!text.StartsWith(prefix)) continue;
            text = text[prefix.Length..];
            break;
        }

        if (!text.StartsWith("mtp.") && !text.StartsWith("mtp_")) return false;
        text = text[(text.IndexOf('.') + 1)..];
        return true;
    }

    private static int? Layer(ref ReadOnlySpan<char> text)
    {
        foreach (var start in s_layers)
        {
            if (!text.StartsWith(start)) continue;
            var number = text[start.Length..];
            var end = number.IndexOf('.');
            if (end is < 1 or > 6 || !int.TryParse(number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var layer)) return null;
            text = number[(end + 1)..];
            return layer;
        }

        return null;
    }

    private static TensorClass? Outer(ReadOnlySpan<char> text, bool vector)
    {
        var first = First(text);
        return first switch
        {
            "embed_tokens" or "wte" or "word_embeddings" or "tok_embeddings" or "embeddings" or "embed" or "token_embd" or "embed_in"
                or "embed_tokens_per_layer" or "per_layer_token_embd" => TensorClass.Embedding,
            "per_layer_model_projection" or "per_layer_model_proj" => TensorClass.DenseFeedForward,
            _ when first.StartsWith("hc_", StringComparison.Ordinal) && first.EndsWith("_fn", StringComparison.Ordinal) => TensorClass.Router,
            "wpe" or "embed_positions" or "position_embd" => TensorClass.Norm,
            "lm_head" or "output" or "head" or "embed_out" => vector ? TensorClass.Norm : TensorClass.Head,
            "rope_freqs" or "rope_factors_long" or "rope_factors_short" => TensorClass.Norm,
            // DeepSeek V4's streams and Kimi K3's blocks end in one.
            "hc_head_fn" => TensorClass.Router,
            _ => first.Contains("norm", StringComparison.Ordinal) || first is "ln_f" or "output_attn_res_proj" || first.StartsWith("output_res", StringComparison.Ordinal)
                || first.StartsWith("hc_", StringComparison.Ordinal) ? TensorClass.Norm : null,
        };
    }

    private static TensorClass? Inner(ReadOnlySpan<char> text, bool vector, StoredPart part)
    {
        if (text.StartsWith("layer_output_scale") || text.EndsWith("layer_scalar")) return TensorClass.Norm;
        var companion = part != StoredPart.Weight;
        if (!companion && IsNumbers(text)) return TensorClass.Norm;
        var found = Block(text);
        // What is left of one dimension is a norm or a bias under another name; a gate of one row and an expert's scales keep their class.
        return vector && !companion && found is not (TensorClass.Router or null) ? TensorClass.Norm : vector && found is null && !companion ? TensorClass.Norm : found;
    }

    private static bool IsNumbers(ReadOnlySpan<char> text) =>
        text.Contains("norm", StringComparison.Ordinal) || text.EndsWith("bias") || text.EndsWith("_bias.weight") || text.Contains("sinks", StringComparison.Ordinal)
        || text.EndsWith("A_log") || text.EndsWith(".D") || text.Contains("conv1d", StringComparison.Ordinal) || text.Contains("_conv.", StringComparison.Ordinal) || text is "ssm_a" || text.StartsWith("ssm_a.")
        || text.StartsWith("ssm_d.") || text is "ssm_d" || text.EndsWith("layer_scalar") || text.StartsWith("ln_") || text.EndsWith("router.scale") || text.EndsWith("ffn_gate_inp.scale") || text.EndsWith("per_expert_scale")
        || text.Contains(".ape", StringComparison.Ordinal) || text.Contains("position_bias", StringComparison.Ordinal) || text.Contains("tid2eid", StringComparison.Ordinal)
        || text.StartsWith("conv.conv.") || text.StartsWith("shortconv.conv.");

    private static TensorClass? Block(ReadOnlySpan<char> text)
    {
        bool Has(ReadOnlySpan<char> text, string word) => text.Contains(word, StringComparison.Ordinal);
        if (Has(text, "indexer.weights_proj") || Has(text, "indexer.proj") || Has(text, "_fn.") || text.EndsWith("_fn")) return TensorClass.Router;
        if (Segment(text, "shared_expert_gate") || Segment(text, "ffn_gate_inp_shexp")) return TensorClass.Router;
        if (Has(text, "shared_expert") || Has(text, "shared_mlp") || Has(text, "_shexp") || Has(text, "latent_proj") || text.StartsWith("ffn_latent_") || Has(text, "routed_expert_") || Has(text, "latent_up_proj")
            || Has(text, "latent_down_proj") || Has(text, "share_expert")) return TensorClass.SharedExpert;
        // Of an indexer and of hyper-connections, small and kept as a router is.
        if (Segment(text, "weights_proj") || Segment(text, "hc_attn_fn") || Segment(text, "hc_ffn_fn") || Has(text, "_hc.fn")) return TensorClass.Router;
        if (Segment(text, "gate") || Segment(text, "router") || Segment(text, "ffn_gate_inp") || Segment(text, "exp_probs_b")) return TensorClass.Router;
        if (Has(text, "experts.") || Has(text, "_exps") || Has(text, "experts_") || Segment(text, "experts") || Segment(text, "input_linear") || Segment(text, "output_linear")) return TensorClass.RoutedExpert;
        if (text.StartsWith("eh_proj") || text.StartsWith("nextn.eh_proj") || text.StartsWith("shared_head.head") || text.StartsWith("nextn.shared_head_head") || text is "fc.weight") return TensorClass.Head;
        if (text.StartsWith("embed_tokens") || text.StartsWith("nextn.embed_tokens")) return TensorClass.Embedding;
        if (text.StartsWith("linear_attn.") || text.StartsWith("mamba.") || text.StartsWith("ssm_") || text.StartsWith("mixer.in_proj") || text.StartsWith("mixer.out_proj") || text.StartsWith("conv.") || text.StartsWith("shortconv.")) return TensorClass.LinearAttention;
        if (text.StartsWith("mixer.up_proj") || text.StartsWith("mixer.down_proj") || text.StartsWith("mixer.gate_proj")) return TensorClass.DenseFeedForward;
        if (Has(text, "attn") || Has(text, "attention") || text.StartsWith("mixer.")) return TensorClass.Attention;
        return Has(text, "mlp") || Has(text, "feed_forward") || text.StartsWith("ffn") || text.StartsWith("per_layer_") || text.StartsWith("inp_gate") || text.StartsWith("proj.")
            ? TensorClass.DenseFeedForward : null;
    }

    private static string First(ReadOnlySpan<char> text) => text.IndexOf('.') is var end and >= 0 ? text[..end].ToString() : text.ToString();

    // One of the parts between the points, and not the last part of a longer word.
    private static bool Segment(ReadOnlySpan<char> text, string word)
    {
        for (var at = text.IndexOf(word); at >= 0;)
        {
            var end = at + word.Length;
            if ((at == 0 || text[at - 1] == '.') && (end == text.Length || text[end] == '.')) return true;
            var next = text[end..].IndexOf(word);
            at = next < 0 ? -1 : end + next;
        }

        return false;
    }
}
