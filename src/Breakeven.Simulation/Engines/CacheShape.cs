using Breakeven.Sizing;

namespace Breakeven.Simulation.Engines;

/// <summary>
/// What sequences take of a rank's cache, in blocks. A block holds the layers that see the whole context; windows and states are charged
/// in whole blocks when a sequence is admitted, at the most they will come to.
/// </summary>
internal sealed class CacheShape
{
    private readonly int[] _fixed;

    private CacheShape(int blockTokens, int blocks, bool grows, int[] fixedBlocks)
    {
        (BlockTokens, Blocks, Grows, _fixed) = (blockTokens, blocks, grows, fixedBlocks);
        HasFixed = fixedBlocks.Any(one => one > 0);
    }

    public int BlockTokens { get; }

    /// <summary>Blocks of a rank.</summary>
    public int Blocks { get; }

    /// <summary>Whether any layer sees the whole context, so that a sequence takes more as it grows.</summary>
    public bool Grows { get; }

    public bool HasFixed { get; }

    /// <summary>Blocks for what does not grow, of a sequence that will reach so many tokens.</summary>
    public int Fixed(int tokens) => HasFixed ? _fixed[Math.Min((tokens + BlockTokens - 1) / BlockTokens, _fixed.Length - 1)] : 0;

    /// <summary>Blocks of so many tokens.</summary>
    public int Of(int tokens) => Grows ? (tokens + BlockTokens - 1) / BlockTokens : 0;

    public static CacheShape Of(MemoryPlan plan)
    {
        var deployment = plan.Deployment;
        var block = plan.BlockTokens;
        double Held(long tokens) => Sizer.HeldBySequence(deployment, new(tokens), reserved: false).Value;
        // Beyond every window, what a block more holds is the layers that see everything.
        var far = (deployment.Model.ContextLimit.Value / block + 1) * block;
        var unit = Held(far + block) - Held(far);
        var most = (int)Math.Min(deployment.Model.ContextLimit.Value / block + 1, MostBlocks);
        if (unit <= 0)
        {
            // Nothing grows: a sequence is one unit, whatever its length.
            var each = Held(far);
            var sequences = each <= 0 ? int.MaxValue / 4 : (int)Math.Min(int.MaxValue / 4, Math.Floor(plan.Left.Value / each));
            return new(block, sequences, false, [.. Enumerable.Repeat(each <= 0 ? 0 : 1, 2)]);
        }

        var beyond = new int[most + 1];
        for (var i = 1; i <= most; i++)
        {
            // A thousandth of a block is rounding.
            var rest = (Held((long)i * block) - i * unit) / unit;
            beyond[i] = (int)Math.Ceiling(rest - 1e-3);
            if (i > 2 * WindowMost / block && beyond[i] == beyond[i - 1]) { beyond = beyond[..(i + 1)]; break; }
        }

        return new(block, (int)Math.Min(int.MaxValue / 4, Math.Floor(plan.Left.Value / unit * (1 + 1e-12))), true, beyond.Any(one => one > 0) ? beyond : []);
    }

    private const int MostBlocks = 1 << 17;

    // The largest window of the catalogue's models is 8,192 tokens, in chunks of Llama 4.
    private const int WindowMost = 8192;

    /// <summary>A cache of so many blocks for tests.</summary>
    internal static CacheShape OfBlocks(int blocks, int blockTokens) => new(blockTokens, blocks, true, []);
}
