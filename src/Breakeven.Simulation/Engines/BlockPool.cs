using System.Diagnostics;

namespace Breakeven.Simulation.Engines;

/// <summary>
/// A rank's cache blocks. Blocks that nobody holds are taken in the order in which they were let go, and until then keep what they hold,
/// to be found again by its name. Kept as extents, runs of blocks of one content, so that a request costs the same whatever its length.
/// </summary>
internal sealed class BlockPool
{
    private Extent[] _extents = new Extent[64];
    private int _extentsUsed;
    private int _recycled = None;
    private int _oldest = None;
    private int _newest = None;
    private readonly Dictionary<long, int> _byName = [];

    public BlockPool(int blocks)
    {
        Blocks = blocks;
        if (blocks > 0) LetGo(blocks);
        Free = blocks;
    }

    public const int None = -1;

    /// <summary>All there are.</summary>
    public int Blocks { get; }

    /// <summary>Those that nobody holds.</summary>
    public int Free { get; private set; }

    /// <summary>Takes blocks, and forgets what the longest unused of them held.</summary>
    public void Take(int blocks)
    {
        Debug.Assert(blocks >= 0 && blocks <= Free, "blocks that are not there");
        Free -= blocks;
        while (blocks > 0)
        {
            var oldest = _oldest;
            ref var extent = ref _extents[oldest];
            var taken = Math.Min(blocks, extent.Cached);
            extent.Cached -= taken;
            blocks -= taken;
            if (extent.Cached > 0) continue;
            Unlink(oldest);
            switch (extent.Kind)
            {
                case ExtentKind.Shared when !extent.Claimed: _byName.Remove(extent.Name); Recycle(oldest); break;
                case ExtentKind.Nameless: Recycle(oldest); break;
            }
        }
    }

    /// <summary>Gives back blocks whose content nobody will ask for.</summary>
    public void Return(int blocks)
    {
        Free += blocks;
        LetGo(blocks);
    }

    /// <summary>Gives back blocks that a request will ask for when it is admitted again.</summary>
    public int ReturnNamed(int blocks)
    {
        var extent = New(ExtentKind.Remnant, 0, blocks);
        Free += blocks;
        _extents[extent].Cached = blocks;
        Append(extent);
        return extent;
    }

    /// <summary>Blocks left of what a request gave back.</summary>
    public int Left(int remnant) => _extents[remnant].Cached;

    /// <summary>Takes so many of them out of the free ones, from the first on, and forgets the rest.</summary>
    public void Reclaim(int remnant, int blocks)
    {
        ref var extent = ref _extents[remnant];
        var rest = extent.Cached - blocks;
        Debug.Assert(rest >= 0, "more than is left");
        if (extent.Linked) Unlink(remnant);
        Free -= blocks;
        Recycle(remnant);
        if (rest > 0) LetGo(rest);
    }

    /// <summary>The extent of a segment, or none.</summary>
    public int Find(long name) => _byName.TryGetValue(name, out var extent) ? extent : None;

    /// <summary>Blocks of a segment that are in the cache.</summary>
    public int Cached(int extent) => _extents[extent].Cached;

    /// <summary>Of those, blocks that are free, and will not be once they are held.</summary>
    public int Idle(int extent) => _extents[extent].Holders == 0 ? _extents[extent].Cached : 0;

    /// <summary>Whether a request has undertaken to fill the segment.</summary>
    public bool Claimed(int extent) => _extents[extent].Claimed;

    /// <summary>Holds what is cached of a segment.</summary>
    public void Hold(int extent)
    {
        ref var one = ref _extents[extent];
        if (one.Holders++ > 0 || !one.Linked) return;
        Free -= one.Cached;
        Unlink(extent);
    }

    /// <summary>Undertakes to fill a segment, which others wait for or do without; makes it when it is new.</summary>
    public void Claim(long name)
    {
        var extent = Find(name);
        if (extent == None)
        {
            extent = New(ExtentKind.Shared, name, 0);
            _byName[name] = extent;
        }

        _extents[extent].Claimed = true;
    }

    /// <summary>Makes blocks that a request holds and has filled the segment's.</summary>
    /// <param name="held">Whether the request held the segment's first blocks already.</param>
    public void Fill(long name, int blocks, bool held)
    {
        ref var extent = ref _extents[Find(name)];
        Debug.Assert(extent.Claimed && !extent.Linked, "filled by someone else");
        extent.Claimed = false;
        extent.Cached += blocks;
        if (!held) extent.Holders++;
    }

    /// <summary>Gives up a claim that was not filled.</summary>
    public void Abandon(long name)
    {
        var found = Find(name);
        ref var extent = ref _extents[found];
        extent.Claimed = false;
        if (extent.Holders > 0 || extent.Cached > 0) return;
        _byName.Remove(name);
        Recycle(found);
    }

    /// <summary>Lets go of a segment; what nobody holds may be taken.</summary>
    public void Release(long name)
    {
        var found = Find(name);
        ref var extent = ref _extents[found];
        Debug.Assert(extent.Holders > 0, "let go twice");
        if (--extent.Holders > 0) return;
        if (extent.Cached == 0)
        {
            if (extent.Claimed) return;
            _byName.Remove(name);
            Recycle(found);
            return;
        }

        Free += extent.Cached;
        Append(found);
    }

    /// <summary>Blocks of all extents that may be taken: equal to <see cref="Free"/>, or blocks were lost.</summary>
    internal int Counted
    {
        get
        {
            var sum = 0;
            for (var i = _oldest; i != None; i = _extents[i].Newer) sum += _extents[i].Cached;
            return sum;
        }
    }

    private void LetGo(int blocks)
    {
        if (blocks == 0) return;
        if (_newest == None || _extents[_newest].Kind != ExtentKind.Nameless) Append(New(ExtentKind.Nameless, 0, 0));
        _extents[_newest].Cached += blocks;
    }

    private int New(ExtentKind kind, long name, int cached)
    {
        int index;
        if (_recycled != None) (index, _recycled) = (_recycled, _extents[_recycled].Newer);
        else
        {
            if (_extentsUsed == _extents.Length) Array.Resize(ref _extents, 2 * _extents.Length);
            index = _extentsUsed++;
        }

        _extents[index] = new() { Kind = kind, Name = name, Cached = cached, Older = None, Newer = None };
        return index;
    }

    private void Recycle(int index)
    {
        _extents[index].Newer = _recycled;
        _recycled = index;
    }

    private void Append(int index)
    {
        ref var extent = ref _extents[index];
        (extent.Older, extent.Newer, extent.Linked) = (_newest, None, true);
        if (_newest == None) _oldest = index;
        else _extents[_newest].Newer = index;
        _newest = index;
    }

    private void Unlink(int index)
    {
        ref var extent = ref _extents[index];
        if (extent.Older == None) _oldest = extent.Newer;
        else _extents[extent.Older].Newer = extent.Newer;
        if (extent.Newer == None) _newest = extent.Older;
        else _extents[extent.Newer].Older = extent.Older;
        extent.Linked = false;
    }

    private enum ExtentKind : byte
    {
        Nameless,
        Remnant,
        Shared,
    }

    private struct Extent
    {
        public long Name;
        public int Cached;
        public int Holders;
        public int Older;
        public int Newer;
        public ExtentKind Kind;
        public bool Claimed;
        public bool Linked;
    }
}
