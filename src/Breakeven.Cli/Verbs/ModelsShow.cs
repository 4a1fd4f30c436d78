using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven models show</summary>
internal static class ModelsShow
{
    private static readonly long[] UsualContexts = [1_024, 8_192, 32_768, 131_072];

    public static Verb Build(KnownNames known)
    {
        var id = new Argument<string>("model") { Description = "A model's id, the part of it that only it has, or a checkpoint: a folder, a config.json, a .safetensors or .gguf file, or hf:owner/name" };
        var precision = new Option<string[]>("--precision")
        {
            Description = $"Show the weights at this precision, beside the checkpoint's own: {Mistakes.Listed(PrecisionScheme.Names.Skip(1))}; may be given several times",
            HelpName = "name",
            DefaultValueFactory = _ => ["bf16", "fp8", "int4"],
        };
        var context = new Option<string[]>("--context")
        {
            Description = "Show the cache at this context, in tokens, such as 128k (128,000); may be given several times",
            HelpName = "tokens",
        };
        id.CompletionSources.Add(known.Models);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return new Verb("show", "One model: total and active parameters, layers by kind, bytes by class, cache, state, arithmetic", call => Run(
            call.Model(call.Value(id)),
            [.. call.Value(precision)!.Select(Precision)],
            [.. (call.Value(context) ?? []).Select(text => Context(text))]))
        {
            Arguments = { id },
            Options = { precision, context },
            Examples =
            [
                "breakeven models show meta-llama/Llama-3.3-70B-Instruct",
                "breakeven models show deepseek-ai/DeepSeek-V3 --context 4k --context 128k --explain",
                "breakeven models show openai/gpt-oss-20b --precision bf16 --format json",
            ],
        };
    }

    private static PrecisionScheme Precision(string name) => PrecisionScheme.Named(name) ?? throw new InputException(
        $"there is no precision \"{name}\"", "--precision", Mistakes.DidYouMean(name, PrecisionScheme.Names.Skip(1), $"choose {Mistakes.Listed(PrecisionScheme.Names.Skip(1))}"));

    private static TokenCount Context(string text) => Amount.ParseCount(text) is { } count and >= 1 and <= 1e9
        ? new((long)count)
        : throw new InputException($"\"{text}\" is not a number of tokens", "--context", "write a whole number from 1 to 1B, such as 128k");

    private static Answer Run(Model model, IReadOnlyList<PrecisionScheme> precisions, IReadOnlyList<TokenCount> contexts)
    {
        PrecisionScheme[] schemes = [model.Native, .. precisions.Where(scheme => scheme.Name != model.Native.Name)];
        if (contexts.Count == 0) contexts = [.. UsualContexts.Append(model.ContextLimit.Value).Where(tokens => tokens <= model.ContextLimit.Value).Distinct().Order().Select(tokens => new TokenCount(tokens))];
        var sections = new List<Section>
        {
            new Section.Facts(model.Id, Facts(model)),
            new Section.Table("Layers", LayerColumns, [.. Kinds(model).Select(kind => LayerRow(kind.Layer, kind.Count, model))]),
            new Section.Table($"Weights by class, GiB; native is {model.Native.Name}", WeightColumns(schemes), [.. WeightRows(model, schemes)]) { Main = true },
            new Section.Table($"Cache at {model.Native.Cache.ToString().ToLowerInvariant()}, and arithmetic of a decoded token", CacheColumns, [.. contexts.Select(context => CacheRow(model, context))]),
            new Section.Notes("Sources and notes", [SourceText.Of(model.Source), .. model.Notes]),
        };
        return new Answer(
            new Report(sections) { Explanations = [.. ModelExplanations.Of(model, contexts[^1])] },
            ModelsShowRecord.Of(model, schemes, contexts),
            () => ModelsShowJson.Default.ModelsShowRecord);
    }

    private static List<NamedValue> Facts(Model model)
    {
        List<NamedValue> facts =
        [
            new("architecture", "architecture", model.Architecture),
            new("total", "total_parameters", ModelWords.Parameters(model.TotalParameters)),
            new("active", "active_parameters", ModelWords.Parameters(model.ActiveParameters)),
            new("active, layers alone", "active_parameters_without_embeddings", ModelWords.Parameters(model.ActiveWithoutEmbeddings)),
        ];
        if (model.Published is { } published)
            facts.Add(new("published", "published_total_parameters", new Cell(
                $"{published.Total / 1e9:0.##} B total{(published.Active is { } active ? $", {active / 1e9:0.##} B active" : "")}",
                Cell.Number(published.Total).Raw)));
        facts.Add(new("hidden size", "hidden", Cell.Number(model.Hidden)));
        facts.Add(new("vocabulary", "vocabulary", new Cell($"{model.Vocabulary:N0}{(model.TiedEmbeddings ? ", the head reads the embedding" : "")}", Cell.Number(model.Vocabulary).Raw)));
        facts.Add(new("context limit", "context_limit_tokens", new Cell($"{model.ContextLimit.Value:N0} tokens", Cell.Number(model.ContextLimit.Value).Raw)));
        facts.Add(new("state a sequence", "state_bytes_per_sequence", model.StatePerSequence.Value == 0 ? new Cell("none", "0") : Cell.Amount(model.StatePerSequence)));
        if (model.DraftLayers.Count > 0) facts.Add(new("draft layers", "draft_layers", new Cell($"{model.DraftLayers.Count} (MTP), in no total above", Cell.Number(model.DraftLayers.Count).Raw)));
        facts.Add(new("licence", "license", model.License ?? Cell.Unknown));
        return facts;
    }

    internal static IEnumerable<(ModelLayer Layer, int Count)> Kinds(Model model)
        => model.Layers.GroupBy(layer => (layer.Attention, layer.FeedForward)).Select(group => (group.First(), group.Count()));

    private static readonly IReadOnlyList<Column> LayerColumns =
    [
        Column.Number("layers", "layers"),
        new("attention", "attention"),
        new("heads", "heads"),
        new("feed-forward", "feed_forward"),
        Column.Number("cache B/token, each", "cache_bytes_per_token_per_layer", drop: 1),
    ];

    private static IReadOnlyList<Cell> LayerRow(ModelLayer layer, int count, Model model) =>
    [
        Cell.Number(count),
        layer.Attention.Name,
        ModelWords.Describe(layer.Attention),
        ModelWords.Describe(layer.FeedForward),
        Cell.Number(layer.Attention.Cache.GrowthAt(model.Native, 1)),
    ];

    private static IReadOnlyList<Column> WeightColumns(IEnumerable<PrecisionScheme> schemes) =>
    [
        new("class", "class"),
        Column.Number("parameters B", "parameters"),
        .. schemes.Select((scheme, i) => Column.Number(i == 0 ? "native" : scheme.Name, (i == 0 ? "native" : scheme.Name.Replace('-', '_')) + "_bytes")),
    ];

    private static IEnumerable<IReadOnlyList<Cell>> WeightRows(Model model, IReadOnlyList<PrecisionScheme> schemes)
    {
        var parameters = model.ParametersByClass();
        var bytes = schemes.Select(model.WeightBytesByClass).ToList();
        foreach (var (kind, count) in parameters)
            yield return [ModelWords.NameOf(kind), Cell.Count(count, 1e9, 3), .. bytes.Select(scheme => Cell.Scaled(scheme[kind], Bytes.Gibibytes(1), 2))];
        yield return
        [
            Cell.Of("all", Tone.Strong),
            Cell.Count(model.TotalParameters, 1e9, 3).As(Tone.Strong),
            .. schemes.Select(scheme => Cell.Scaled(model.WeightBytes(scheme), Bytes.Gibibytes(1), 2).As(Tone.Strong)),
        ];
    }

    private static readonly IReadOnlyList<Column> CacheColumns =
    [
        Column.Number("context tokens", "context_tokens"),
        Column.Number("last token KiB", "cache_bytes_per_token"),
        Column.Number("sequence GiB", "cache_bytes_per_sequence"),
        Column.Number("GFLOP a token", "decode_flop_per_token"),
    ];

    private static IReadOnlyList<Cell> CacheRow(Model model, TokenCount context) =>
    [
        Cell.Number(context.Value),
        Cell.Scaled(model.CachePerToken(model.Native, context), new BytesPerToken(1024), 2),
        Cell.Scaled(model.CacheBytes(model.Native, context), Bytes.Gibibytes(1), 3),
        Cell.Scaled(model.DecodeFlopPerToken(context), new FlopCount(1e9), 1),
    ];
}

internal sealed record LayerKindRecord(int Layers, string Attention, string Heads, string FeedForward, double CacheBytesPerTokenPerLayer, double StateBytesPerSequencePerLayer)
{
    public static LayerKindRecord Of(ModelLayer layer, int count, PrecisionScheme precision) => new(
        count,
        layer.Attention.Name,
        ModelWords.Describe(layer.Attention),
        ModelWords.Describe(layer.FeedForward),
        layer.Attention.Cache.GrowthAt(precision, 1),
        layer.Attention.StatePerSequence.Value);
}

internal sealed record ClassBytesRecord(string Class, long Parameters, double Bytes);

internal sealed record WeightsRecord(string Precision, bool Native, double Bytes, IReadOnlyList<ClassBytesRecord> Classes)
{
    public static WeightsRecord Of(Model model, PrecisionScheme scheme)
    {
        var bytes = model.WeightBytesByClass(scheme);
        return new(
            scheme.Name,
            ReferenceEquals(scheme.Weights, model.Native.Weights),
            model.WeightBytes(scheme).Value,
            [.. model.ParametersByClass().Select(entry => new ClassBytesRecord(ModelWords.NameOf(entry.Class), entry.Parameters, bytes[entry.Class].Value))]);
    }
}

internal sealed record CacheRecord(long ContextTokens, double BytesPerToken, double BytesPerSequence, double DecodeFlopPerToken)
{
    public static CacheRecord Of(Model model, PrecisionScheme precision, TokenCount context) => new(
        context.Value,
        model.CachePerToken(precision, context).Value,
        model.CacheBytes(precision, context).Value,
        model.DecodeFlopPerToken(context).Value);
}

internal sealed record PublishedRecord(double TotalParameters, double? ActiveParameters, SourceRecord Source);

internal sealed record ModelsShowRecord(
    string Id,
    string Architecture,
    long TotalParameters,
    long ActiveParameters,
    long ActiveParametersWithoutEmbeddings,
    PublishedRecord? Published,
    int Hidden,
    int Vocabulary,
    bool TiedEmbeddings,
    long ContextLimitTokens,
    double StateBytesPerSequence,
    int DraftLayers,
    string? License,
    IReadOnlyList<LayerKindRecord> Layers,
    IReadOnlyList<WeightsRecord> Weights,
    string CacheFormat,
    IReadOnlyList<CacheRecord> Cache,
    SourceRecord Source,
    IReadOnlyList<string> Notes) : WireRecord
{
    public static ModelsShowRecord Of(Model model, IEnumerable<PrecisionScheme> schemes, IEnumerable<TokenCount> contexts) => new(
        model.Id,
        model.Architecture,
        model.TotalParameters,
        model.ActiveParameters,
        model.ActiveWithoutEmbeddings,
        model.Published is { } published ? new(published.Total, published.Active, SourceRecord.Of(published.Source)) : null,
        model.Hidden,
        model.Vocabulary,
        model.TiedEmbeddings,
        model.ContextLimit.Value,
        model.StatePerSequence.Value,
        model.DraftLayers.Count,
        model.License,
        [.. ModelsShow.Kinds(model).Select(kind => LayerKindRecord.Of(kind.Layer, kind.Count, model.Native))],
        [.. schemes.Select(scheme => WeightsRecord.Of(model, scheme))],
        model.Native.Cache.ToString().ToLowerInvariant(),
        [.. contexts.Select(context => CacheRecord.Of(model, model.Native, context))],
        SourceRecord.Of(model.Source),
        model.Notes);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ModelsShowRecord))]
internal sealed partial class ModelsShowJson : JsonSerializerContext;
