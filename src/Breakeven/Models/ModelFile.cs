using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models.Configs;

namespace Breakeven.Models;

/// <summary>A model as the catalogue keeps it: layers as runs, precision by class, figures as published, with source and date.</summary>
public static partial class ModelFile
{
    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int SchemaVersion = 1;

    private const string Example = "a model file as catalog/models holds them";

    /// <summary>The file's name for a model: its id with "__" for "/".</summary>
    public static string NameOf(string id) => id.Replace("/", "__", StringComparison.Ordinal) + ".json";

    /// <summary>Reads a model; refuses a file that holds published figures only.</summary>
    public static Model Read(ReadOnlyMemory<byte> json, string where)
    {
        var file = Open(json, where);
        var summary = ReadSummary(file);
        if (summary.NotSizable is { } reason)
            throw new InputException($"only published figures of {summary.Id} are known: {reason}", where, "choose a model whose layers are known (breakeven models list)");
        var model = new Model
        {
            Id = summary.Id,
            Architecture = summary.Architecture,
            Hidden = file.Count("hidden", Bounds.Hidden),
            Vocabulary = file.Count("vocabulary", Bounds.Vocabulary),
            TiedEmbeddings = file.RequiredFlag("tied_embeddings"),
            ContextLimit = new(file.Long("context_limit_tokens", Bounds.Context)),
            Layers = ReadLayers(file, "layers"),
            DraftLayers = file.Has("draft_layers") ? ReadLayers(file, "draft_layers") : [],
            OuterNorms = file.CountOrNull("outer_norms", 16, zero: true) ?? 1,
            LearntPositions = file.CountOrNull("learnt_positions", Bounds.Width) ?? 0,
            HeadBias = file.Flag("head_bias", false),
            PerLayerVocabulary = file.CountOrNull("per_layer_vocabulary", Bounds.Vocabulary) ?? 0,
            EncoderParameters = file.Has("encoder_parameters") ? file.Long("encoder_parameters", 1_000_000_000_000) : 0,
            Native = ReadPrecision(file),
            Published = summary.Published,
            License = summary.License,
            Source = summary.Source,
            Notes = file.TextsOrNull("notes") ?? [],
        };
        return model.Layers.Count > 0 && Parameters(model) <= Bounds.Parameters
            ? model
            : throw file.Error("layers", "the layers hold no parameters, or more than any model has", "check the sizes");
    }

    // In floating point, since absurd sizes overflow whole numbers.
    private static double Parameters(Model model) =>
        model.LayerKinds.Sum(kind => kind.Count * kind.Layer.Tensors(model.Hidden).Sum(tensor => (double)tensor.Rows * tensor.Columns * tensor.Count));

    /// <summary>Reads what stands before the layers.</summary>
    public static ModelSummary ReadSummary(ReadOnlyMemory<byte> json, string where) => ReadSummary(Open(json, where));

    private static ConfigObject Open(ReadOnlyMemory<byte> json, string where)
    {
        var file = new ConfigObject(JsonText.Parse(json, where, Example), where, "", []);
        var version = file.Count("schema_version", int.MaxValue);
        if (version != SchemaVersion) throw file.Error("schema_version", $"version {version} is not understood", $"give {SchemaVersion}");
        file.RefuseOthers(
            "schema_version", "id", "architecture", "hidden", "vocabulary", "tied_embeddings", "context_limit_tokens", "layers", "draft_layers", "encoder_parameters",
            "outer_norms", "learnt_positions", "head_bias", "per_layer_vocabulary",
            "precision", "published", "published_only", "license", "notes", "source");
        return file;
    }

    private static ModelSummary ReadSummary(ConfigObject file)
    {
        var published = file.ObjectOrNull("published");
        published?.RefuseOthers("total_parameters", "active_parameters", "source");
        return new(
            file.Text("id", "meta-llama/Llama-3.1-8B"), file.Text("architecture", "llama"),
            published is null ? null : new(
                published.Number("total_parameters", Bounds.Parameters),
                published.Has("active_parameters") ? published.Number("active_parameters", Bounds.Parameters) : null, ReadSource(published)),
            file.TextOrNull("license"), ReadSource(file), file.TextOrNull("published_only"));
    }

    private static Source ReadSource(ConfigObject file)
    {
        var source = file.ObjectOrNull("source") ?? throw file.Error("source", "the member is missing", "say where the fact was read, and when");
        source.RefuseOthers("where", "date", "note");
        var date = source.Text("date", "2026-08-21");
        return new(
            source.Text("where", "a page or a repository with path and commit"),
            DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day : throw source.Error("date", "this is no date", "give year-month-day, such as 2026-08-21"),
            source.TextOrNull("note") ?? "");
    }

    private static List<ModelLayer> ReadLayers(ConfigObject file, string name)
    {
        var layers = new List<ModelLayer>();
        foreach (var run in file.Objects(name))
        {
            run.RefuseOthers("repeat", "pattern");
            var pattern = run.Objects("pattern").Select(ReadEntry).ToList();
            var decoded = new LayerRun(run.CountOrNull("repeat", Bounds.Layers) ?? 1, pattern);
            if ((long)decoded.Repeat * pattern.Sum(entry => (long)entry.Repeat) + layers.Count > Bounds.Layers)
                throw run.Error("repeat", $"more than {Bounds.Layers} layers", "check the repeats");
            layers.AddRange(decoded.Decode());
        }

        return layers;
    }

    private static (ModelLayer Layer, int Repeat) ReadEntry(ConfigObject entry)
    {
        entry.RefuseOthers("repeat", "attention", "feed_forward", "norms", "joins_draft", "per_layer_input_width", "hyper_streams", "mixes_blocks");
        return (new(
            ReadAttention(entry.ObjectOrNull("attention") ?? throw entry.Error("attention", "the member is missing", "give its kind and sizes")),
            ReadFeedForward(entry.ObjectOrNull("feed_forward") ?? throw entry.Error("feed_forward", "the member is missing", "give its kind and sizes")),
            entry.CountOrNull("norms", 16, zero: true) ?? 2)
        {
            JoinsDraft = entry.Flag("joins_draft", false),
            PerLayerInputWidth = entry.CountOrNull("per_layer_input_width", Bounds.Width) ?? 0,
            HyperStreams = entry.CountOrNull("hyper_streams", 64, zero: true) ?? 0,
            MixesBlocks = entry.Flag("mixes_blocks", false),
        }, entry.CountOrNull("repeat", Bounds.Layers) ?? 1);
    }

    private static AttentionKind ReadAttention(ConfigObject attention)
    {
        switch (attention.Text("kind", "grouped"))
        {
            case "grouped": return ReadGrouped(attention);
            case "absent":
                attention.RefuseOthers("kind");
                return new AttentionKind.Absent();
            case "latent":
                attention.RefuseOthers("kind", "heads", "query_rank", "latent_rank", "nope_dim", "rope_dim", "value_dim", "output_gate", "indexer");
                return new AttentionKind.Latent(
                    attention.Count("heads", Bounds.Heads), attention.CountOrNull("query_rank", Bounds.Rank), attention.Count("latent_rank", Bounds.Rank),
                    attention.Count("nope_dim", Bounds.HeadDim), attention.Count("rope_dim", Bounds.HeadDim), attention.Count("value_dim", Bounds.HeadDim))
                {
                    OutputGate = attention.Flag("output_gate", false),
                    Index = ReadIndexer(attention),
                };
            case "gated_delta":
                attention.RefuseOthers("kind", "key_heads", "value_heads", "key_dim", "value_dim", "convolution_width", "state_bytes_per_element");
                return new AttentionKind.GatedDelta(
                    attention.Count("key_heads", Bounds.Heads), attention.Count("value_heads", Bounds.Heads), attention.Count("key_dim", Bounds.HeadDim),
                    attention.Count("value_dim", Bounds.HeadDim), attention.Count("convolution_width", 1024), attention.Count("state_bytes_per_element", 8));
            case "compressed": return ReadCompressed(attention);
            case "lightning": return ReadLightning(attention);
            case "kimi_delta": return ReadKimiDelta(attention);
            default:
                return ReadConvolutional(attention) ?? throw attention.Error(
                    "kind", "this kind of attention is not understood",
                    "known: grouped, latent, compressed, gated_delta, kimi_delta, lightning, mamba, mamba2, short_convolution, matrix, absent");
        }
    }

    private static Indexer? ReadIndexer(ConfigObject attention)
    {
        if (attention.ObjectOrNull("indexer") is not { } indexer) return null;
        indexer.RefuseOthers("heads", "dim", "selected", "key_heads", "head_weights", "wide_keys", "borrowed");
        return new(indexer.Count("heads", Bounds.Heads), indexer.Count("dim", Bounds.HeadDim), indexer.Count("selected", Bounds.Window))
        {
            KeyHeads = indexer.Count("key_heads", Bounds.Heads, 1),
            HeadWeights = indexer.Flag("head_weights", true),
            WideKeys = indexer.Flag("wide_keys", false),
            Borrowed = indexer.Flag("borrowed", false),
        };
    }

    private static AttentionKind.Grouped ReadGrouped(ConfigObject attention)
    {
        attention.RefuseOthers(
            "kind", "heads", "key_value_heads", "key_dim", "value_dim", "span", "span_tokens", "input_bias", "output_bias", "query_key_norm",
            "wide_query_key_norm", "output_gate", "head_gate", "sinks", "keys_are_values", "borrows_cache", "indexer");
        var span = attention.TextOrNull("span") switch
        {
            null or "full" => AttentionSpan.Full,
            "sliding" => AttentionSpan.Sliding,
            "chunked" => AttentionSpan.Chunked,
            _ => throw attention.Error("span", "this span is not understood", "known: full, sliding, chunked"),
        };
        var heads = attention.Count("heads", Bounds.Heads);
        var keyValueHeads = attention.Count("key_value_heads", heads);
        if (heads % keyValueHeads != 0) throw attention.Error("key_value_heads", $"{keyValueHeads} KV heads do not divide {heads} query heads", "give a divisor of heads");
        return new(
            heads, keyValueHeads,
            attention.Count("key_dim", Bounds.HeadDim), attention.Count("value_dim", Bounds.HeadDim))
        {
            Span = span,
            SpanTokens = span == AttentionSpan.Full ? 0 : attention.Count("span_tokens", Bounds.Window),
            InputBias = attention.Flag("input_bias", false),
            OutputBias = attention.Flag("output_bias", false),
            QueryKeyNorm = attention.Flag("query_key_norm", false),
            OutputGate = attention.Flag("output_gate", false),
            Sinks = attention.Flag("sinks", false),
            WideQueryKeyNorm = attention.Flag("wide_query_key_norm", false),
            HeadGate = attention.Flag("head_gate", false),
            KeysAreValues = attention.Flag("keys_are_values", false),
            BorrowsCache = attention.Flag("borrows_cache", false),
            Index = ReadIndexer(attention),
        };
    }

    private static FeedForwardKind ReadFeedForward(ConfigObject network)
    {
        switch (network.Text("kind", "dense"))
        {
            case "dense":
                network.RefuseOthers("kind", "width", "gated", "bias");
                return new FeedForwardKind.Dense(network.Count("width", Bounds.Width)) { Gated = network.Flag("gated", true), Bias = network.Flag("bias", false) };
            case "mixture":
                network.RefuseOthers("kind", "experts", "experts_per_token", "expert_width", "shared_width", "shared_gate", "router_bias", "expert_bias",
                    "gated", "latent_width", "latent_norm", "dense_width", "router_scales", "hashed_tokens");
                var experts = network.Count("experts", Bounds.Experts);
                return new FeedForwardKind.Mixture(experts, network.Count("experts_per_token", experts), network.Count("expert_width", Bounds.Width))
                {
                    SharedWidth = network.CountOrNull("shared_width", Bounds.Width, zero: true) ?? 0,
                    SharedGate = network.Flag("shared_gate", false),
                    RouterBias = network.Flag("router_bias", false),
                    ExpertBias = network.Flag("expert_bias", false),
                    Gated = network.Flag("gated", true),
                    LatentWidth = network.CountOrNull("latent_width", Bounds.Width, zero: true) ?? 0,
                    LatentNorm = network.Flag("latent_norm", false),
                    DenseWidth = network.CountOrNull("dense_width", Bounds.Width, zero: true) ?? 0,
                    HashedTokens = network.CountOrNull("hashed_tokens", Bounds.Vocabulary, zero: true) ?? 0,
                    RouterScales = network.CountOrNull("router_scales", Bounds.Width, zero: true) ?? 0,
                };
            case "linear":
                network.RefuseOthers("kind");
                return new FeedForwardKind.Linear();
            case "absent":
                network.RefuseOthers("kind");
                return new FeedForwardKind.Absent();
            default: throw network.Error("kind", "this kind of feed-forward is not understood", "known: dense, mixture, linear, absent");
        }
    }

    private static PrecisionScheme ReadPrecision(ConfigObject file)
    {
        var precision = file.ObjectOrNull("precision") ?? throw file.Error("precision", "the member is missing", "give name and weights by class");
        precision.RefuseOthers("name", "cache", "weights", "exceptions");
        var weights = Formats(precision, "weights").ToDictionary(
            pair => ClassOf(pair.Key) ?? throw precision.Error($"weights.{pair.Key}", "this is no class of tensors", $"known: {string.Join(", ", s_classes.Values)}"), pair => pair.Value);
        var cache = precision.TextOrNull("cache") switch
        {
            null or "bf16" => NumberFormat.Bf16,
            "fp8" => NumberFormat.Fp8,
            "int8" => NumberFormat.Int8,
            "fp4" => NumberFormat.Fp4,
            "fp32" => NumberFormat.Fp32,
            _ => throw precision.Error("cache", "this format is not understood", "known: bf16, fp8, int8, fp4, fp32"),
        };
        return new(precision.Text("name", "bf16"), weights, cache) { Exceptions = Formats(precision, "exceptions") };
    }

    private static Dictionary<string, WeightFormat> Formats(ConfigObject precision, string name) =>
        precision.ObjectOrNull(name) is not { } formats ? [] : formats.Names.ToDictionary(member => member, member =>
            WeightFormat.Parse(formats.Text(member, "fp8-block"))
            ?? throw formats.Error(member, "this format is not understood", "known: bf16, fp32, fp8-tensor, fp8-channel, fp8-block, int8, int4-g128, mxfp4, nvfp4"));

    private static TensorClass? ClassOf(string name) => s_classes.Where(pair => pair.Value == name).Select(pair => (TensorClass?)pair.Key).FirstOrDefault();

    private static readonly Dictionary<TensorClass, string> s_classes = new()
    {
        [TensorClass.Embedding] = "embedding",
        [TensorClass.Head] = "head",
        [TensorClass.Norm] = "norm",
        [TensorClass.Attention] = "attention",
        [TensorClass.LinearAttention] = "linear_attention",
        [TensorClass.Router] = "router",
        [TensorClass.DenseFeedForward] = "dense_feed_forward",
        [TensorClass.SharedExpert] = "shared_expert",
        [TensorClass.RoutedExpert] = "routed_expert",
        [TensorClass.Encoder] = "encoder",
    };
}
