using System.Text;
using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Hub;

/// <summary>hf:owner/name against a server that behaves as the hub does: small files itself, large ones on another host, commits and tags in headers.</summary>
public sealed class HubTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    // Llama of 2 layers of 64: 86,848 parameters (6,400 x 2 + 64 + 2 x 36,992), 2 bytes each.
    private const string Config = """
        { "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 100,
          "max_position_embeddings": 2048, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("breakeven-hub-");

    public void Dispose() => _cache.Delete(recursive: true);

    private CliRun Run(string endpoint, params (string Name, string Value)[] more)
    {
        var run = new CliRun();
        run.Variables["HF_ENDPOINT"] = endpoint;
        run.Variables["XDG_CACHE_HOME"] = _cache.FullName;
        foreach (var (name, value) in more) run.Variables[name] = value;
        return run;
    }

    private static SafetensorsBytes Shard(int part)
    {
        var file = new SafetensorsBytes();
        if (part == 0) file.Add("model.embed_tokens.weight", "BF16", 100, 64).Add("model.norm.weight", "BF16", 64).Add("lm_head.weight", "BF16", 100, 64);
        var layer = $"model.layers.{part}.";
        return file.Add(layer + "input_layernorm.weight", "BF16", 64).Add(layer + "post_attention_layernorm.weight", "BF16", 64)
            .Add(layer + "self_attn.q_proj.weight", "BF16", 64, 64).Add(layer + "self_attn.k_proj.weight", "BF16", 32, 64).Add(layer + "self_attn.v_proj.weight", "BF16", 32, 64)
            .Add(layer + "self_attn.o_proj.weight", "BF16", 64, 64)
            .Add(layer + "mlp.gate_proj.weight", "BF16", 128, 64).Add(layer + "mlp.up_proj.weight", "BF16", 128, 64).Add(layer + "mlp.down_proj.weight", "BF16", 64, 128);
    }

    private static string Index()
    {
        var map = Enumerable.Range(0, 2).SelectMany(part => JsonDocument.Parse(Shard(part).Header().AsMemory(8)).RootElement.EnumerateObject().Select(entry => $"\"{entry.Name}\":\"model-0000{part + 1}-of-00002.safetensors\""));
        return $"{{\"metadata\":{{\"total_size\":173696}},\"weight_map\":{{{string.Join(',', map)}}}}}";
    }

    private static HubReply Text(string text) => new(200, Encoding.UTF8.GetBytes(text)) { Headers = new() { ["X-Repo-Commit"] = Commit, ["ETag"] = "\"abcdef0123456789\"" } };

    private static HubReply Absent => new(404, "Entry not found"u8.ToArray()) { Headers = new() { ["X-Repo-Commit"] = Commit, ["X-Error-Code"] = "EntryNotFound" } };

    private static HubReply Files(HubRequest request, string? elsewhere = null)
    {
        var name = request.Path.Split('/')[^1];
        if (name == "config.json") return Text(Config);
        if (name == "model.safetensors.index.json") return Text(Index());
        if (!name.StartsWith("model-0000", StringComparison.Ordinal)) return Absent;
        var file = Shard(name[10] - '1');
        return elsewhere is not null
            ? new(302, []) { Headers = new() { ["Location"] = $"{elsewhere}/blobs/{name}?signed=1", ["X-Repo-Commit"] = Commit, ["X-Linked-Etag"] = "\"feedfacefeedface\"" } }
            : LocalHub.Part(request, file.Header(), file.Length);
    }

    [Fact]
    public void A_sharded_checkpoint_is_read_by_its_headers_through_a_redirect_that_never_sees_the_token()
    {
        using var store = new LocalHub(request =>
        {
            var shard = Shard(request.Path.Split('/')[^1][10] - '1');
            return LocalHub.Part(request, shard.Header(), shard.Length);
        });
        using var hub = new LocalHub(request => Files(request, store.Address));
        var outcome = Run(hub.Address, ("HF_TOKEN", "hf_secret")).Run("files", "hf:owner/name", "--format", "json");
        Assert.True((outcome.Exit, outcome.Error) is (0, ""), outcome.ToString());
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal((86_848, 173_696), (json.RootElement.GetProperty("total_parameters").GetInt64(), json.RootElement.GetProperty("weight_bytes").GetInt64()));
        Assert.Equal("owner/name", json.RootElement.GetProperty("id").GetString());
        Assert.All(hub.Requests, request => Assert.Equal("Bearer hf_secret", request.Authorization));
        Assert.NotEmpty(store.Requests);
        Assert.All(store.Requests, request => Assert.Null(request.Authorization));
        Assert.All(store.Requests, request => Assert.Equal("bytes=0-262143", request.Range));
        // After the revision is known, every file is asked for by commit.
        Assert.All(hub.Requests.Skip(1), request => Assert.Contains($"/resolve/{Commit}/", request.Path, StringComparison.Ordinal));
        Assert.DoesNotContain("hf_secret", outcome.ToString() + string.Join('\n', Directory.GetFiles(_cache.FullName, "*", SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_fetched_is_not_fetched_again_and_serves_without_a_network()
    {
        string address;
        using (var hub = new LocalHub(request => Files(request)))
        {
            address = hub.Address;
            Assert.Equal(0, Run(address).Run("size", "hf:owner/name").Exit);
            var before = hub.Requests.Count;
            Assert.Equal(0, Run(address).Run("size", "hf:owner/name").Exit);
            Assert.Equal(["HEAD"], hub.Requests.Skip(before).Select(request => request.Method));
            Assert.Equal(0, Run(address).Run("size", $"hf:owner/name@{Commit}").Exit);
            Assert.Equal(before + 1, hub.Requests.Count);
        }

        var offline = Run(address).Run("files", "hf:owner/name", "--format", "json");
        Assert.Equal(0, offline.Exit);
        Assert.Contains("\"total_parameters\": 86848", offline.Output, StringComparison.Ordinal);
        Assert.Matches(@"^breakeven: 127\.0\.0\.1:\d+ cannot be reached; hf:owner/name is as it was when last fetched \(01234567\)\n$", offline.Error);
        Assert.Empty(Directory.GetFiles(_cache.FullName, ".*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_server_that_ignores_ranges_is_read_only_as_far_as_needed()
    {
        var large = new SafetensorsBytes().Add("model.embed_tokens.weight", "BF16", 1_000_000_000, 64);
        var sent = 0L;
        using var hub = new LocalHub(request =>
        {
            if (!request.Path.EndsWith("model.safetensors", StringComparison.Ordinal)) return Files(request) is { Status: 200 } found && request.Path.EndsWith("config.json", StringComparison.Ordinal) ? found : Absent;
            Interlocked.Add(ref sent, 1);
            return LocalHub.Part(request with { Range = null }, large.Header(), large.Length);
        });
        var outcome = Run(hub.Address).Run("files", "hf:owner/name", "--format", "json");
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("\"weight_bytes\": 128000000000", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(1, sent);
    }

    [Fact]
    public void A_header_longer_than_the_first_guess_is_fetched_in_pieces()
    {
        var file = new SafetensorsBytes();
        for (var i = 0; i < 8000; i++) file.Add($"model.layers.0.mlp.experts.{i}.down_proj.weight", "BF16", 4, 4);
        Assert.True(file.Header().Length > 600_000);
        using var hub = new LocalHub(request => request.Path.EndsWith("model.safetensors", StringComparison.Ordinal) ? LocalHub.Part(request, file.Header(), file.Length) : Absent);
        var outcome = Run(hub.Address).Run("files", "hf:owner/name", "--format", "json");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("\"total_parameters\": 128000", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["bytes=0-262143", "bytes=262144-524287", "bytes=524288-1048575"], hub.Requests.Where(request => request.Path.EndsWith("model.safetensors", StringComparison.Ordinal)).Select(request => request.Range));
    }

    [Fact]
    public void A_gguf_file_is_named_behind_the_repository()
    {
        var file = new GgufBytes().Text("general.architecture", "llama").Number("llama.block_count", 1).Number("llama.context_length", 64).Number("llama.embedding_length", 32)
            .Number("llama.feed_forward_length", 32).Number("llama.attention.head_count", 1).Tensor("token_embd.weight", (30, 1, 2), 32, 10).Tensor("output_norm.weight", (0, 1, 4), 32);
        foreach (var name in (string[])["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]) file.Tensor($"blk.0.{name}.weight", (8, 32, 34), 32, 32);
        file.Tensor("blk.0.attn_norm.weight", (0, 1, 4), 32).Tensor("blk.0.ffn_norm.weight", (0, 1, 4), 32);
        using var hub = new LocalHub(request => request.Path.EndsWith("/UD/x-Q8_0.gguf", StringComparison.Ordinal) ? LocalHub.Part(request, file.Header(), file.Length, new() { ["ETag"] = "\"aaaabbbbcccc\"" }) : Absent);
        var outcome = Run(hub.Address).Run("files", "hf:owner/name@refs/pr/1/UD/x-Q8_0.gguf", "--format", "json");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Contains($"\"weight_bytes\": {640 + 7 * 1088 + 3 * 128}", outcome.Output, StringComparison.Ordinal);
        Assert.All(hub.Requests, request => Assert.Contains("/resolve/refs%2Fpr%2F1/UD/", request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, "", 3, "wants to know who asks for hf:owner/name (401): there is no such repository, or it is private or gated; set HF_TOKEN to a token that may read it")]
    [InlineData(403, "", 3, "refuses hf:owner/name (403): accept the model's terms on its page, and set HF_TOKEN to a token that may read it")]
    [InlineData(429, "", 3, "is asked too often (429); wait a minute, or set HF_TOKEN")]
    [InlineData(503, "", 3, "answered 503 for hf:owner/name; try again later")]
    [InlineData(404, "RepoNotFound", 2, "hf:owner/name: there is no such repository; check owner and name; a private one needs HF_TOKEN")]
    [InlineData(404, "RevisionNotFound", 2, "hf:owner/name: there is no such revision; name a branch, a tag or a commit behind @, or leave it out")]
    [InlineData(404, "EntryNotFound", 2, "hf:owner/name: it has neither config.json nor safetensors files; name one of its .gguf files, such as hf:owner/name/model-Q4_K_M.gguf, or another repository")]
    public void Each_refusal_of_the_hub_is_one_line(int status, string code, int exit, string line)
    {
        using var hub = new LocalHub(_ => new(status, []) { Headers = code.Length == 0 ? [] : new() { ["X-Error-Code"] = code } });
        var outcome = Run(hub.Address).Run("size", "hf:owner/name");
        Assert.Equal((exit, ""), (outcome.Exit, outcome.Output));
        Assert.EndsWith(line + "\n", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void No_server_a_broken_body_a_stalled_one_and_a_circle_are_one_line_each()
    {
        using var gone = new LocalHub(_ => Absent);
        var address = gone.Address;
        gone.Dispose();
        Assert.Matches(@"^breakeven: 127\.0\.0\.1:\d+ cannot be reached \(no connection\); check the network, or give a folder of files fetched before\n$", Failure(address));
        using var cut = new LocalHub(request => request.Method == "HEAD" ? Text("") : new(200, Encoding.UTF8.GetBytes(Config)[..100]) { Claimed = 300 });
        Assert.Matches(@"^breakeven: 127\.0\.0\.1:\d+ broke off in the middle of hf:owner/name/model\.safetensors\.index\.json; try again\n$", Failure(cut.Address));
        using var stalled = new LocalHub(request => request.Method == "HEAD" ? Text("") : new(200, Encoding.UTF8.GetBytes(Config)) { Stalls = true });
        Assert.Matches(@"^breakeven: 127\.0\.0\.1:\d+ stopped in the middle of .* for 0\.5 s; try again, or set HF_HUB_DOWNLOAD_TIMEOUT to more seconds\n$", Failure(stalled.Address, ("HF_HUB_DOWNLOAD_TIMEOUT", "0.5")));
        using var circle = new LocalHub(request => new(302, []) { Headers = new() { ["Location"] = request.Path } });
        Assert.Matches(@"^breakeven: 127\.0\.0\.1:\d+ leads in a circle\n$", Failure(circle.Address));
    }

    private string Failure(string endpoint, params (string, string)[] more)
    {
        var outcome = Run(endpoint, more).Run("size", "hf:owner/name");
        Assert.Equal((3, ""), (outcome.Exit, outcome.Output));
        return outcome.Error;
    }

    [Theory]
    [InlineData("hf:")]
    [InlineData("hf:name")]
    [InlineData("hf:../x")]
    [InlineData("hf:owner/name/../../etc.gguf")]
    [InlineData("hf:owner/name/weights.bin")]
    [InlineData("hf:owner/name@")]
    public void What_is_no_address_is_refused_unasked(string text)
    {
        using var hub = new LocalHub(_ => Absent);
        var outcome = Run(hub.Address).Run("size", text);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.EndsWith("write hf:owner/name, hf:owner/name@revision or hf:owner/name/file.gguf, such as hf:Qwen/Qwen3-8B\n", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public void Variables_that_make_no_sense_are_named()
    {
        Assert.StartsWith("breakeven: HF_ENDPOINT: the value is no address", Run("ftp://x").Run("size", "hf:owner/name").Error, StringComparison.Ordinal);
        Assert.StartsWith("breakeven: HF_HUB_DOWNLOAD_TIMEOUT: the value is no number of seconds", Run("http://127.0.0.1:1", ("HF_HUB_DOWNLOAD_TIMEOUT", "-1")).Run("size", "hf:owner/name").Error, StringComparison.Ordinal);
    }
}
