using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models;

public static partial class ModelFile
{
    private static readonly JsonWriterOptions s_layout = new()
    {
        Indented = true,
        NewLine = "\n",
        // Sources hold "+" and apostrophes; the files are no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file's text for a model.</summary>
    public static string Write(Model model) => Text(json =>
    {
        WriteSummary(json, new(model.Id, model.Architecture, model.Published, model.License, model.Source, null));
        json.WriteNumber("hidden", model.Hidden);
        json.WriteNumber("vocabulary", model.Vocabulary);
        json.WriteBoolean("tied_embeddings", model.TiedEmbeddings);
        json.WriteNumber("context_limit_tokens", model.ContextLimit.Value);
        WritePrecision(json, model.Native);
        WriteLayers(json, "layers", model.Layers);
        if (model.DraftLayers.Count > 0) WriteLayers(json, "draft_layers", model.DraftLayers);
        if (model.OuterNorms != 1) json.WriteNumber("outer_norms", model.OuterNorms);
        if (model.LearntPositions > 0) json.WriteNumber("learnt_positions", model.LearntPositions);
        if (model.HeadBias) json.WriteBoolean("head_bias", true);
        if (model.PerLayerVocabulary > 0) json.WriteNumber("per_layer_vocabulary", model.PerLayerVocabulary);
        if (model.EncoderParameters > 0) json.WriteNumber("encoder_parameters", model.EncoderParameters);
        if (model.Notes.Count == 0) return;
        json.WriteStartArray("notes");
        foreach (var note in model.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
    });

    /// <summary>The file's text for a model of which only published figures are known.</summary>
    public static string Write(ModelSummary summary) => Text(json => WriteSummary(json, summary));

    private static string Text(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_layout))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", SchemaVersion);
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteSummary(Utf8JsonWriter json, ModelSummary summary)
    {
        json.WriteString("id", summary.Id);
        json.WriteString("architecture", summary.Architecture);
        if (summary.NotSizable is { } reason) json.WriteString("published_only", reason);
        WriteSource(json, summary.Source);
        if (summary.License is { } license) json.WriteString("license", license);
        if (summary.Published is not { } published) return;
        json.WriteStartObject("published");
        json.WriteNumber("total_parameters", published.Total);
        if (published.Active is { } active) json.WriteNumber("active_parameters", active);
        WriteSource(json, published.Source);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, Source source)
    {
        json.WriteStartObject("source");
        json.WriteString("where", source.Where);
        json.WriteString("date", source.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (source.Note.Length > 0) json.WriteString("note", source.Note);
        json.WriteEndObject();
    }

    private static void WritePrecision(Utf8JsonWriter json, PrecisionScheme precision)
    {
        json.WriteStartObject("precision");
        json.WriteString("name", precision.Name);
        if (precision.Cache != NumberFormat.Bf16) json.WriteString("cache", precision.Cache.ToString().ToLowerInvariant());
        if (precision.Weights.Count > 0)
        {
            json.WriteStartObject("weights");
            foreach (var (kind, format) in precision.Weights.OrderBy(pair => pair.Key)) json.WriteString(s_classes[kind], format.Text);
            json.WriteEndObject();
        }

        if (precision.Exceptions.Count > 0)
        {
            json.WriteStartObject("exceptions");
            foreach (var (name, format) in precision.Exceptions.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(name, format.Text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLayers(Utf8JsonWriter json, string name, IReadOnlyList<ModelLayer> layers)
    {
        json.WriteStartArray(name);
        foreach (var run in LayerRun.Encode(layers))
        {
            json.WriteStartObject();
            if (run.Repeat > 1) json.WriteNumber("repeat", run.Repeat);
            json.WriteStartArray("pattern");
            foreach (var (layer, repeat) in run.Pattern) WriteLayer(json, layer, repeat);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLayer(Utf8JsonWriter json, ModelLayer layer, int repeat)
    {
        json.WriteStartObject();
        if (repeat > 1) json.WriteNumber("repeat", repeat);
        if (layer.JoinsDraft) json.WriteBoolean("joins_draft", true);
        if (layer.PerLayerInputWidth > 0) json.WriteNumber("per_layer_input_width", layer.PerLayerInputWidth);
        if (layer.Norms != 2) json.WriteNumber("norms", layer.Norms);
        if (layer.HyperStreams > 0) json.WriteNumber("hyper_streams", layer.HyperStreams);
        if (layer.MixesBlocks) json.WriteBoolean("mixes_blocks", true);
        json.WriteStartObject("attention");
        WriteAttention(json, layer.Attention);
        json.WriteEndObject();
        json.WriteStartObject("feed_forward");
        WriteFeedForward(json, layer.FeedForward);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAttention(Utf8JsonWriter json, AttentionKind attention)
    {
        switch (attention)
        {
            case AttentionKind.Grouped grouped:
                Sizes(json, "grouped", ("heads", grouped.Heads), ("key_value_heads", grouped.KeyValueHeads), ("key_dim", grouped.KeyDim), ("value_dim", grouped.ValueDim));
                if (grouped.Span != AttentionSpan.Full)
                {
                    json.WriteString("span", grouped.Span.ToString().ToLowerInvariant());
                    json.WriteNumber("span_tokens", grouped.SpanTokens);
                }

                Flags(json, ("input_bias", grouped.InputBias), ("output_bias", grouped.OutputBias), ("query_key_norm", grouped.QueryKeyNorm),
                    ("wide_query_key_norm", grouped.WideQueryKeyNorm), ("output_gate", grouped.OutputGate), ("head_gate", grouped.HeadGate), ("sinks", grouped.Sinks),
                    ("keys_are_values", grouped.KeysAreValues), ("borrows_cache", grouped.BorrowsCache));
                WriteIndexer(json, grouped.Index);
                break;
            case AttentionKind.Absent:
                json.WriteString("kind", "absent");
                break;
            case AttentionKind.Latent latent:
                Sizes(json, "latent", ("heads", latent.Heads), ("query_rank", latent.QueryRank ?? 0), ("latent_rank", latent.LatentRank),
                    ("nope_dim", latent.NopeDim), ("rope_dim", latent.RopeDim), ("value_dim", latent.ValueDim));
                Flags(json, ("output_gate", latent.OutputGate));
                WriteIndexer(json, latent.Index);
                break;
            case AttentionKind.GatedDelta delta:
                Sizes(json, "gated_delta", ("key_heads", delta.KeyHeads), ("value_heads", delta.ValueHeads), ("key_dim", delta.KeyDim), ("value_dim", delta.ValueDim),
                    ("convolution_width", delta.ConvolutionWidth), ("state_bytes_per_element", delta.StateBytesPerElement));
                break;
            case AttentionKind.Compressed compressed:
                WriteCompressed(json, compressed);
                break;
            case AttentionKind.Lightning lightning:
                Sizes(json, "lightning", ("heads", lightning.Heads), ("dim", lightning.Dim), ("state_bytes_per_element", lightning.StateBytesPerElement));
                Flags(json, ("query_key_norm", lightning.QueryKeyNorm));
                break;
            case AttentionKind.KimiDelta delta:
                Sizes(json, "kimi_delta", ("heads", delta.Heads), ("dim", delta.Dim), ("convolution_width", delta.ConvolutionWidth), ("state_bytes_per_element", delta.StateBytesPerElement));
                Flags(json, ("full_rank_gate", delta.FullRankGate));
                break;
            default:
                WriteConvolutional(json, attention);
                break;
        }
    }

    private static void WriteIndexer(Utf8JsonWriter json, Indexer? indexer)
    {
        if (indexer is null) return;
        json.WriteStartObject("indexer");
        json.WriteNumber("heads", indexer.Heads);
        json.WriteNumber("dim", indexer.Dim);
        json.WriteNumber("selected", indexer.Selected);
        if (indexer.KeyHeads != 1) json.WriteNumber("key_heads", indexer.KeyHeads);
        if (!indexer.HeadWeights) json.WriteBoolean("head_weights", false);
        Flags(json, ("wide_keys", indexer.WideKeys), ("borrowed", indexer.Borrowed));
        json.WriteEndObject();
    }

    private static void WriteFeedForward(Utf8JsonWriter json, FeedForwardKind feedForward)
    {
        switch (feedForward)
        {
            case FeedForwardKind.Dense dense:
                Sizes(json, "dense", ("width", dense.Width));
                if (!dense.Gated) json.WriteBoolean("gated", false);
                Flags(json, ("bias", dense.Bias));
                break;
            case FeedForwardKind.Mixture mixture:
                Sizes(json, "mixture", ("experts", mixture.Experts), ("experts_per_token", mixture.ExpertsPerToken), ("expert_width", mixture.ExpertWidth),
                    ("shared_width", mixture.SharedWidth), ("latent_width", mixture.LatentWidth), ("dense_width", mixture.DenseWidth), ("router_scales", mixture.RouterScales),
                    ("hashed_tokens", mixture.HashedTokens));
                if (!mixture.Gated) json.WriteBoolean("gated", false);
                Flags(json, ("latent_norm", mixture.LatentNorm), ("shared_gate", mixture.SharedGate), ("router_bias", mixture.RouterBias), ("expert_bias", mixture.ExpertBias));
                break;
            case FeedForwardKind.Linear:
                json.WriteString("kind", "linear");
                break;
            case FeedForwardKind.Absent:
                json.WriteString("kind", "absent");
                break;
            default: throw new NotSupportedException("no form for this feed-forward");
        }
    }

    // An absent size is none: no shared expert, no query rank.
    private static void Sizes(Utf8JsonWriter json, string kind, params ReadOnlySpan<(string Name, int Value)> sizes)
    {
        json.WriteString("kind", kind);
        foreach (var (name, value) in sizes)
            if (value != 0) json.WriteNumber(name, value);
    }

    private static void Flags(Utf8JsonWriter json, params ReadOnlySpan<(string Name, bool Value)> flags)
    {
        foreach (var (name, value) in flags)
            if (value) json.WriteBoolean(name, true);
    }
}
