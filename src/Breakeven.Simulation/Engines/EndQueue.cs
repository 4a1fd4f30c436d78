namespace Breakeven.Simulation.Engines;

/// <summary>Which decoding sequence ends next: a heap by decode step, then by the order of admission.</summary>
internal sealed class EndQueue
{
    private Entry[] _heap = new Entry[64];

    public int Count { get; private set; }

    /// <summary>The least; only where there is one.</summary>
    public ref readonly Entry First => ref _heap[0];

    public void Add(long step, long order, int slot, int stamp)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, 2 * Count);
        var entry = new Entry(step, order, slot, stamp);
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!entry.Before(_heap[parent])) break;
            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = entry;
    }

    public void RemoveFirst()
    {
        var last = _heap[--Count];
        var at = 0;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= Count) break;
            if (child + 1 < Count && _heap[child + 1].Before(_heap[child])) child++;
            if (!_heap[child].Before(last)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        if (Count > 0) _heap[at] = last;
    }

    internal readonly record struct Entry(long Step, long Order, int Slot, int Stamp)
    {
        public bool Before(in Entry other) => Step < other.Step || (Step == other.Step && Order < other.Order);
    }
}
