using Breakeven.Models;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>The metadata that llama.cpp's converter writes of a model (gguf-py/gguf/constants.py, class Keys; set_gguf_parameters of each class in conversion/).</summary>
internal static class GgufKeys
{
    public static void Write(GgufBytes file, Model model, string architecture, int drafts)
    {
        void Set(string key, long value) => file.Number($"{architecture}.{key}", (uint)value);
        file.Text("general.architecture", architecture);
        Set("block_count", model.Layers.Count + drafts);
        if (drafts > 0) Set("nextn_predict_layers", drafts);
        Set("context_length", model.ContextLimit.Value);
        Set("embedding_length", model.Hidden);
        Set("vocab_size", model.Vocabulary);
        Attention(file, model, architecture, Set);
        Networks(file, model, architecture, Set);
        foreach (var kind in model.Layers.Select(layer => layer.Attention).Distinct()) State(kind, Set);
    }

    private static void Attention(GgufBytes file, Model model, string architecture, Action<string, long> set)
    {
        var attentions = model.Layers.Select(layer => layer.Attention).ToList();
        if (architecture == "deci")
        {
            var most = attentions.OfType<AttentionKind.Grouped>().First();
            file.Numbers("deci.attention.head_count", [.. attentions.Select(kind => kind is AttentionKind.Absent ? 0 : (uint)most.Heads)])
                .Numbers("deci.attention.head_count_kv", [.. attentions.Select(kind => kind is AttentionKind.Grouped own ? (uint)own.KeyValueHeads : 0)]);
            set("attention.key_length", most.KeyDim);
            set("attention.value_length", most.ValueDim);
            return;
        }

        if (attentions.OfType<AttentionKind.Latent>().FirstOrDefault() is { } latent)
        {
            set("attention.head_count", latent.Heads);
            if (architecture == "kimi-linear")
                file.Numbers("kimi-linear.attention.head_count_kv", [.. attentions.Select(kind => kind is AttentionKind.Latent ? 1u : 0u)]);
            else set("attention.head_count_kv", 1);
            if (latent.QueryRank is { } rank) set("attention.q_lora_rank", rank);
            set("attention.kv_lora_rank", latent.LatentRank);
            set("attention.key_length", latent.LatentRank + latent.RopeDim);
            set("attention.value_length", latent.LatentRank);
            set("attention.key_length_mla", latent.NopeDim + latent.RopeDim);
            set("attention.value_length_mla", latent.ValueDim);
            set("rope.dimension_count", latent.RopeDim);
            return;
        }

        var grouped = attentions.OfType<AttentionKind.Grouped>().First();
        set("attention.head_count", grouped.Heads);
        // Hybrids say which layers attend by a list; the others by one number.
        if (architecture is "jamba" or "nemotron_h" or "nemotron_h_moe" or "granitehybrid" or "lfm2" or "lfm2moe" or "gemma4")
            file.Numbers($"{architecture}.attention.head_count_kv", [.. attentions.Select(kind => kind is AttentionKind.Grouped own ? (uint)own.KeyValueHeads : 0)]);
        else set("attention.head_count_kv", grouped.KeyValueHeads);
        if (architecture == "gemma4")
        {
            Gemma(file, model, set);
            return;
        }

        // The converters of some have no word for heads of another width than the hidden state makes.
        if (architecture is not ("granite" or "granitemoe" or "dbrx" or "phi3" or "phimoe" or "jamba" or "granitehybrid" or "falcon" or "lfm2" or "lfm2moe"))
        {
            set("attention.key_length", grouped.KeyDim);
            set("attention.value_length", grouped.ValueDim);
        }

        Window(file, architecture, attentions, set);
    }

    private static void Gemma(GgufBytes file, Model model, Action<string, long> set)
    {
        var attentions = model.Layers.Select(layer => (AttentionKind.Grouped)layer.Attention).ToList();
        AttentionKind.Grouped local = attentions.First(kind => kind.Span == AttentionSpan.Sliding), global = attentions.First(kind => kind.Span == AttentionSpan.Full);
        set("attention.key_length", global.KeyDim);
        set("attention.value_length", global.ValueDim);
        set("attention.key_length_swa", local.KeyDim);
        set("attention.value_length_swa", local.ValueDim);
        set("attention.sliding_window", local.SpanTokens);
        set("attention.shared_kv_layers", attentions.Count(kind => kind.BorrowsCache));
        set("embedding_length_per_layer_input", model.Layers[0].PerLayerInputWidth);
        file.Flags("gemma4.attention.sliding_window_pattern", [.. attentions.Select(kind => kind.Span == AttentionSpan.Sliding)]);
    }

    private static void Window(GgufBytes file, string architecture, IReadOnlyList<AttentionKind> attentions, Action<string, long> set)
    {
        if (architecture is not ("gpt-oss" or "gemma2" or "gemma3" or "phi3" or "phimoe" or "cohere2" or "olmo2" or "exaone4")) return;
        var sliding = attentions.OfType<AttentionKind.Grouped>().Where(kind => kind.Span == AttentionSpan.Sliding).ToList();
        // 0 tells Phi-4 from the others of its kind.
        if (sliding.Count > 0) set("attention.sliding_window", sliding[0].SpanTokens);
        else if (architecture is "phi3" or "phimoe") set("attention.sliding_window", 0);
        if (sliding.Count > 0 && architecture is "olmo2" or "gemma3" or "exaone4")
            file.Flags($"{architecture}.attention.sliding_window_pattern", [.. attentions.Select(kind => kind is AttentionKind.Grouped { Span: AttentionSpan.Sliding })]);
    }

    private static void Networks(GgufBytes file, Model model, string architecture, Action<string, long> set)
    {
        var dense = model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Dense>().FirstOrDefault();
        if (model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().FirstOrDefault() is not { } experts)
        {
            if (architecture is "nemotron_h" or "deci" || model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Dense>().Distinct().Count() > 1)
                file.Numbers($"{architecture}.feed_forward_length", [.. model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Dense own ? (uint)own.Width : 0)]);
            else set("feed_forward_length", dense!.Width);
            return;
        }

        if (architecture == "nemotron_h_moe")
            file.Numbers("nemotron_h_moe.feed_forward_length", [.. model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture own ? (uint)own.ExpertWidth : 0)]);
        else if (architecture == "hunyuan-moe") set("feed_forward_length", experts.SharedWidth);
        else set("feed_forward_length", dense?.Width ?? (experts.DenseWidth > 0 ? experts.DenseWidth : experts.ExpertWidth));
        set("expert_count", experts.Experts);
        set("expert_used_count", experts.ExpertsPerToken);
        if (architecture is not ("llama" or "phimoe" or "olmoe" or "granitemoe" or "granitehybrid" or "dbrx" or "jamba")) set("expert_feed_forward_length", experts.ExpertWidth);
        if (architecture is "deepseek2" or "deepseek" or "glm4moe" or "bailingmoe" or "bailingmoe2" or "kimi-linear" or "lfm2moe")
            set("leading_dense_block_count", model.Layers.TakeWhile(layer => layer.FeedForward is FeedForwardKind.Dense).Count());
        if (architecture is "deepseek2" or "deepseek" or "glm4moe" or "bailingmoe" or "bailingmoe2" or "kimi-linear") set("expert_shared_count", experts.SharedWidth / experts.ExpertWidth);
        if (architecture is "nemotron_h_moe" or "hunyuan-moe") set("expert_shared_count", 1);
        if (architecture is "qwen2moe" or "qwen3next" or "qwen35moe" or "granitemoe" or "granitehybrid" or "nemotron_h_moe" or "hunyuan-moe" or "bailingmoe2" && experts.SharedWidth > 0)
            set("expert_shared_feed_forward_length", experts.SharedWidth);
        if (experts.LatentWidth > 0) set("moe_latent_size", experts.LatentWidth);
    }

    private static void State(AttentionKind kind, Action<string, long> set)
    {
        if (kind is AttentionKind.KimiDelta own)
        {
            set("ssm.conv_kernel", own.ConvolutionWidth);
            set("kda.head_dim", own.Dim);
        }

        if (kind is AttentionKind.ShortConvolution convolution) set("shortconv.l_cache", convolution.Width);
        // Convolution, inner width, state, rank of the step (heads in the second version), groups.
        var sizes = kind switch
        {
            AttentionKind.GatedDelta delta => (delta.ConvolutionWidth, delta.ValueHeads * delta.ValueDim, delta.KeyDim, delta.ValueHeads, delta.KeyHeads),
            AttentionKind.Mamba mamba => (mamba.ConvolutionWidth, mamba.Channels, mamba.StateDim, mamba.StepRank, 0),
            AttentionKind.Mamba2 mamba => (mamba.ConvolutionWidth, mamba.Heads * mamba.HeadDim, mamba.StateDim, mamba.Heads, mamba.Groups),
            _ => default((int Taps, int Inner, int State, int Rank, int Groups)),
        };
        if (sizes == default) return;
        set("ssm.conv_kernel", sizes.Item1);
        set("ssm.inner_size", sizes.Item2);
        set("ssm.state_size", sizes.Item3);
        set("ssm.time_step_rank", sizes.Item4);
        if (sizes.Item5 > 0) set("ssm.group_count", sizes.Item5);
    }
}
