namespace Breakeven.Simulation;

/// <summary>Means over equal spans of simulated time, of which there are never more than <see cref="Most"/>: as time goes on they grow, by doubling.</summary>
public sealed class Timeline
{
    private const int Most = 1024;

    private readonly double[] _running = new double[Most];
    private readonly double[] _waiting = new double[Most];
    private readonly double[] _blocks = new double[Most];
    private readonly double[] _replicas = new double[Most];

    /// <summary>Nanoseconds of a span.</summary>
    public long Span { get; private set; } = 1_000_000_000;

    /// <summary>Spans begun.</summary>
    public int Count { get; private set; }

    /// <summary>Sequences running, over all replicas.</summary>
    public double Running(int span) => _running[span] / Span;

    public double Waiting(int span) => _waiting[span] / Span;

    /// <summary>Blocks held, of one replica's, summed over replicas.</summary>
    public double Blocks(int span) => _blocks[span] / Span;

    /// <summary>Replicas up or starting.</summary>
    public double Replicas(int span) => _replicas[span] / Span;

    internal void AddRunning(long from, long to, double running, double blocks)
    {
        Reach(to);
        while (from < to)
        {
            var (span, part) = Part(from, to);
            _running[span] += part * running;
            _blocks[span] += part * blocks;
            from += part;
        }
    }

    internal void AddWaiting(long from, long to, double waiting) => Add(_waiting, from, to, waiting);

    internal void AddReplica(long from, long to) => Add(_replicas, from, to, 1);

    private void Add(double[] what, long from, long to, double amount)
    {
        Reach(to);
        while (from < to)
        {
            var (span, part) = Part(from, to);
            what[span] += part * amount;
            from += part;
        }
    }

    private (int Span, long Part) Part(long from, long to)
    {
        return ((int)(from / Span), Math.Min(to - from, Span - from % Span));
    }

    private void Reach(long to)
    {
        // Nanoseconds run out after 292 years, and before they do the product of a span and its number would.
        while (Spans(to) > Most)
        {
            foreach (var what in (ReadOnlySpan<double[]>)[_running, _waiting, _blocks, _replicas])
            {
                for (var i = 0; i < Most / 2; i++) what[i] = what[2 * i] + what[2 * i + 1];
                Array.Clear(what, Most / 2, Most / 2);
            }

            Span *= 2;
            Count = (Count + 1) / 2;
        }

        Count = Math.Max(Count, (int)Spans(to));
    }

    private long Spans(long to) => to / Span + (to % Span > 0 ? 1 : 0);
}
