using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>What drafts a model's tokens: its own draft layers where it has some (MTP), else one more layer like its last (EAGLE).</summary>
internal static class Drafters
{
    /// <summary>The layers that one draft runs through, the first of which joins the hidden state with the last token's embedding; embedding and head are the model's own.</summary>
    public static IReadOnlyList<ModelLayer> PassOf(Model model) => Held(model, 1);

    /// <summary>The layers that an engine loads for so many drafts: a checkpoint may have some for each.</summary>
    public static IReadOnlyList<ModelLayer> Held(Model model, int draftTokens)
    {
        if (model.DraftLayers.Count == 0) return [LastWhole(model) with { JoinsDraft = true }];
        var layers = new List<ModelLayer>();
        var steps = 0;
        foreach (var layer in model.DraftLayers)
        {
            if (layer.JoinsDraft && ++steps > draftTokens) break;
            layers.Add(layer);
        }

        return layers;
    }

    // Where attention and network stand in layers of their own (Nemotron-H), the last that has both, if any.
    private static ModelLayer LastWhole(Model model) =>
        model.Layers.LastOrDefault(layer => layer.Attention is not AttentionKind.Absent && layer.FeedForward is not FeedForwardKind.Absent) ?? model.Layers[^1];
}
