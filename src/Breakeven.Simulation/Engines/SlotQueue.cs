namespace Breakeven.Simulation.Engines;

/// <summary>Slots of waiting requests: a ring that also takes back what was pre-empted, at its head.</summary>
internal sealed class SlotQueue
{
    private int[] _ring = new int[64];
    private int _head;

    public int Count { get; private set; }

    public int First => _ring[_head];

    public void AddLast(int slot)
    {
        Grow();
        _ring[(_head + Count++) & (_ring.Length - 1)] = slot;
    }

    public void AddFirst(int slot)
    {
        Grow();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = slot;
        Count++;
    }

    public void RemoveFirst()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    private void Grow()
    {
        if (Count < _ring.Length) return;
        var larger = new int[2 * _ring.Length];
        for (var i = 0; i < Count; i++) larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        (_ring, _head) = (larger, 0);
    }
}
