using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>How a model's derived figures come about, each with the numbers that went into it.</summary>
internal static class ModelExplanations
{
    public static IEnumerable<Explanation> Of(Model model, TokenCount context, PrecisionScheme? precision = null)
    {
        var source = SourceText.Short(model.Source);
        precision ??= model.Native;
        yield return new(
            "total parameters",
            ModelWords.Parameters(model.TotalParameters).Text,
            "sum over all tensors of rows x columns x copies",
            string.Join(" + ", model.ParametersByClass().Select(entry => $"{Giga(entry.Parameters)} {ModelWords.NameOf(entry.Class)}")),
            Basis.Analytic,
            source);
        yield return new(
            "active parameters",
            ModelWords.Parameters(model.ActiveParameters).Text,
            "the same, counting of the routed experts only those that a token uses",
            string.Join(" + ", model.Tensors().GroupBy(tensor => tensor.Class).Select(group => $"{Giga(group.Sum(tensor => tensor.ActiveParameters))} {ModelWords.NameOf(group.Key)}")),
            Basis.Analytic,
            source);
        foreach (var why in Cache(model, precision, context, source)) yield return why;
        if (model.StatePerSequence.Value > 0)
            yield return new(
                "state a sequence",
                model.StatePerSequence.ToString(),
                "sum over linear-attention layers of recurrent and convolution state",
                Sum(ModelsShow.Kinds(model).Where(kind => kind.Layer.Attention.StatePerSequence.Value > 0).Select(kind => $"{kind.Count} x {kind.Layer.Attention.StatePerSequence}")),
                Basis.Analytic,
                source);
        yield return new(
            $"arithmetic of a decoded token at {context.Value:N0} tokens",
            model.DecodeFlopPerToken(context).ToString(),
            "2 x multiplied parameters + attention over what each layer sees",
            $"2 x {Giga(model.MultipliedParameters)} + {new FlopCount(model.DecodeFlopPerToken(context).Value - 2.0 * model.MultipliedParameters)}",
            Basis.Analytic,
            source);
    }

    private static IEnumerable<Explanation> Cache(Model model, PrecisionScheme precision, TokenCount context, string source)
    {
        var kinds = model.Layers.GroupBy(layer => layer.Attention).Where(group => group.Key.CacheElementsPerToken > 0).ToList();
        yield return new(
            "cache of one more token, while every layer still grows",
            model.CachePerToken(precision, new(1)).ToString(),
            "sum over layers of elements a token x bytes an element; grouped attention holds KV heads x (d_k + d_v), latent attention its rank + rotary",
            Sum(kinds.Select(group => Elements(group.Count(), group.Key, precision))),
            Basis.Analytic,
            source);
        yield return new(
            $"cache of a sequence of {context.Value:N0} tokens",
            model.CacheBytes(precision, context).ToString(),
            "sum over layers of min(context, window) x elements a token x bytes an element",
            Sum(kinds.Select(group => Held(group.Count(), group.Key, precision, context.Value))),
            Basis.Analytic,
            source);
    }

    private static string Elements(int layers, AttentionKind attention, PrecisionScheme precision) =>
        string.Join(" + ", Enumerable.Range(0, attention.Cache.Count).Select(i => $"{layers} x {Part(attention, i, precision)}"));

    private static string Held(int layers, AttentionKind attention, PrecisionScheme precision, long context) => string.Join(
        " + ", Enumerable.Range(0, attention.Cache.Count).Select(i => $"{layers} x {attention.Cache[i].TokensHeld(context):N0} x {Part(attention, i, precision)}"));

    private static string Part(AttentionKind attention, int part, PrecisionScheme precision)
    {
        var cache = attention.Cache[part];
        var bytes = cache.BytesPerToken(precision);
        if (bytes != cache.ElementsPerToken * precision.CacheBytesPerElement) return $"{bytes.ToString(CultureInfo.InvariantCulture)} B";
        var elements = (attention, part) switch
        {
            (AttentionKind.Grouped grouped, 0) => $"{grouped.KeyValueHeads} x ({grouped.KeyDim} + {grouped.ValueDim})",
            (AttentionKind.Latent latent, 0) => $"({latent.LatentRank} + {latent.RopeDim})",
            _ => cache.ElementsPerToken.ToString(CultureInfo.InvariantCulture),
        };
        return $"{elements} x {precision.CacheBytesPerElement.ToString(CultureInfo.InvariantCulture)} B";
    }

    private static string Sum(IEnumerable<string> terms) => string.Join(" + ", terms);

    private static string Giga(double count) => count >= 1e7
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.###}e9")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.###}e6");
}
