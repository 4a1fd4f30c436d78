using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Testing;
using FsCheck;
using FsCheck.Fluent;
using static Breakeven.Tests.Models.SampleConfigs;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Breakeven.Tests.Models;

public sealed class HostileConfigTests
{
    private static readonly string[] s_values =
    [
        "-1", "0", "1e18", "1000000000000000000", "99999999999999999999999999", "1.5", "null", "true", "\"\"", "\"\\ud800\"", "[]", "[[]]", "{}", "{\"a\":1}", "[1,2,3]", "65536", "3", "\"re:(((\"",
    ];

    [Fact]
    public void Each_absurd_value_gives_one_line_with_place_cause_and_remedy()
    {
        (string Case, string Config)[] cases =
        [
            ("empty", ""), ("blank", " \n"), ("truncated", Llama[..120]), ("no object", "[1]"), ("trailing", Llama + "x"),
            ("nested without end", string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), ("lists without end", new string('[', 100_000)),
            ("a name that is no text", Llama.Replace("\"torch_dtype\"", "\"\\ud800\"", StringComparison.Ordinal)), ("twice", Llama.Replace("{ \"model_type\"", "{ \"vocab_size\": 1, \"model_type\"", StringComparison.Ordinal)),
            ("Infinity", With(Llama, "hidden_size", "Infinity")), ("Infinity as a name", Llama.Replace("\"torch_dtype\"", "Infinity", StringComparison.Ordinal)), ("NaN", With(Llama, "vocab_size", "NaN")),
            ("negative", With(Llama, "hidden_size", "-4096")), ("zero", With(Llama, "num_hidden_layers", "0")), ("10^18", With(Llama, "vocab_size", "1000000000000000000")),
            ("fraction", With(Llama, "num_attention_heads", "4.5")), ("text", With(Llama, "intermediate_size", "\"128\"")), ("missing", Llama.Replace("hidden_size", "width", StringComparison.Ordinal)),
            ("no model type", Llama.Replace("model_type", "type", StringComparison.Ordinal).Replace("architectures", "classes", StringComparison.Ordinal)), ("unknown", With(Llama, "model_type", "\"retnet\"")),
            ("unknown class", With(Llama, "architectures", "[\"LlamaForCausalLMEagle3\"]")), ("unknown wrapper", KimiK25.Replace("kimi_k25", "kimi_quadratic", StringComparison.Ordinal).Replace("\"model_type\": \"kimi_k2\", ", "", StringComparison.Ordinal)),
            ("unknown inside a wrapper", KimiK25.Replace("\"kimi_k2\"", "\"kimi_quadratic\"", StringComparison.Ordinal)),
            ("heads that do not divide", With(Llama, "num_key_value_heads", "3")), ("width that heads do not divide", With(Llama, "num_attention_heads", "6")),
            ("more experts used than there are", With(Mixtral, "num_experts_per_tok", "9")), ("an indexer", With(DeepSeekV3, "index_topk", "2048")),
            ("a layer kind", Qwen35.Replace("\"full_attention\"", "\"mamba\"", StringComparison.Ordinal)), ("too few layer kinds", Qwen35.Replace(", \"full_attention\"", "", StringComparison.Ordinal)),
            ("absurd product", With(With(With(Mixtral, "num_local_experts", "65536"), "intermediate_size", "10000000"), "num_hidden_layers", "1000")),
            ("unknown scheme", With(Llama, "quantization_config", "{ \"quant_method\": \"compressed-tensors\", \"config_groups\": { \"g\": { \"weights\": { \"num_bits\": 3, \"type\": \"int\" } } } }")),
            ("bad expression", With(Llama, "quantization_config", "{ \"quant_method\": \"fp8\", \"modules_to_not_convert\": [\"re:(((\"] }")),
            ("blocks", With(Llama, "quantization_config", "{ \"quant_method\": \"fp8\", \"weight_block_size\": [64, 64] }")),
            ("a type of number", With(Llama, "torch_dtype", "\"float8\"")),
        ];
        var lines = new StringBuilder();
        foreach (var (name, config) in cases)
        {
            var watch = Stopwatch.StartNew();
            var refusal = Record.Exception(() => Read(config)) as InputException;
            Assert.True(refusal is not null, $"{name} was read");
            var message = refusal.Message;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{name} took {watch.Elapsed}");
            Assert.DoesNotContain('\n', message);
            lines.Append(name).Append(" > ").Append(message).Append('\n');
        }

        Snapshot.Match(lines.ToString());
    }

    [Fact]
    public void A_file_of_a_gigabyte_a_missing_one_and_a_folder_without_a_config_are_refused_unread()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven");
        try
        {
            var large = Path.Combine(folder.FullName, "large.json");
            using (var stream = File.Create(large)) stream.SetLength(1 << 30);
            var watch = Stopwatch.StartNew();
            Assert.Equal($"{large}: the file is larger than 16 MiB, which no such file is; give the config.json, not the weights", Assert.Throws<InputException>(() => ConfigReader.ReadPath(large)).Message);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
            var missing = Path.Combine(folder.FullName, "config.json");
            Assert.StartsWith($"{missing}: there is no such file; give a config.json", Assert.Throws<InputException>(() => ConfigReader.ReadPath(folder.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_is_read_with_the_quantisation_beside_its_config()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "config.json"), Llama);
            Assert.Equal("bf16", ConfigReader.ReadPath(folder.FullName).Native.Name);
            File.WriteAllText(Path.Combine(folder.FullName, "hf_quant_config.json"), """{ "quantization": { "quant_algo": "FP8", "kv_cache_quant_algo": null, "exclude_modules": ["lm_head"] } }""");
            var model = ConfigReader.ReadPath(folder.FullName);
            Assert.Equal(("fp8-tensor", folder.Name), (model.Native.Name, model.Id));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Whatever_one_value_becomes_the_reader_answers_or_refuses()
        => Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (which, what) =>
        {
            var node = JsonNode.Parse(All[which.Get % All.Count])!;
            var places = Leaves(node).ToList();
            var (parent, key) = places[what.Get % places.Count];
            var value = s_values[(which.Get + what.Get) % s_values.Length];
            return AnswersOrRefuses(Replaced(node, parent, key, value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Whatever_bytes_are_cut_or_changed_the_reader_answers_or_refuses()
        => Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<byte>(), (which, at, by) =>
        {
            var bytes = Encoding.UTF8.GetBytes(All[which.Get % All.Count]);
            var place = at.Get * 37 % bytes.Length;
            if (by % 3 == 0) bytes = bytes[..place];
            else bytes[place] = by;
            return AnswersOrRefuses(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_damaged_model_file_is_refused_as_well()
    {
        var bytes = Encoding.UTF8.GetBytes(ModelFile.Write(Read(Qwen35Moe) with { Source = new("a test", new(2026, 1, 1)) }));
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<byte>(), (at, by) =>
        {
            var damaged = bytes.ToArray();
            damaged[at.Get * 37 % damaged.Length] = by;
            return AnswersOrRefuses(() => ModelFile.Read(damaged, "damaged"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_name_with_a_line_break_in_it_is_refused_in_one_line()
    {
        var text = ModelFile.Write(Read(Qwen35Moe) with { Source = new("a test", new(2026, 1, 1)) }).Replace("\"attention\"", "\"attenti\\nn\"", StringComparison.Ordinal);
        var refusal = Assert.Throws<InputException>(() => ModelFile.Read(Encoding.UTF8.GetBytes(text), "damaged"));
        Assert.Contains("attenti?n: the member is not known here", refusal.Message, StringComparison.Ordinal);
    }

    private static bool AnswersOrRefuses(byte[] config) => AnswersOrRefuses(() => ConfigReader.Read(config, "mutant.json"));

    private static bool AnswersOrRefuses(Func<Model> read)
    {
        try
        {
            var model = read();
            return model.TotalParameters > 0 && model.ActiveParameters <= model.TotalParameters && model.WeightBytes(model.Native).Value > 0
                && model.CacheBytes(model.Native, model.ContextLimit).Value >= 0 && model.DecodeFlopPerToken(model.ContextLimit).Value > 0;
        }
        catch (InputException refusal)
        {
            return !refusal.Message.Contains('\n', StringComparison.Ordinal) && refusal.Message.Length < 1000;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Leaves(JsonNode node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => Prepend((node, member.Key), member.Value)),
        JsonArray items => items.SelectMany((item, i) => Prepend((node, i), item)),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Prepend((JsonNode, object) place, JsonNode? child) =>
        child is null ? [place] : Leaves(child).Prepend(place);

    private static byte[] Replaced(JsonNode root, JsonNode parent, object key, string value)
    {
        const string mark = "\"@@@\"";
        if (key is string name) parent[name] = JsonNode.Parse(mark);
        else parent[(int)key] = JsonNode.Parse(mark);
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(mark, value, StringComparison.Ordinal));
    }
}
