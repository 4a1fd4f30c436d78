namespace Breakeven.Models;

/// <summary>Equal layers in a row, or a short pattern of them that repeats: how a file keeps 60 layers readable.</summary>
/// <param name="Repeat">How often the pattern stands in a row.</param>
/// <param name="Pattern">Layers, each with the number of times it stands in a row.</param>
internal sealed record LayerRun(int Repeat, IReadOnlyList<(ModelLayer Layer, int Repeat)> Pattern)
{
    private const int PeriodMax = 12;

    /// <summary>The layers as runs, each as long as can be.</summary>
    public static IEnumerable<LayerRun> Encode(IReadOnlyList<ModelLayer> layers)
    {
        for (var start = 0; start < layers.Count;)
        {
            int period = 1, repeat = Repeats(layers, start, 1);
            for (var tried = 2; tried <= PeriodMax; tried++)
            {
                var times = Repeats(layers, start, tried);
                if (times >= 2 && times * tried > period * repeat) (period, repeat) = (tried, times);
            }

            yield return period == 1
                ? new(1, [(layers[start], repeat)])
                : new(repeat, [.. Entries(layers, start, period)]);
            start += period * repeat;
        }
    }

    public IEnumerable<ModelLayer> Decode() =>
        Enumerable.Range(0, Repeat).SelectMany(_ => Pattern.SelectMany(entry => Enumerable.Repeat(entry.Layer, entry.Repeat)));

    private static IEnumerable<(ModelLayer Layer, int Repeat)> Entries(IReadOnlyList<ModelLayer> layers, int start, int period)
    {
        for (var i = start; i < start + period;)
        {
            var same = 1;
            while (i + same < start + period && layers[i + same] == layers[i]) same++;
            yield return (layers[i], same);
            i += same;
        }
    }

    private static int Repeats(IReadOnlyList<ModelLayer> layers, int start, int period)
    {
        var end = start + period;
        if (end > layers.Count) return 0;
        while (end < layers.Count && layers[end] == layers[end - period]) end++;
        return (end - start) / period;
    }
}
