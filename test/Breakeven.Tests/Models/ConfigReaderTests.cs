using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Testing;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models;

public sealed class ConfigReaderTests
{
    // Ling 2.0's files name the first version's type and the second version's class.
    [Fact]
    public void The_class_says_what_is_built_where_the_type_belongs_to_another()
    {
        var model = Read(Qwen3Moe.Replace("\"qwen3_moe\"", "\"qwen3\", \"architectures\": [\"Qwen3MoeForCausalLM\"]", StringComparison.Ordinal));
        Assert.Equal(Read(Qwen3Moe).TotalParameters, model.TotalParameters);
        Assert.Contains(model.Notes, note => note.Contains("read as qwen3_moe", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_architecture_reads_and_survives_a_round_through_a_model_file()
    {
        foreach (var config in All)
        {
            var model = Read(config) with { Source = new("a test", new(2026, 1, 1)) };
            var text = ModelFile.Write(model);
            var back = ModelFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "back");
            Assert.Equal(text, ModelFile.Write(back));
            Assert.Equal(model.Layers, back.Layers);
            Assert.Equal(model.WeightBytes(model.Native), back.WeightBytes(back.Native));
        }
    }

    [SkippableFact]
    public void Every_config_of_the_reference_data_reads_or_names_the_architecture_that_is_not_understood()
    {
        var folder = ReferenceData.Require("models");
        var read = 0;
        foreach (var file in Directory.GetFiles(folder, "*.json").Concat(Directory.GetFiles(Path.Combine(folder, "derived"), "*.json")))
        {
            try
            {
                Assert.True(ConfigReader.ReadPath(file).TotalParameters > 0);
                read++;
            }
            catch (InputException refusal)
            {
                Assert.True(
                    refusal.What.StartsWith("the architecture \"", StringComparison.Ordinal) && refusal.Remedy.StartsWith("supported: ", StringComparison.Ordinal)
                    || refusal.What.Contains("Infinity and NaN", StringComparison.Ordinal)
                    || refusal.What == "the member is missing",
                    refusal.Message);
            }
        }

        Assert.True(read >= 100, $"only {read} configs were read");
    }

    [Fact]
    public void Head_dim_is_taken_as_given_or_else_from_the_width()
    {
        var stated = (AttentionKind.Grouped)Read(With(Llama, "head_dim", "24")).Layers[0].Attention;
        var divided = (AttentionKind.Grouped)Read(Llama).Layers[0].Attention;
        Assert.Equal((24, 16), (stated.KeyDim, divided.KeyDim));
    }

    [Fact]
    public void Absent_kv_heads_are_as_many_as_query_heads_and_that_is_noted()
    {
        var model = Read(With(Llama, "num_key_value_heads", "null"));
        Assert.Equal(4, ((AttentionKind.Grouped)model.Layers[0].Attention).KeyValueHeads);
        Assert.Contains("num_key_value_heads is absent: took the architecture's default, 4", model.Notes);
    }

    [Fact]
    public void A_head_is_tied_by_the_file_or_else_by_the_architecture()
    {
        Assert.False(Read(Llama).TiedEmbeddings);
        Assert.True(Read(With(Llama, "tie_word_embeddings", "true")).TiedEmbeddings);
        Assert.True(Read(Qwen35).TiedEmbeddings);
        Assert.False(Read(Qwen3).TiedEmbeddings);
        Assert.True(Read(With(Cohere, "tie_word_embeddings", "null")).TiedEmbeddings);
    }

    [Fact]
    public void Qwen2_has_biases_and_lets_the_last_layers_slide_only_when_told_to()
    {
        var model = Read(Qwen2);
        Assert.Equal([null, null, null, 512L], model.Layers.Select(layer => layer.Attention.Window));
        Assert.All(Read(With(Qwen2, "use_sliding_window", "false")).Layers, layer => Assert.Null(layer.Attention.Window));
        // q 64 + k 32 + v 32 biases in each layer.
        Assert.Equal(4 * 128, model.Tensors().Where(tensor => tensor.Name.EndsWith(".bias", StringComparison.Ordinal)).Sum(tensor => tensor.Parameters));
    }

    [Fact]
    public void Mistral_slides_over_4096_tokens_unless_the_file_says_otherwise()
    {
        Assert.All(Read(Mistral).Layers, layer => Assert.Equal(256, layer.Attention.Window));
        Assert.All(Read(With(Mistral, "sliding_window", "null")).Layers, layer => Assert.Null(layer.Attention.Window));
        Assert.All(Read(Mistral.Replace("\"sliding_window\": 256,", "", StringComparison.Ordinal)).Layers, layer => Assert.Equal(4096, layer.Attention.Window));
    }

    [Fact]
    public void Qwen3_moe_routes_every_second_layer_but_those_listed_as_dense()
        => Assert.Equal(
            [false, true, false, false, false, true],
            Read(Qwen3Moe).Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture));

    [Fact]
    public void Gpt_oss_slides_in_even_layers_by_default()
        => Assert.Equal([128L, null, 128L, null], Read(GptOss).Layers.Select(layer => layer.Attention.Window));

    [Fact]
    public void DeepSeek_V3_begins_dense_corrects_its_router_and_drafts()
    {
        var model = Read(DeepSeekV3);
        Assert.Equal([false, true, true, true], model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture { RouterBias: true, SharedWidth: 128 }));
        Assert.True(Assert.Single(model.DraftLayers).JoinsDraft);
        Assert.All(Read(DeepSeekV2).Layers.Skip(1), layer => Assert.False(((FeedForwardKind.Mixture)layer.FeedForward).RouterBias));
        Assert.Null(((AttentionKind.Latent)Read(DeepSeekV2).Layers[0].Attention).QueryRank);
    }

    [Fact]
    public void Llama_4_sees_all_in_every_fourth_layer_unless_the_file_lists_them()
    {
        Assert.Equal([512L, 512L, 512L, null, 512L, 512L, 512L, null], Read(Llama4).Layers.Select(layer => layer.Attention.Window));
        Assert.Equal([512L, 512L, 512L, null, 512L, 512L, 512L, null], Read(WithText(Llama4, "\"no_rope_layers\": []")).Layers.Select(layer => layer.Attention.Window));
        Assert.Equal([null, 512L, null, 512L, null, 512L, null, 512L], Read(WithText(Llama4, "\"no_rope_layers\": [0, 1, 0, 1, 0, 1, 0, 1]")).Layers.Select(layer => layer.Attention.Window));
        Assert.Equal(
            [192, 96, 192, 96, 192, 96, 192, 96],
            Read(Llama4).Layers.Select(layer => layer.FeedForward is FeedForwardKind.Dense dense ? dense.Width : ((FeedForwardKind.Mixture)layer.FeedForward).SharedWidth));
    }

    [Fact]
    public void Qwen3_5_is_read_by_its_list_or_by_its_interval()
    {
        Assert.Equal(["linear", "linear", "linear", "gqa"], Read(Qwen35).Layers.Select(layer => layer.Attention.Name));
        Assert.Equal(["linear", "linear", "linear", "gqa"], Read(Qwen35Moe).Layers.Select(layer => layer.Attention.Name));
        Assert.Single(Read(Qwen35).DraftLayers);
    }

    [Fact]
    public void Cohere_has_dense_layers_in_front_with_a_pattern_of_their_own()
    {
        var model = Read(Cohere);
        Assert.Equal([null, 256L, 256L, 256L, null], model.Layers.Select(layer => layer.Attention.Window));
        Assert.Equal(160, ((FeedForwardKind.Dense)model.Layers[0].FeedForward).Width);
        Assert.All(model.Layers, layer => Assert.Equal(1, layer.Norms));
    }

    [Fact]
    public void An_unquantised_checkpoint_is_stored_as_it_says()
    {
        Assert.Equal("bf16", Read(With(Llama, "torch_dtype", "\"float16\"")).Native.Name);
        var whole = Read(With(Llama, "torch_dtype", "\"float32\""));
        Assert.Equal(4.0 * whole.TotalParameters, whole.WeightBytes(whole.Native).Value);
    }

    private static string WithText(string config, string member) => config.Replace("\"hidden_size\"", member + ", \"hidden_size\"", StringComparison.Ordinal);

    [Theory]
    [InlineData("configs/meta-llama__Llama-3.1-8B.json", null, "meta-llama/Llama-3.1-8B")]
    [InlineData("hub/models--Qwen--Qwen3-8B/snapshots/abc/config.json", null, "Qwen/Qwen3-8B")]
    [InlineData("checkpoints/my-tune/config.json", "meta-llama/Llama-3.1-8B", "my-tune")]
    [InlineData("config.json", "meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B")]
    [InlineData("config.json", "/opt/ckpt", "model")]
    public void A_model_is_named_by_where_it_lies(string path, string? said, string name)
        => Assert.Equal(name, ModelName.From(said, path));
}
