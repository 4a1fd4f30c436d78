using System.Text;
using System.Text.Json.Nodes;
using Breakeven.Catalog;
using Breakeven.Models.Configs;

namespace Breakeven.Models.Weights;

/// <summary>A GGUF file's metadata as the config.json that the same model has on the hub, so that each architecture has one reader.</summary>
internal static class GgufConfig
{
    private const int LayersMax = Bounds.Layers;

    public static Model ReadModel(GgufFacts facts, string id)
    {
        var config = Encoding.UTF8.GetBytes(Translate(facts).ToJsonString());
        return ConfigReader.Read(config, $"{facts.Where}, metadata as config.json") with { Id = id, Source = new(facts.Where, default, "read from the file") };
    }

    public static JsonObject Translate(GgufFacts facts)
    {
        if (facts.Architecture is "clip" or "mmproj")
            throw new InputException("the file holds an encoder of images or sound and no language model", facts.Where, "give the model's own .gguf file");
        var architecture = GgufArchitecture.Find(facts.Architecture) ?? throw new InputException(
            $"llama.cpp's architecture \"{Shown.Of(facts.Architecture)}\" is not understood", $"{facts.Where}, general.architecture", $"supported: {GgufArchitecture.Known}");
        var drafts = facts.Number("nextn_predict_layers") ?? 0;
        if (facts.Blocks is < 1 or > LayersMax || drafts >= facts.Blocks || drafts < 0) throw facts.Error("block_count", $"{facts.Blocks} is no number of layers");
        var config = new JsonObject { ["model_type"] = architecture.ModelType(facts), ["torch_dtype"] = "bfloat16", ["num_hidden_layers"] = facts.Blocks - drafts };
        foreach (var line in GgufArchitecture.Common.Where(line => !architecture.EachLayer.Contains(KeyOf(line))).Concat(architecture.Members)) Set(config, line, facts);
        // A converter that drops the prediction layers keeps their number.
        if (drafts > 0 && Enumerable.Range((int)(facts.Blocks - drafts), (int)drafts).Any(layer => facts.LayerHas(layer, "nextn.eh_proj.weight")))
            (config["num_nextn_predict_layers"], config["mtp_num_hidden_layers"]) = (drafts, drafts);
        Derive(config, facts);
        return config;
    }

    private static string KeyOf(string line) => line[(line.LastIndexOf(' ') + 1)..];

    private static void Set(JsonObject config, string line, GgufFacts facts)
    {
        var (path, key) = line.Split(" = ") is [var left, var right] ? (left, right) : throw new FormatException(line);
        // The converter writes 0 for what there is not, such as the window of Phi-4.
        if (facts.Number(key) is not { } value || (value == 0 && key is "attention.sliding_window" or "expert_count" or "expert_used_count")) return;
        var at = config;
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            at[name] ??= new JsonObject();
            at = at[name]!.AsObject();
        }

        at[names[^1]] = value;
    }

    // What llama.cpp states by its tensors and not by a key.
    private static void Derive(JsonObject config, GgufFacts facts)
    {
        config["vocab_size"] = facts.Tensor("token_embd.weight") is { Shape: [_, var rows] } ? rows
            : facts.Number("vocab_size") ?? facts.ListLength("tokenizer.ggml.tokens") ?? throw facts.Error("vocab_size", "neither token_embd.weight nor a token list tells the vocabulary");
        config["tie_word_embeddings"] = facts.Tensor("output.weight") is null;
        DeriveFlags(config, facts);
        DeriveWindow(config, facts);
        if (facts.Architecture is "bailingmoe" or "bailingmoe2") DeriveShared(config, facts);
        if (config["kv_lora_rank"] is not null) DeriveLatent(config, facts);
        if (facts.HasTensor("ssm_conv1d.weight")) DeriveHybrid(config, facts);
        GgufLayers.Derive(config, facts);
    }

    // Stated both ways, since an absent member means different things to different readers.
    private static void DeriveFlags(JsonObject config, GgufFacts facts)
    {
        bool inputs = facts.HasTensor("attn_q.bias") || facts.HasTensor("attn_qkv.bias"), outputs = facts.HasTensor("attn_output.bias"), norms = facts.HasTensor("attn_q_norm.weight");
        (config["attention_bias"], config["use_qkv_bias"], config["attention_out_bias"], config["use_bias"]) = (inputs, inputs, outputs, outputs);
        (config["use_qk_norm"], config["qk_norm"]) = (norms, norms);
        var balanced = facts.HasTensor("exp_probs_b.bias") || facts.HasTensor("exp_probs_b.weight");
        (config["moe_router_enable_expert_bias"], config["use_routing_bias"], config["use_expert_bias"]) = (balanced, balanced, balanced);
        config["lm_head_bias"] = facts.Tensor("output.bias") is not null;
        if (facts.HasTensor("ffn_up.bias")) config["mlp_bias"] = true;
        if (!facts.HasTensor("ffn_gate_inp.weight")) return;
        config["residual_moe"] = facts.LayerHas(0, "ffn_gate_inp.weight") && facts.LayerHas(0, "ffn_up.weight");
        config["mlp_only_layers"] = new JsonArray([.. Layers(config).Where(layer => !facts.LayerHas(layer, "ffn_gate_inp.weight")).Select(layer => JsonValue.Create(layer))]);
    }

    // A list of flags says which layers slide; without a window none does.
    private static void DeriveWindow(JsonObject config, GgufFacts facts)
    {
        if (!config.ContainsKey("sliding_window")) config["sliding_window"] = null;
        else if (facts.Numbers("attention.sliding_window_pattern") is { } slides)
            config["layer_types"] = new JsonArray([.. Layers(config).Select(layer => (JsonNode)(slides[layer] != 0 ? "sliding_attention" : "full_attention"))]);
        else if (facts.Number("attention.sliding_window_pattern") is > 1 and var round) config["sliding_window_pattern"] = round;
    }

    // The width of one shared expert, which need not be that of a routed one.
    private static void DeriveShared(JsonObject config, GgufFacts facts)
    {
        var layer = Layers(config).FirstOrDefault(layer => facts.LayerHas(layer, "ffn_up_shexp.weight"), -1);
        if (layer >= 0 && facts.Tensor($"blk.{layer}.ffn_up_shexp.weight") is { Shape: [_, var rows] } && facts.Number("expert_shared_count") is > 0 and var count)
            config["moe_shared_expert_intermediate_size"] = rows / count;
    }

    internal static IEnumerable<int> Layers(JsonObject config) => Enumerable.Range(0, (int)config["num_hidden_layers"]!.GetValue<long>());

    // The key lengths count the latent where it is cached as one head, and the head itself in older files.
    private static void DeriveLatent(JsonObject config, GgufFacts facts)
    {
        var rotary = facts.Number("rope.dimension_count") ?? throw facts.Error("rope.dimension_count", "the value is missing");
        var key = facts.Number("attention.key_length_mla") ?? facts.Number("attention.key_length") ?? throw facts.Error("attention.key_length", "the value is missing");
        config["qk_nope_head_dim"] = key - rotary;
        config["v_head_dim"] = facts.Number("attention.value_length_mla") ?? facts.Number("attention.value_length");
        config["topk_method"] = facts.HasTensor("exp_probs_b.bias") ? "noaux_tc" : "greedy";
        config.Remove("head_dim");
    }

    private static void DeriveHybrid(JsonObject config, GgufFacts facts)
    {
        var layers = Layers(config).ToList();
        var (convolution, projection) = (facts.HasTensor("ssm_conv1d.bias"), facts.HasTensor("ssm_in.bias"));
        (config["use_conv_bias"], config["mamba_conv_bias"], config["mamba_proj_bias"]) = (convolution, convolution, projection);
        if (config["linear_num_value_heads"] is { } heads && heads.GetValue<long>() is > 0 and var count)
        {
            config["linear_value_head_dim"] = facts.Number("ssm.inner_size") / count;
            config["layer_types"] = new JsonArray([.. layers.Select(layer => (JsonNode)(facts.LayerHas(layer, "ssm_conv1d.weight") ? "linear_attention" : "full_attention"))]);
        }
        else if (facts.Architecture.StartsWith("nemotron_h", StringComparison.Ordinal))
        {
            config["use_bias"] = projection;
            config["hybrid_override_pattern"] = string.Concat(layers.Select(layer => facts.LayerHas(layer, "ssm_conv1d.weight") ? 'M'
                : facts.LayerHas(layer, "attn_q.weight") ? '*' : facts.LayerHas(layer, "ffn_up_exps.weight") ? 'E' : '-'));
            // The list of widths tells experts and networks no more apart than their number does.
            var network = layers.FirstOrDefault(layer => facts.LayerHas(layer, "ffn_up.weight"), -1);
            if (network >= 0 && facts.Tensor($"blk.{network}.ffn_up.weight") is { Shape: [_, var width] }) config["intermediate_size"] = width;
            if (config["mamba_num_heads"] is { } mamba && mamba.GetValue<long>() is > 0 and var lanes) config["mamba_head_dim"] = facts.Number("ssm.inner_size") / lanes;
        }
        else if (facts.Architecture == "jamba")
        {
            SetPeriod(config, facts, "attn_layer", layer => facts.LayerHas(layer, "attn_q.weight"));
            SetPeriod(config, facts, "expert_layer", layer => facts.LayerHas(layer, "ffn_gate_inp.weight"));
            if (facts.Number("ssm.inner_size") is { } inner && facts.Number("embedding_length") is > 0 and var hidden) config["mamba_expand"] = inner / hidden;
        }
    }

    // Jamba's config knows its layers as every so many after an offset.
    private static void SetPeriod(JsonObject config, GgufFacts facts, string name, Func<int, bool> has)
    {
        var found = Layers(config).Where(has).ToList();
        var count = Layers(config).Count();
        var offset = found.Count > 0 ? found[0] : count;
        var period = found.Count > 1 ? found[1] - found[0] : count;
        if (!found.SequenceEqual(Layers(config).Where(layer => layer % period == offset)))
            throw facts.Error("attention.head_count_kv", $"layers {LayerRanges.Of(found)} are no even rhythm, which this architecture has");
        (config[name + "_offset"], config[name + "_period"]) = (offset, period);
    }
}
