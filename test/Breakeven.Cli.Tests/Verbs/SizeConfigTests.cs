using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>breakeven size on a file of a stranger's.</summary>
public sealed class SizeConfigTests : IDisposable
{
    private const string Sound = """
        { "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
          "intermediate_size": 14336, "vocab_size": 128256, "max_position_embeddings": 131072, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public void Dispose() => _folder.Delete(recursive: true);

    // Llama 3.1 8B: 2 x 128256 x 4096 + 4096 + 32 x (2 x 4096^2 + 2 x 1024 x 4096 + 3 x 4096 x 14336 + 2 x 4096).
    [Fact]
    public void A_config_a_folder_and_a_config_with_a_mark_in_front_count_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes(Sound);
        foreach (var path in (string[])[Write("config.json", bytes), _folder.FullName, Write("marked.json", [0xEF, 0xBB, 0xBF, .. bytes])])
        {
            var outcome = CliRun.Shipped.Run("size", path, "--format", "json");
            Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
            using var json = JsonDocument.Parse(outcome.Output);
            Assert.Equal(8_030_261_248, json.RootElement.GetProperty("total_parameters").GetInt64());
            Assert.Equal(8_030_261_248, json.RootElement.GetProperty("active_parameters").GetInt64());
        }
    }

    [Fact]
    public void What_the_reader_supposed_is_noted()
        => Assert.Contains("is absent: took", CliRun.Of("size", Write("config.json", Encoding.UTF8.GetBytes(Sound.Replace("\"tie_word_embeddings\": false, ", "", StringComparison.Ordinal)))).Output, StringComparison.Ordinal);

    [Fact]
    public void Hostile_configs_get_one_line_within_a_second()
    {
        CliRun.Of("size", Write("warm.json", "{}"u8.ToArray()));
        var said = new List<string>();
        foreach (var (name, bytes) in Hostile())
        {
            var path = bytes is null ? Path.Combine(_folder.FullName, name) : Write(name, bytes);
            if (name == "empty-folder") Directory.CreateDirectory(path);
            var clock = Stopwatch.StartNew();
            var outcome = CliRun.Of("size", path);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{name} took {clock.Elapsed}");
            Assert.True(outcome is { Exit: 2, Output: "" }, $"{name}: {outcome}");
            Assert.Matches(@"^breakeven: [^\n]+: [^\n]+; [^\n]+\n$", outcome.Error);
            Assert.DoesNotContain('\e', outcome.Error);
            said.Add($"{name}\n{outcome.Error.Replace(_folder.FullName, ".", StringComparison.Ordinal).Replace('\\', '/')}");
        }

        Snapshot.Match(string.Join('\n', said));
    }

    private static IEnumerable<(string Name, byte[]? Bytes)> Hostile()
    {
        yield return ("missing.json", null);
        yield return ("empty-folder", null);
        yield return ("empty.json", []);
        yield return ("truncated.json", Encoding.UTF8.GetBytes(Sound[..150]));
        yield return ("negative.json", With("\"hidden_size\": 4096", "\"hidden_size\": -4096"));
        yield return ("zero-layers.json", With("\"num_hidden_layers\": 32", "\"num_hidden_layers\": 0"));
        yield return ("zero-heads.json", With("\"num_attention_heads\": 32", "\"num_attention_heads\": 0"));
        yield return ("quintillion.json", With("\"vocab_size\": 128256", "\"vocab_size\": 1000000000000000000"));
        yield return ("quintillion-layers.json", With("\"num_hidden_layers\": 32", "\"num_hidden_layers\": 1e18"));
        yield return ("fraction.json", With("\"hidden_size\": 4096", "\"hidden_size\": 4096.5"));
        yield return ("text.json", With("\"hidden_size\": 4096", "\"hidden_size\": \"4096\""));
        yield return ("list.json", With("\"hidden_size\": 4096", "\"hidden_size\": [4096]"));
        yield return ("null.json", With("\"hidden_size\": 4096", "\"hidden_size\": null"));
        yield return ("array.json", "[]"u8.ToArray());
        yield return ("infinity.json", With("\"hidden_size\": 4096", "\"hidden_size\": Infinity"));
        yield return ("nan.json", With("\"hidden_size\": 4096", "\"hidden_size\": NaN"));
        yield return ("twice.json", With("\"hidden_size\": 4096", "\"hidden_size\": 4096, \"hidden_size\": 8192"));
        yield return ("unknown.json", With("\"llama\"", "\"lama\""));
        yield return ("no-architecture.json", "{ \"hidden_size\": 4096 }"u8.ToArray());
        yield return ("escape.json", With("\"llama\"", "\"\\u001b[31mred\""));
        yield return ("deep-objects.json", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"text_config\":", 100_000))));
        yield return ("deep-lists.json", Encoding.UTF8.GetBytes("{\"layer_types\":" + new string('[', 100_000)));
        yield return ("twenty-megabytes.json", Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 20_000_000) + "\"}"));
        yield return ("binary.json", [0x00, 0xFF, 0xFE, 0x80]);
        yield return ("wide.json", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Sound)]);
    }

    private static byte[] With(string sound, string hostile)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(Sound.Replace(sound, hostile, StringComparison.Ordinal));
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
