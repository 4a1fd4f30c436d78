namespace Breakeven.Simulation.Engines;

// What a prompt finds of others' prompts, and leaves for them: whole blocks only, and never its last token.
internal sealed partial class Rank
{
    private static int Segments(in Sequence one) => one.Prefix is { } prefix ? (int)Math.Min(prefix.Segments.Count, (one.Input + prefix.SegmentTokens - 1L) / prefix.SegmentTokens) : 0;

    private static int SegmentEnd(in Sequence one, int segment) => (int)Math.Min((segment + 1L) * one.Prefix!.SegmentTokens, one.Input);

    // A block that spans two segments belongs to the later one, whose name stands for both.
    private int Blocks(in Sequence one, int segment) =>
        SegmentEnd(one, segment) / _cache.BlockTokens - (int)((long)segment * one.Prefix!.SegmentTokens / _cache.BlockTokens);

    private int SharedBlocks(in Sequence one) => one.HeldSegments == 0 ? 0 : SegmentEnd(one, one.HeldSegments - 1) / _cache.BlockTokens;

    /// <summary>Tokens of a prompt that are in the cache now.</summary>
    public int TokensCached(in Workloads.TraceRequest request)
    {
        if (!sharesPrefixes || request.Prefix is null) return 0;
        var one = new Sequence { Input = request.InputTokens, Prefix = request.Prefix };
        return FindPrefix(ref one, (one.Input - 1) / _cache.BlockTokens).Found * _cache.BlockTokens;
    }

    // Segments found whole, the blocks found, those of the extents that are free now, and whether a part of the next segment is among them.
    private (int Segments, int Found, int Idle, bool Partial) FindPrefix(ref Sequence one, int most)
    {
        var segments = Segments(one);
        int found = 0, idle = 0;
        for (var i = 0; i < segments; i++)
        {
            var blocks = Blocks(one, i);
            if (blocks == 0) continue;
            var extent = Pool.Find(one.Prefix!.Segments[i]);
            var cached = extent == BlockPool.None ? 0 : Pool.Cached(extent);
            if (cached < blocks)
            {
                if (cached == 0 || Pool.Claimed(extent)) return (i, found, idle, false);
                return (i, Math.Min(found + cached, most), idle + Pool.Idle(extent), true);
            }

            idle += Pool.Idle(extent);
            found += blocks;
            if (found > most) return (i + 1, most, idle, false);
        }

        return (segments, found, idle, false);
    }

    private void Hold(ref Sequence one, int segment)
    {
        if (Blocks(one, segment) > 0) Pool.Hold(Pool.Find(one.Prefix!.Segments[segment]));
        one.HeldSegments = segment + 1;
    }

    // What others are filling it computes for itself alone.
    private void Claim(ref Sequence one, int from)
    {
        one.Claimed = one.ClaimedEnd = from;
        var segments = Segments(one);
        for (var i = from; i < segments; i++)
        {
            var extent = Pool.Find(one.Prefix!.Segments[i]);
            if (extent != BlockPool.None && (Pool.Claimed(extent) || (Pool.Cached(extent) > 0 && i >= one.HeldSegments))) return;
            if (Blocks(one, i) > 0) Pool.Claim(one.Prefix.Segments[i]);
            one.ClaimedEnd = i + 1;
        }
    }

    private void FillPrefix(ref Sequence one)
    {
        while (one.Claimed < one.ClaimedEnd && SegmentEnd(one, one.Claimed) <= one.Computed)
        {
            var segment = one.Claimed++;
            var blocks = Blocks(one, segment);
            if (blocks > 0)
            {
                var name = one.Prefix!.Segments[segment];
                var held = segment < one.HeldSegments;
                if (held) blocks -= Pool.Cached(Pool.Find(name));
                Pool.Fill(name, blocks, held);
                one.Private -= blocks;
            }

            one.HeldSegments = Math.Max(one.HeldSegments, segment + 1);
        }
    }

    private void Abandon(ref Sequence one)
    {
        for (var i = one.Claimed; i < one.ClaimedEnd; i++)
            if (Blocks(one, i) > 0) Pool.Abandon(one.Prefix!.Segments[i]);
        one.Claimed = one.ClaimedEnd = 0;
    }

    // The end of a prompt is of use to fewer than its start, so it goes first.
    private void ReleasePrefix(ref Sequence one)
    {
        for (var i = one.HeldSegments - 1; i >= 0; i--)
            if (Blocks(one, i) > 0) Pool.Release(one.Prefix!.Segments[i]);
        one.HeldSegments = 0;
    }

    private void Link(int slot)
    {
        ref var one = ref _slots[slot];
        (one.Previous, one.Next) = (_last, BlockPool.None);
        if (_last != BlockPool.None) _slots[_last].Next = slot;
        _last = slot;
    }

    private void Unlink(int slot)
    {
        ref var one = ref _slots[slot];
        if (one.Previous != BlockPool.None) _slots[one.Previous].Next = one.Next;
        if (one.Next == BlockPool.None) _last = one.Previous;
        else _slots[one.Next].Previous = one.Previous;
    }

    private void Recycle(int slot)
    {
        ref var one = ref _slots[slot];
        one.Prefix = null;
        one.Next = _recycled;
        _recycled = slot;
    }
}
