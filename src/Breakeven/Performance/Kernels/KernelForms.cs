namespace Breakeven.Performance.Kernels;

/// <summary>The formula of each family, in seconds.</summary>
internal static class KernelForms
{
    /// <summary>A product reads its operands, computes on whole tiles, and does both at once as far as it can.</summary>
    public static double Gemm(in KernelParameters with, in GemmShape of)
    {
        // A product with few columns occupies part of the device, which then neither reads nor computes at full speed.
        var short_ = 1 + with.Fill / of.Columns;
        var read = of.Bytes / with.Bandwidth * short_;
        var compute = 2 * Padded(of.Rows, with.Tile) * of.Columns * of.Inner / with.Rate * short_;
        return with.Launch + Blend(read, compute);
    }

    /// <summary>Reads the experts that were chosen while it multiplies, then moves the activations.</summary>
    public static double Experts(in KernelParameters with, in ExpertsShape of)
    {
        var read = of.Touched * of.ExpertBytes / with.Bandwidth;
        // Each expert's rows end within a tile: half a tile is lost on average.
        var compute = 2 * of.Matrices * of.Hidden * of.Inner * (of.Rows + of.Touched * with.Tile / 2) / with.Rate;
        // Permuting, the activation function and the weighted sum go over every slot, also over those of other ranks' experts.
        var activations = with.Fill * of.ActivationBytes / with.Bandwidth;
        return with.Launch + with.Each * of.Touched + Blend(read, compute) + activations;
    }

    /// <summary>Query-key pairs under the mask, a tile at a time, after queries, keys and values were moved.</summary>
    public static double Prefill(in KernelParameters with, in PrefillShape of)
    {
        var operations = of.Prompts * of.Heads * Pairs(of.New, of.Prefix, of.Window, with.Tile) * 2 * (of.KeyWidth + of.ValueWidth);
        // The last tile of the longest prompt runs while most of the device has finished.
        var keys = of.Window > 0 ? Math.Min(of.Window, of.New + of.Prefix) : of.New + of.Prefix;
        var tail = with.Fill * with.Tile * keys * 2 * (of.KeyWidth + of.ValueWidth);
        var tokens = of.Prompts * of.New;
        var read = (tokens * of.Heads * (of.KeyWidth + of.ValueWidth) * 2
            + of.Prompts * keys * of.KeyHeads * (of.KeyWidth + of.ValueWidth) * of.CacheBytes) / with.Bandwidth;
        // A tile loads, computes and stores in turn, and short prompts have one tile: times add up.
        return with.Launch + read + (operations + tail) / with.Rate;
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

    /// <summary>Bytes of cache that a step reads.</summary>
    public static double CacheBytes(DecodeShape of) => of.Sequences * (of.Window > 0 ? Math.Min(of.Window, of.Context) : of.Context) * of.KeyHeads * 2 * of.Width * of.CacheBytes;

    /// <summary>Bytes of cache that a step reads.</summary>
    public static double CacheBytes(LatentShape of) => of.Sequences * of.Context * (of.Latent + of.Rotary) * of.CacheBytes;

    /// <summary>Latency grows with each doubling of the ranks that must answer; on a shared host bus the rate of each falls too, by the factor Fill.</summary>
    public static double Collective(in KernelParameters with, in CollectiveShape of)
    {
        var doublings = Math.Log2(of.Ranks) - 1;
        return with.Launch + with.Each * doublings + of.Bytes / (with.Bandwidth * Math.Pow(with.Fill, doublings));
    }

    /// <summary>Query-key pairs of a prompt under a causal mask, a tile of queries at a time.</summary>
    public static double Pairs(double queries, double prefix, double window, double tile)
    {
        var rows = Padded(queries, tile);
        if (window <= 0 || window >= queries + prefix) return rows * (prefix + (queries + Math.Min(queries, tile)) / 2);
        // Of the queries, the first reach back to the start, the rest see the window and what of a tile lies before it.
        var reach = Math.Min(window + tile, queries + prefix);
        var growing = Math.Clamp(reach - prefix, 0, queries);
        return growing * (prefix + growing / 2) + (rows - growing) * reach;
    }

    public static double Padded(double rows, double tile) => tile <= 1 ? rows : Math.Ceiling(rows / tile) * tile;

    // Reading and computing overlap in part: of two equal times the sum of squares leaves 1.41.
    public static double Blend(double read, double compute) => Math.Sqrt(read * read + compute * compute);
}
