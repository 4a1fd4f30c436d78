namespace Breakeven.Sizing;

/// <summary>How many layers each pipeline stage takes: as even as can be, the remainder to the middle stages, as vLLM deals them.</summary>
internal readonly record struct Stages(IReadOnlyList<int> Sizes)
{
    public int Largest => Sizes.Max();

    public static Stages Of(int layers, int stages)
    {
        var sizes = new int[stages];
        Array.Fill(sizes, layers / stages);
        // The first and last stages carry the embedding and the head, so they get an extra layer last.
        for (var (left, at) = (layers % stages, stages - 2); left > 0; left--, at--)
        {
            if (at < 0) at = stages - 1;
            sizes[at]++;
        }

        return new(sizes);
    }
}
