using System.Text.Json.Nodes;

namespace Breakeven.Models.Weights;

/// <summary>Architectures whose layers differ in kind or size, which llama.cpp states by lists with one entry a layer or by the tensors alone.</summary>
internal static class GgufLayers
{
    public static void Derive(JsonObject config, GgufFacts facts)
    {
        switch (facts.Architecture)
        {
            case "granitehybrid": Granite(config, facts); break;
            case "kimi-linear": Kimi(config, facts); break;
            case "lfm2" or "lfm2moe": Convolutions(config, facts); break;
            case "deci": Blocks(config, facts); break;
            case "gemma4": Gemma(config, facts); break;
            case "falcon": Falcon(config, facts); break;
            case "starcoder2": config["use_bias"] = facts.HasTensor("attn_q.bias"); break;
            default: break;
        }
    }

    private static JsonArray Each(JsonObject config, Func<int, JsonNode?> value) => new([.. GgufConfig.Layers(config).Select(value)]);

    private static void Granite(JsonObject config, GgufFacts facts)
    {
        config["layer_types"] = Each(config, layer => facts.LayerHas(layer, "attn_output.weight") ? "attention" : "mamba");
        if (facts.Number("ssm.time_step_rank") is > 0 and var heads) config["mamba_d_head"] = facts.Number("ssm.inner_size") / heads;
        if (facts.HasTensor("ffn_gate_inp.weight")) return;
        // Without experts what the config calls shared is all there is.
        (config["num_local_experts"], config["shared_intermediate_size"]) = (0, facts.Number("feed_forward_length"));
        if (facts.Tensor("blk.0.ffn_up.weight") is { Shape: [_, var rows] }) config["shared_intermediate_size"] = rows;
    }

    // Counted from 1 there.
    private static void Kimi(JsonObject config, GgufFacts facts)
    {
        var linear = config["linear_attn_config"]?.AsObject() ?? throw facts.Error("kda.head_dim", "the value is missing");
        linear["kda_layers"] = new JsonArray([.. GgufConfig.Layers(config).Where(layer => !facts.LayerHas(layer, "attn_kv_a_mqa.weight")).Select(layer => JsonValue.Create(layer + 1))]);
    }

    private static void Convolutions(JsonObject config, GgufFacts facts)
    {
        config["layer_types"] = Each(config, layer => facts.LayerHas(layer, "attn_q.weight") ? "full_attention" : "conv");
        (config["conv_bias"], config["block_auto_adjust_ff_dim"]) = (facts.HasTensor("shortconv.in_proj.bias"), false);
        config["tie_embedding"] = config["tie_word_embeddings"]!.GetValue<bool>();
    }

    // No KV heads: a matrix where there are query heads, else nothing.
    private static void Blocks(JsonObject config, GgufFacts facts)
    {
        var layers = GgufConfig.Layers(config).Count();
        IReadOnlyList<long> Of(string key) => facts.Numbers(key) ?? [.. Enumerable.Repeat(facts.Number(key) ?? throw facts.Error(key, "the value is missing"), layers)];
        var (heads, shared, widths) = (Of("attention.head_count"), Of("attention.head_count_kv"), Of("feed_forward_length"));
        config["num_attention_heads"] = heads.Max();
        config["block_configs"] = Each(config, layer => new JsonObject
        {
            ["attention"] = shared[layer] > 0 ? new JsonObject { ["n_heads_in_group"] = heads[layer] / shared[layer] }
                : new JsonObject { [heads[layer] > 0 ? "replace_with_linear" : "no_op"] = true },
            ["ffn"] = widths[layer] > 0 ? new JsonObject { ["intermediate_size"] = widths[layer] } : new JsonObject { ["no_op"] = true },
        });
    }

    private static void Gemma(JsonObject config, GgufFacts facts)
    {
        var slides = facts.Numbers("attention.sliding_window_pattern") ?? throw facts.Error("attention.sliding_window_pattern", "the value is missing");
        var layers = GgufConfig.Layers(config).ToList();
        if (facts.Numbers("attention.head_count_kv") is { } heads)
        {
            foreach (var layer in layers) config[slides[layer] != 0 ? "num_key_value_heads" : "num_global_key_value_heads"] = heads[layer];
        }
        else config["num_key_value_heads"] = facts.Number("attention.head_count_kv");

        var widths = facts.Numbers("feed_forward_length");
        (config["intermediate_size"], config["use_double_wide_mlp"]) = (widths?.Min() ?? facts.Number("feed_forward_length"), widths?.Distinct().Count() > 1);
        config["attention_k_eq_v"] = layers.Exists(layer => slides[layer] == 0 && facts.LayerHas(layer, "attn_k.weight") && !facts.LayerHas(layer, "attn_v.weight"));
        config["enable_moe_block"] = facts.HasTensor("ffn_gate_inp.weight");
        if (facts.Tensor("per_layer_token_embd.weight") is { Shape: [_, var rows] }) config["vocab_size_per_layer_input"] = rows;
    }

    private static void Falcon(JsonObject config, GgufFacts facts)
    {
        (config["new_decoder_architecture"], config["bias"]) = (true, facts.HasTensor("attn_qkv.bias"));
        config["num_ln_in_parallel_attn"] = facts.HasTensor("attn_norm_2.weight") ? 2 : 1;
    }
}
