using System.Numerics;

namespace Breakeven.Workloads.Traces;

/// <summary>
/// How often each length occurred, in a memory that does not grow with the requests: each length up to 65,535 by itself, longer ones in steps of at most a 32,768th of
/// themselves, so that their quantiles are good to 0.003 %.
/// </summary>
public sealed class LengthHistogram
{
    private const int Bits = 16;
    private const int Exact = 1 << Bits;

    // Each doubling beyond has half as many steps as there are exact lengths.
    private readonly long[] _counts = new long[Exact + (31 - Bits) * (Exact / 2)];
    private double _sum;

    /// <summary>How many lengths were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The longest.</summary>
    public int Most { get; private set; }

    /// <summary>All together.</summary>
    public double Sum => _sum;

    /// <summary>Their mean.</summary>
    public double Mean => _sum / Count;

    /// <summary>Counts a length.</summary>
    public void Add(int length)
    {
        _counts[Place(length)]++;
        Count++;
        _sum += length;
        Most = Math.Max(Most, length);
    }

    /// <summary>The value that a share of them lies below, between neighbours as <see cref="Statistics.Quantile"/> has it.</summary>
    public double Quantile(double share)
    {
        var place = share * (Count - 1);
        var below = (long)place;
        var low = Nth(below);
        return below == Count - 1 ? low : low + (Nth(below + 1) - low) * (place - below);
    }

    private double Nth(long index)
    {
        if (index == Count - 1) return Most;
        var seen = 0L;
        for (var place = 0; place < _counts.Length; place++)
            if ((seen += _counts[place]) > index) return Value(place);
        return Most;
    }

    private static int Place(int length)
    {
        if (length < Exact) return length;
        var doubling = BitOperations.Log2((uint)length) - Bits;
        return Exact + doubling * (Exact / 2) + (length >> (doubling + 1)) - Exact / 2;
    }

    private static double Value(int place)
    {
        if (place < Exact) return place;
        var (doubling, step) = Math.DivRem(place - Exact, Exact / 2);
        return (double)((long)(step + Exact / 2) << (doubling + 1));
    }
}
