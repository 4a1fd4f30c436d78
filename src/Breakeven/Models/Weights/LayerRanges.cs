using System.Globalization;

namespace Breakeven.Models.Weights;

/// <summary>Numbers of layers as people write them: "layers 0-2, 5".</summary>
internal static class LayerRanges
{
    private const int RangesShown = 6;

    public static string Of(IReadOnlyList<int> layers)
    {
        if (layers is [WeightCensus.Outer]) return "outside of the layers";
        var ranges = new List<string>();
        for (var start = 0; start < layers.Count;)
        {
            var end = start;
            while (end + 1 < layers.Count && layers[end + 1] == layers[end] + 1) end++;
            ranges.Add(end == start ? layers[start].ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{layers[start]}-{layers[end]}"));
            start = end + 1;
        }

        var shown = string.Join(", ", ranges.Take(RangesShown)) + (ranges.Count > RangesShown ? $" and {ranges.Count - RangesShown} ranges more" : "");
        return (layers.Count == 1 ? "layer " : "layers ") + shown;
    }
}
