using System.Text;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Models.Weights;
using Breakeven.Tests.Models.Configs;

namespace Breakeven.Tests.Models.Weights;

/// <summary>A GGUF file written from a model's tensors reads back as that model, with the bytes that its types make, to the byte.</summary>
public sealed class GgufRoundTripTests
{
    // Sizes a layer at a time, all alike; the shared network is as wide as a dense one would be.
    private const string Hunyuan = """
        { "model_type": "hunyuan_v1_moe", "architectures": ["HunYuanMoEV1ForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "attention_head_dim": 32, "use_qk_norm": true, "intermediate_size": 96, "moe_intermediate_size": [48, 48], "num_experts": 8, "moe_topk": [2, 2], "num_shared_expert": [1, 1],
          "use_mixed_mlp_moe": true, "tie_word_embeddings": true, "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    // Two widths of KV heads, a matrix in the place of attention, nothing in its place, and a network that was dropped.
    private const string Pruned = """
        { "model_type": "nemotron-nas", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": null, "intermediate_size": null, "vocab_size": 100,
          "max_position_embeddings": 2048, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "block_configs": [
            { "attention": { "n_heads_in_group": 2 }, "ffn": { "ffn_mult": 2.5 } }, { "attention": { "n_heads_in_group": 4 }, "ffn": { "ffn_mult": 8.0 } },
            { "attention": { "replace_with_linear": true }, "ffn": { "ffn_mult": 2.5 } }, { "attention": { "no_op": true }, "ffn": { "ffn_mult": 2.5 } } ] }
        """;

    private const string Lfm2Moe = """
        { "model_type": "lfm2_moe", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "moe_intermediate_size": 32,
          "num_experts": 8, "num_experts_per_tok": 2, "num_dense_layers": 1, "use_expert_bias": true, "conv_L_cache": 3, "conv_bias": false, "layer_types": ["conv", "full_attention", "conv"],
          "vocab_size": 100, "max_position_embeddings": 2048, "torch_dtype": "bfloat16" }
        """;

    private static readonly Lazy<IReadOnlyList<Model>> s_samples = new(() => [.. SampleConfigs.All.Concat(FamilySamples.All).Concat([Hunyuan, Pruned, Lfm2Moe])
        .Select(config => ConfigReader.Read(Encoding.UTF8.GetBytes(config), "config.json")).Select(Plain).Where(model => GgufWriter.ArchitectureOf(model) is not null)]);

    private static readonly Lazy<IReadOnlyList<Model>> s_catalogue = new(() =>
    {
        var catalog = EmbeddedCatalog.Open();
        return [.. catalog.ModelIds.Where(id => catalog.FindSummary(id)!.NotSizable is null).Select(id => Plain(catalog.FindModel(id)!)).Where(model => GgufWriter.ArchitectureOf(model) is not null)];
    });

    public static TheoryData<string> Types => ["BF16", "Q8_0", "Q4_K"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_sample_config_comes_back_from_a_gguf_to_the_byte(string type) => ComesBack(s_samples.Value, type);

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_model_of_the_catalogue_comes_back_from_a_gguf_to_the_byte(string type) => ComesBack(s_catalogue.Value, type);

    [Fact]
    public void Every_architecture_of_the_table_is_written()
    {
        var written = s_samples.Value.Concat(s_catalogue.Value).Select(model => GgufWriter.ArchitectureOf(model)!).ToHashSet();
        Assert.Equal([], GgufArchitecture.All.SelectMany(architecture => architecture.Names).Where(name => !written.Contains(name)));
    }

    // Encoders go into a file of their own.
    private static Model Plain(Model model) => model with { EncoderParameters = 0 };

    private static void ComesBack(IReadOnlyList<Model> models, string type)
    {
        var wrong = new List<string>();
        foreach (var model in models)
        {
            var architecture = GgufWriter.ArchitectureOf(model)!;
            var file = GgufWriter.Write(model, architecture, type switch { "BF16" => GgufSamples.Bf16, "Q8_0" => GgufSamples.Q8, _ => GgufSamples.Q4K });
            try
            {
                wrong.AddRange(Differences(model, file).Select(line => $"{architecture}, {model.Id}: {line}"));
            }
            catch (InputException error)
            {
                wrong.Add($"{architecture}, {model.Id}: {error.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Differences(Model model, GgufWriter file)
    {
        var read = CheckpointReader.Read(new VirtualFiles().With("model.gguf", file.File), "model.gguf")!;
        foreach (var line in read.Disagreements) yield return line;
        foreach (var tensor in read.Census.Unknown.Take(1)) yield return $"unknown: {tensor.Name}";
        var found = read.Model!;
        if (found.TotalParameters != model.TotalParameters) yield return $"{found.TotalParameters} parameters, not {model.TotalParameters}";
        if (found.ActiveParameters != model.ActiveParameters) yield return $"{found.ActiveParameters} active parameters, not {model.ActiveParameters}";
        var bytes = found.WeightBytesByClass(found.Native);
        foreach (var (kind, expected) in file.Bytes)
        {
            if (read.Census[kind].Bytes != expected) yield return $"{kind}: {read.Census[kind].Bytes} bytes counted, not {expected}";
            if (Math.Abs(bytes[kind].Value - expected) > 1e-3) yield return $"{kind}: {bytes[kind].Value} bytes of the model, not {expected}";
        }

        if (bytes.Count != file.Bytes.Count) yield return $"{bytes.Count} classes, not {file.Bytes.Count}";
        // What a sequence takes depends on heads and states, which no count of weights tells.
        for (var i = 0; i < model.Layers.Count && i < found.Layers.Count; i++)
        {
            if (model.Layers[i].Attention.CacheElementsPerToken == found.Layers[i].Attention.CacheElementsPerToken
                && model.Layers[i].Attention.StatePerSequence.Value == found.Layers[i].Attention.StatePerSequence.Value) continue;
            yield return $"layer {i}: another cache or state, {found.Layers[i].Attention} for {model.Layers[i].Attention}";
            yield break;
        }
    }
}
