namespace Breakeven.Performance.Kernels;

/// <summary>The formula of each family, in seconds.</summary>
internal static class KernelForms
{
    /// <summary>A product reads its operands, computes on whole tiles, and does both at once as far as it can.</summary>
    public static double Gemm(in KernelParameters with, in GemmShape of)
    {
        // Few tiles occupy part of the device, which then neither reads nor computes at full speed.
        var sparse = 1 + with.Fill / (of.Columns * Math.Ceiling(of.Rows / with.Tile));
        var read = of.Bytes / with.Bandwidth;
        // A tile's start and end cost as much as some more of its inner dimension.
        var compute = 2 * Padded(of.Rows, with.Tile) * of.Columns * (of.Inner + with.Soft) / with.Rate;
        // Activations that arrive in 16 bits and are multiplied in fewer pass through a kernel of their own before.
        var quantise = of.Rows * (with.Each + of.Inner * with.Walk);
        return with.Launch + quantise + Blend(read, compute) * sparse;
    }

    /// <summary>Reads the experts that were chosen while it multiplies, then moves the activations.</summary>
    public static double Experts(in KernelParameters with, in ExpertsShape of)
    {
        var read = of.Touched * of.ExpertBytes / with.Bandwidth;
        // Each expert's rows end within a tile: half a tile is lost on average.
        // Narrow experts, and shards of experts, spend much of a tile's time on starting and ending it.
        var compute = 2 * of.Matrices * of.Hidden * (of.Inner + with.Soft) * (of.Rows + of.Touched * with.Tile / 2) / with.Rate;
        // Permuting, the activation function and the weighted sum go over every slot, also over those of other ranks' experts.
        var activations = with.Fill * of.ActivationBytes / with.Bandwidth;
        return with.Launch + with.Each * of.Touched + Blend(read, compute) + activations;
    }

    /// <summary>Query-key pairs under the mask, a tile at a time, after queries, keys and values were moved.</summary>
    public static double Prefill(in KernelParameters with, in PrefillShape of)
    {
        // A pair costs a product of each width, and an exponential whatever the width.
        var perPair = 2 * (of.KeyWidth + of.ValueWidth + with.Soft);
        var operations = of.Prompts * of.Heads * Pairs(of.New, of.Prefix, of.Window, with.Tile) * perPair;
        // The last tile of the longest prompt runs while most of the device has finished.
        var keys = of.Window > 0 ? Math.Min(of.Window, of.New + of.Prefix) : of.New + of.Prefix;
        var tail = with.Fill * with.Tile * keys * perPair;
        var read = ActivationBytes(of) / with.Bandwidth;
        // A tile loads, computes and stores in turn, and short prompts have one tile: times add up.
        var blocks = of.Prompts * of.Heads * Math.Ceiling(of.New / with.Tile);
        return with.Launch + blocks * with.Each + read + (operations + tail) / with.Rate;
    }

    /// <summary>Reads each sequence's cache once; a context that a kernel does not split is walked through by one block.</summary>
    public static double Decode(in KernelParameters with, in DecodeShape of)
    {
        var context = of.Window > 0 ? Math.Min(of.Window, of.Context) : of.Context;
        var read = CacheBytes(of) / with.Bandwidth;
        // A key head's queries share one tile, however few they are.
        var queries = of.KeyHeads * Padded(of.Heads / of.KeyHeads, with.Tile);
        var compute = of.Sequences * context * queries * 4 * of.Width / with.Rate;
        // Each key head of each sequence starts a block of threads of its own.
        return with.Launch + of.Sequences * of.KeyHeads * with.Each + Math.Max(Blend(read, compute), context * with.Walk);
    }

    /// <summary>The same with one latent for all heads, which is key and value at once.</summary>
    public static double Latent(in KernelParameters with, in LatentShape of)
    {
        var read = CacheBytes(of) / with.Bandwidth;
        var compute = of.Sequences * of.Context * Padded(of.Heads, with.Tile) * 2 * (2 * of.Latent + of.Rotary) / with.Rate;
        return with.Launch + of.Sequences * with.Each + Math.Max(Blend(read, compute), of.Context * with.Walk);
    }

    /// <summary>Bytes of queries and outputs, and of keys and values once a prompt.</summary>
    public static double ActivationBytes(PrefillShape of)
        => of.Prompts * (of.New * of.Heads * 2 + Math.Min(of.New + of.Prefix, of.Window > 0 ? of.Window : double.MaxValue) * of.KeyHeads * of.CacheBytes) * (of.KeyWidth + of.ValueWidth);

    /// <summary>Bytes of cache that a step reads.</summary>
    public static double CacheBytes(DecodeShape of) => of.Sequences * (of.Window > 0 ? Math.Min(of.Window, of.Context) : of.Context) * of.KeyHeads * 2 * of.Width * of.CacheBytes;

    /// <summary>Bytes of cache that a step reads.</summary>
    public static double CacheBytes(LatentShape of) => of.Sequences * of.Context * (of.Latent + of.Rotary) * of.CacheBytes;

    /// <summary>Latency grows with each doubling of the ranks that must answer; on a shared host bus the rate of each falls too, by the factor Fill.</summary>
    public static double Collective(in KernelParameters with, in CollectiveShape of)
    {
        var doublings = Math.Log2(of.Ranks) - 1;
        return with.Launch + with.Each * doublings + of.Bytes / (with.Bandwidth * Math.Pow(with.Fill, Math.Min(doublings, DoublingsTimed)));
    }

    // Tables end at 8 ranks; what the rate did until there says nothing of 72.
    private const double DoublingsTimed = 2;

    /// <summary>Query-key pairs of a prompt under a causal mask, a tile of queries at a time.</summary>
    public static double Pairs(double queries, double prefix, double window, double tile)
    {
        var rows = Padded(queries, tile);
        if (window <= 0 || window >= queries + prefix) return Growing(rows, queries, prefix, tile);
        // A tile sees the window of its first query and all up to its last; the first tiles reach back to the start.
        var reach = Math.Min(window + tile - 1, queries + prefix);
        var growing = Math.Clamp(reach - prefix, 0, queries);
        return Growing(growing, growing, prefix, tile) + (rows - growing) * reach;
    }

    // Whole tiles: each query sees the prefix, the tiles before its own, and all of its own.
    private static double Growing(double rows, double queries, double prefix, double tile) => rows * (prefix + (queries + Math.Min(queries, tile)) / 2);

    public static double Padded(double rows, double tile) => tile <= 1 ? rows : Math.Ceiling(rows / tile) * tile;

    // Reading and computing overlap in part: of two equal times the sum of squares leaves 1.41.
    public static double Blend(double read, double compute) => Math.Sqrt(read * read + compute * compute);
}
