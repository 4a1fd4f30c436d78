using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>The findings of a sizing in words.</summary>
internal static class SizeWords
{
    /// <summary>Layers by kind: "36 gqa (...), 12 linear (...)".</summary>
    public static string Layers(Model model) => $"{model.Layers.Count}: {Counted(model.Layers.Select(layer => layer.Attention), kind => $"{kind.Name} ({ModelWords.Describe(kind)})")}; "
        + Counted(model.Layers.Select(layer => layer.FeedForward), ModelWords.Describe);

    private static string Counted<T>(IEnumerable<T> kinds, Func<T, string> name)
    {
        var groups = kinds.GroupBy(name).ToList();
        return groups.Count == 1 ? groups[0].Key : string.Join(" + ", groups.Select(group => $"{group.Count()} x {group.Key}"));
    }

    public static string Parameters(Model model)
    {
        var text = $"{Billions(model.TotalParameters)} total, {Billions(model.ActiveParameters)} active ({Billions(model.ActiveWithoutEmbeddings)} in the layers alone)";
        return model.Published is { } published
            ? $"{text}; published {published.Total / 1e9:0.##} B{(published.Active is { } active ? $", {active / 1e9:0.##} B active" : "")}"
            : text;
    }

    /// <summary>Whether somebody sells a layout's devices, in few words.</summary>
    public static string Sale(FittingLayout fit) => fit.Purchase switch
    {
        { Box: null } => "fits, not sold",
        { IsSold: true, Count: 1 } => "fits",
        { IsSold: true } joined => $"{joined.Count} boxes of {joined.Box}",
        { Count: 1 } larger => $"only in a box of {larger.Box}",
        var several => $"only in {several.Count} boxes of {several.Box}",
    };

    /// <summary>Why nothing fits, in few words.</summary>
    public static string No(RefusedLayout refused) => refused.Short is { } lacking ? $"{Gibibytes(lacking)} a GPU short" : refused.Refusal.Brief;

    private static string Gibibytes(Bytes amount) => amount < Bytes.Gibibytes(0.1) ? amount.ToString() : $"{amount / Bytes.Gibibytes(1):N1} GiB";

    private static string Billions(long count) => $"{count / 1e9:0.00} B";
}
