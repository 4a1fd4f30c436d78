using Breakeven.Models;
using Breakeven.Models.Weights;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>A Llama of two layers of 64 (4 query and 2 KV heads of 16, width 128, vocabulary 100), and what can be wrong with its files.</summary>
public sealed class WeightCheckTests
{
    private static Checkpoint Read(SafetensorsBytes file, string? config = null) =>
        CheckpointReader.Read(new VirtualFiles().With("config.json", config ?? SampleConfigs.Llama).With("model.safetensors", file))!;

    private static SafetensorsBytes Files(int layers = 2, string type = "BF16", long width = 128, string attention = "BF16")
    {
        var file = new SafetensorsBytes().Add("model.embed_tokens.weight", type, 100, 64).Add("model.norm.weight", type, 64).Add("lm_head.weight", type, 100, 64);
        for (var i = 0; i < layers; i++)
        {
            var layer = $"model.layers.{i}.";
            file.Add(layer + "input_layernorm.weight", type, 64).Add(layer + "post_attention_layernorm.weight", type, 64)
                .Add(layer + "self_attn.q_proj.weight", attention, 64, 64).Add(layer + "self_attn.k_proj.weight", attention, 32, 64).Add(layer + "self_attn.v_proj.weight", attention, 32, 64)
                .Add(layer + "self_attn.o_proj.weight", attention, 64, 64)
                .Add(layer + "mlp.gate_proj.weight", type, width, 64).Add(layer + "mlp.up_proj.weight", type, width, 64).Add(layer + "mlp.down_proj.weight", type, 64, width);
        }

        return file;
    }

    // 2 x 6,400 + 64 + 2 x (128 + 12,288 + 24,576) = 86,848 parameters at 2 bytes.
    [Fact]
    public void Files_that_are_as_the_config_says_agree()
    {
        var read = Read(Files());
        Assert.Equal((0, 0, 173_696L), (read.Disagreements.Count, read.Remarks.Count, read.Census.Total.Bytes));
        Assert.Equal(173_696, read.Model!.WeightBytes(read.Model.Native).Value);
        Assert.Equal("bf16", read.Model.Native.Name);
    }

    [Fact]
    public void Each_disagreement_is_one_line()
    {
        Assert.Equal(["layer 1: the config has them, the files hold no tensor of them"], Read(Files(layers: 1)).Disagreements);
        Assert.Equal(["the files hold 36,992 parameters beyond the config's 2 layers (MTP?), the config has no draft layer"], Read(Files(layers: 3)).Disagreements);
        Assert.Equal(["layers 0-1: dense feed-forward: the config says 24,576 parameters a layer, the files hold 12,288"], Read(Files(width: 64)).Disagreements);
        Assert.Equal(["attention: the config says bf16, the files store 24,576 of 24,576 parameters as F8_E4M3"], Read(Files(attention: "F8_E4M3")).Disagreements);
        Assert.Equal(["1 tensors of 8 bytes fit no part of the model, such as \"model.layers.0.novelty\""], Read(Files().Add("model.layers.0.novelty", "BF16", 2, 2)).Disagreements);
        Assert.Equal(
            ["outside of the layers: head: the config has none, the files hold 6,400 parameters"],
            Read(Files(), SampleConfigs.Llama.Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal)).Disagreements);
    }

    // Attention in F8 instead of BF16: 24,576 bytes fewer, and the model that comes out has them.
    [Fact]
    public void What_the_files_hold_is_what_the_model_weighs()
    {
        var read = Read(Files(attention: "F8_E4M3"));
        Assert.Equal(24_576, read.Model!.WeightBytesByClass(read.Model.Native)[TensorClass.Attention].Value);
        Assert.Equal(173_696 - 24_576, read.Model.WeightBytes(read.Model.Native).Value);
        Assert.StartsWith("config and files disagree: attention", read.Model.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_names_what_is_missing_and_what_is_too_much()
    {
        var files = new VirtualFiles().With("config.json", SampleConfigs.Llama).With("a.safetensors", Files())
            .With("model.safetensors.index.json", """{"metadata":{"total_size":173696},"weight_map":{"lm_head.weight":"a.safetensors","gone.weight":"a.safetensors"}}""");
        Assert.Equal(
            ["1 tensors are not in the file that the index names, such as \"gone.weight\" in a.safetensors", "20 tensors are in no entry of the index, such as \"model.embed_tokens.weight\""],
            CheckpointReader.Read(files)!.Disagreements);
    }

    [Fact]
    public void A_shard_that_is_missing_is_named_and_the_config_counts()
    {
        var files = new VirtualFiles().With("config.json", SampleConfigs.Llama).With("model-00001-of-00002.safetensors", Files(layers: 1));
        var read = CheckpointReader.Read(files)!;
        Assert.Equal(["1 of 2 files are missing, such as model-00002-of-00002.safetensors; sizes are the config's"], read.Disagreements);
        Assert.Equal(173_696, read.Model!.WeightBytes(read.Model.Native).Value);
    }

    [Fact]
    public void Layers_are_told_in_ranges() => Assert.Equal("layers 0-2, 5, 7-8", LayerRanges.Of([0, 1, 2, 5, 7, 8]));
}
