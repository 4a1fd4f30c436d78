namespace Breakeven.Simulation.Engines;

/// <summary>What is written down of a replica while it runs.</summary>
internal sealed class ReplicaRecord(ReplicaModel model, SimulationResult result)
{
    private long _queuedSince;
    private int _queued;
    private double _promptShare;

    /// <summary>The step that was put together last takes so long, of that for its prompts.</summary>
    public void Planned(double step, double prompts) => _promptShare = step <= 0 ? 0 : prompts / step;

    /// <summary>So many requests wait from now on.</summary>
    public void Queued(long now, int waiting)
    {
        if (waiting == _queued) return;
        if (_queued > 0) result.Timeline.AddWaiting(_queuedSince, now, _queued);
        (_queuedSince, _queued) = (now, waiting);
    }

    /// <summary>A stretch of steps has ended.</summary>
    public void Ran(long from, long to, Rank[] ranks, long steps)
    {
        var blocked = Blocked.No;
        int running = 0, held = 0;
        foreach (var rank in ranks)
        {
            running += rank.Active;
            held += rank.Pool.Blocks - rank.Pool.Free;
            if (rank.Waiting > 0 && rank.Blocked > blocked) blocked = rank.Blocked;
        }

        var time = (to - from) * 1e-9;
        result.Timeline.AddRunning(from, to, running, held / (double)ranks.Length / Math.Max(1, ranks[0].Pool.Blocks));
        result.Busy += time;
        result.PromptTime += time * _promptShare;
        result.Steps += steps;
        result.RunningTime += time * running;
        switch (blocked)
        {
            case Blocked.Cap: result.BlockedByCap += time; break;
            case Blocked.Cache: result.BlockedByCache += time; break;
            case Blocked.Tokens: result.BlockedByTokens += time; break;
        }
    }

    /// <summary>A request has its last token.</summary>
    public void Ended(in Sequence one, long now, int replica)
    {
        var outside = model.Outside(one.Input);
        // Measurements near this deployment speak of a request alone: of its own way through the engine, and not of the queue.
        var own = one.First - one.Scheduled + outside;
        var first = one.First + (long)Math.Ceiling(outside + (model.First - 1) * own);
        var last = Math.Max(first, now + (long)Math.Ceiling(outside));
        result.Take(new(one.Id, one.Arrival, one.Input, one.Output, Math.Max(one.Arrival, first), last, replica, one.Preemptions, RequestFate.Served));
    }
}
