using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>breakeven files, and the verbs that take a model, on checkpoints of a disk.</summary>
public sealed class FilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A folder with a checkpoint of a layer of 64; in it "agrees.safetensors" is as the config says, or the width differs.</summary>
    internal static string Checkpoint(string folder, long width = 128)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), """
            { "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 100,
              "max_position_embeddings": 2048, "tie_word_embeddings": true, "torch_dtype": "bfloat16" }
            """);
        const string layer = "model.layers.0.";
        new SafetensorsBytes().Add("model.embed_tokens.weight", "BF16", 100, 64).Add("model.norm.weight", "BF16", 64).Add(layer + "input_layernorm.weight", "BF16", 64)
            .Add(layer + "post_attention_layernorm.weight", "BF16", 64).Add(layer + "self_attn.q_proj.weight", "BF16", 64, 64).Add(layer + "self_attn.k_proj.weight", "BF16", 32, 64)
            .Add(layer + "self_attn.v_proj.weight", "BF16", 32, 64).Add(layer + "self_attn.o_proj.weight", "BF16", 64, 64).Add(layer + "mlp.gate_proj.weight", "BF16", width, 64)
            .Add(layer + "mlp.up_proj.weight", "BF16", width, 64).Add(layer + "mlp.down_proj.weight", "BF16", 64, width).WriteTo(Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    // 6,400 + 64 + 128 + 12,288 + 3 x 128 x 64 = 43,456 parameters, 86,912 bytes.
    [Fact]
    public void A_folder_a_file_and_its_neighbours_are_one_checkpoint()
    {
        Checkpoint(_folder.FullName);
        foreach (var path in (string[])[_folder.FullName, Path.Combine(_folder.FullName, "model.safetensors")])
        {
            var outcome = CliRun.Of("files", path, "--format", "json");
            Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
            using var json = JsonDocument.Parse(outcome.Output);
            Assert.Equal((43_456, 86_912), (json.RootElement.GetProperty("total_parameters").GetInt64(), json.RootElement.GetProperty("weight_bytes").GetInt64()));
            using var size = JsonDocument.Parse(CliRun.Of("size", path, "--format", "json").Output);
            Assert.Equal(43_456, size.RootElement.GetProperty("total_parameters").GetInt64());
        }
    }

    [Fact]
    public void The_report_reads_as_it_did()
    {
        Checkpoint(_folder.FullName, width: 96);
        var outcome = CliRun.Of("files", _folder.FullName);
        Assert.Equal(1, outcome.Exit);
        Snapshot.Match(outcome.ToString().Replace(_folder.Name, "FOLDER", StringComparison.Ordinal));
        // The model is still sized, with a word of warning.
        var size = CliRun.Of("size", _folder.FullName);
        Assert.StartsWith($"breakeven: {_folder.FullName}: 1 disagreement of config and files, such as: layer 0: dense feed-forward: the config says 24,576 parameters a layer, the files hold 18,432; ", size.Error, StringComparison.Ordinal);
        Assert.True(size.Exit is 0 or 1);
    }

    [Fact]
    public void What_holds_no_weights_or_no_shape_is_one_line()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), File.ReadAllText(Path.Combine(Checkpoint(_folder.FullName), "config.json")));
        File.Delete(Path.Combine(_folder.FullName, "model.safetensors"));
        Assert.EndsWith("there is a config and no weights; give a folder with .safetensors or .gguf files; breakeven size needs the config alone\n", CliRun.Of("files", _folder.FullName).Error, StringComparison.Ordinal);
        Checkpoint(_folder.FullName);
        File.Delete(Path.Combine(_folder.FullName, "config.json"));
        Assert.Contains("there is no config.json beside the weights", CliRun.Of("size", _folder.FullName).Error, StringComparison.Ordinal);
        var alone = CliRun.Of("files", _folder.FullName);
        Assert.Contains("nothing to compare with", alone.Output, StringComparison.Ordinal);
        Assert.StartsWith("breakeven: files: there is no file or folder \"nowhere\"; give a checkpoint's folder", CliRun.Of("files", "nowhere").Error, StringComparison.Ordinal);
        Assert.Equal(2, CliRun.Of("files", "./nowhere.gguf").Exit);
    }
}
