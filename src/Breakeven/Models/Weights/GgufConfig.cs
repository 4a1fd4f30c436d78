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
        foreach (var line in GgufArchitecture.Common.Concat(architecture.Members)) Set(config, line, facts);
        // A converter that drops the prediction layers keeps their number.
        if (drafts > 0 && Enumerable.Range((int)(facts.Blocks - drafts), (int)drafts).Any(layer => facts.LayerHas(layer, "nextn.eh_proj.weight")))
            (config["num_nextn_predict_layers"], config["mtp_num_hidden_layers"]) = (drafts, drafts);
        Derive(config, facts);
        return config;
    }

    private static void Set(JsonObject config, string line, GgufFacts facts)
    {
        var (path, key) = line.Split(" = ") is [var left, var right] ? (left, right) : throw new FormatException(line);
        if (facts.Number(key) is not { } value) return;
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
        if (facts.HasTensor("attn_q.bias") || facts.HasTensor("attn_qkv.bias")) config["attention_bias"] = true;
        if (facts.HasTensor("ffn_up.bias")) config["mlp_bias"] = true;
        if (facts.HasTensor("attn_q_norm.weight")) (config["use_qk_norm"], config["qk_norm"]) = (true, true);
        if (config["kv_lora_rank"] is not null) DeriveLatent(config, facts);
        if (facts.HasTensor("ssm_conv1d.weight")) DeriveHybrid(config, facts);
    }

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
        var layers = Enumerable.Range(0, (int)config["num_hidden_layers"]!.GetValue<long>()).ToList();
        if (config["linear_num_value_heads"] is { } heads && heads.GetValue<long>() is > 0 and var count)
        {
            config["linear_value_head_dim"] = facts.Number("ssm.inner_size") / count;
            config["layer_types"] = new JsonArray([.. layers.Select(layer => (JsonNode)(facts.LayerHas(layer, "ssm_conv1d.weight") ? "linear_attention" : "full_attention"))]);
        }
        else if (facts.Architecture.StartsWith("nemotron_h", StringComparison.Ordinal))
        {
            config["hybrid_override_pattern"] = string.Concat(layers.Select(layer => facts.LayerHas(layer, "ssm_conv1d.weight") ? 'M'
                : facts.LayerHas(layer, "attn_q.weight") ? '*' : facts.LayerHas(layer, "ffn_up_exps.weight") ? 'E' : '-'));
            if (config["mamba_num_heads"] is { } mamba && mamba.GetValue<long>() is > 0 and var lanes) config["mamba_head_dim"] = facts.Number("ssm.inner_size") / lanes;
        }
        else if (facts.Architecture == "jamba")
        {
            config["layers_block_type"] = new JsonArray([.. layers.Select(layer => (JsonNode)(facts.LayerHas(layer, "ssm_conv1d.weight") ? "mamba" : "attention"))]);
            if (facts.Number("ssm.inner_size") is { } inner && facts.Number("embedding_length") is > 0 and var hidden) config["mamba_expand"] = inner / hidden;
        }
    }
}
