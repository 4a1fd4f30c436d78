using System.Diagnostics;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Engines;

/// <summary>
/// One replica on its own clock. Between events it runs many decode steps as one stretch: contexts grow by one a step, along a straight line of times, so that a stretch
/// takes the sum of an arithmetic series; at the end of the line it ends.
/// </summary>
internal sealed class Replica
{
    private readonly ReplicaModel _model;
    private readonly Rank[] _ranks;
    private readonly double[]? _luck;
    private readonly ReplicaRecord _record;
    private readonly bool _stepByStep;

    // Whether somebody looks at places and blocks between two events.
    private readonly bool _watched;
    private long _start;
    private long _steps;
    private long _ran;
    private long _grown;
    private long _decodeStep;
    private double _first;
    private double _slope;
    private double _late;
    private double _deviation;
    private long _lastStart;
    private bool _prompting;
    private bool _waking;
    private bool _cutByArrivals;
    private double _residence;
    private double _rest;

    public Replica(ReplicaModel model, int index, ReplicaRecord record, SimulationOptions options, long since)
    {
        Since = since;
        _model = model;
        Index = index;
        _record = record;
        _stepByStep = options.StepByStep;
        _watched = model.Ranks > 1 || options.Routing == Routing.CacheAware;
        _ranks = new Rank[model.Ranks];
        for (var i = 0; i < _ranks.Length; i++) _ranks[i] = new(model, options.PrefixCaching);
        if (model.HasStragglers) _luck = ExpertStragglers.Sums(RandomStreams.Of(options.Seed, $"expert stragglers of replica {index}"));
    }

    public int Index { get; }

    /// <summary>From when on it is paid for.</summary>
    public long Since { get; }

    /// <summary>The end of the last request that ended in it.</summary>
    public long LastEnd { get; private set; }

    /// <summary>When what it does now ends; never where it has nothing to do.</summary>
    public long NextEvent { get; private set; } = long.MaxValue;

    /// <summary>Requests in it that have not ended.</summary>
    public int InFlight { get; private set; }

    public int Waiting
    {
        get
        {
            var sum = 0;
            foreach (var rank in _ranks) sum += rank.Waiting;
            return sum;
        }
    }

    public ReadOnlySpan<Rank> Ranks => _ranks;

    /// <summary>Whether a request of such lengths could ever be served.</summary>
    public bool Holds(int input, int output) => _ranks[0].Holds(input, output);

    /// <summary>Tokens of a prompt found in the cache of the rank that would take it.</summary>
    public int TokensCached(in TraceRequest request, long now)
    {
        // Blocks of the steps that have begun.
        if (NextEvent != long.MaxValue && _steps > 1) Grow(StepAt(now + 1) - 1);
        return RankFor().TokensCached(request);
    }

    /// <summary>A request comes, no earlier than anything that the replica has done.</summary>
    public void Take(long id, in TraceRequest request, long now)
    {
        var rank = RankFor();
        rank.Enqueue(id, request, now);
        InFlight++;
        // Requests of the same moment are in the same step: it is put together once time goes on.
        if (NextEvent == long.MaxValue) (NextEvent, _waking) = (now, true);
        else if (_cutByArrivals) Cut(now);
        _record.Queued(now, Waiting);
    }

    /// <summary>Does all that ends up to a time.</summary>
    public void Advance(long until)
    {
        while (NextEvent <= until)
        {
            var now = NextEvent;
            if (_waking && now == until) return;
            if (!_waking) Finish(now);
            Plan(now, idle: _waking);
            _waking = false;
            _record.Queued(now, Waiting);
        }
    }

    // vLLM gives a request to the rank with the least of 4 x waiting + running (v1/engine/core_client.py).
    private Rank RankFor()
    {
        var best = _ranks[0];
        for (var i = 1; i < _ranks.Length; i++)
            if (4 * _ranks[i].Waiting + _ranks[i].Running < 4 * best.Waiting + best.Running) best = _ranks[i];
        return best;
    }

    // The step that runs and the one after it are already put together; the request can be in the third.
    private void Cut(long arrival)
    {
        var j = StepAt(arrival);
        var steps = _model.Ahead ? j + 1 : j;
        if (steps >= _steps) return;
        _steps = Math.Max(1, steps);
        NextEvent = Boundary(_steps);
        _cutByArrivals = false;
    }

    private long Boundary(long steps)
    {
        var time = Time(steps);
        // What is left of a nanosecond goes on to the next stretch. No step takes less than nothing, whatever its luck.
        return _start + Math.Max(steps, (long)Math.Floor(_rest + time));
    }

    private double Time(long steps)
    {
        var time = steps * _first + _slope * (steps * (steps - 1.0) / 2);
        return _luck is null ? time : time + _deviation * ExpertStragglers.Between(_luck, _ran, _ran + steps);
    }

    // The first boundary at or after a time.
    private long StepAt(long time)
    {
        var target = time - _start;
        var guess = _slope <= _first * 1e-9
            ? target / _first
            : (Math.Sqrt((_first - _slope / 2) * (_first - _slope / 2) + 2 * _slope * target) - (_first - _slope / 2)) / _slope;
        var j = Math.Clamp((long)guess, 0, _steps);
        while (j > 0 && Boundary(j - 1) >= time) j--;
        while (j < _steps && Boundary(j) < time) j++;
        return j;
    }

    private void Finish(long now)
    {
        _lastStart = _steps == 1 ? _start : Boundary(_steps - 1);
        _rest = Math.Clamp(_rest + Time(_steps) - (now - _start), 0, 1);
        var decoded = _model.MixesPrompts || !_prompting;
        if (decoded) Grow(_steps - 1);
        _record.Ran(_start, now, _ranks, _steps);
        _ran += _steps;
        if (decoded) _decodeStep += _steps;
        foreach (var rank in _ranks)
        {
            foreach (var slot in rank.Prompted)
            {
                ref var one = ref rank[slot];
                if (one.First < 0) one.First = now + (long)Math.Ceiling(_late);
                if (one.Generated + 1 >= one.Output) End(rank, slot, now);
                else rank.Join(slot, _decodeStep);
            }

            while (decoded && rank.FirstEnd < _decodeStep) End(rank, rank.FirstEnding, now);
        }
    }

    private void Grow(long steps)
    {
        foreach (var rank in _ranks) rank.Grow(_decodeStep + 1 + _grown, steps - _grown);
        _grown = steps;
    }

    private void End(Rank rank, int slot, long now)
    {
        _record.Ended(rank[slot], now, Index);
        // What ends with this step is known when the step after the next is put together.
        rank.End(slot, _decodeStep, _model.Ahead ? _ran + 1 : _ran);
        InFlight--;
        // A mean over some thirty requests, as old ones fade. Those that end first were the shortest, so it begins with what is expected.
        if (_residence == 0) _residence = Expected();
        _residence += (now - rank[slot].Scheduled - _residence) / 32;
        LastEnd = now;
    }

    /// <summary>Nanoseconds to a request's first token, were it to come now: its own prompt and those in front of it; where these wait for others to end, their turn.</summary>
    public double Predicted(in TraceRequest request, long now)
    {
        var rank = RankFor();
        double tokens = request.InputTokens;
        var time = _model.Outside(request.InputTokens) + (NextEvent == long.MaxValue || _waking ? 0 : Math.Max(0, Boundary(StepAt(now)) - now));
        // Those that find no place, or no blocks for their prompts, take the places of others that end; what these leave beyond a prompt, those that stay grow into.
        var wanted = tokens + rank.TokensWaiting;
        var fitting = Math.Min(1, rank.Pool.Free * (double)_model.Cache.BlockTokens / wanted);
        var lacking = Math.Max((rank.Waiting + 1) * (1 - fitting), rank.Running + rank.Waiting + 1.0 - _model.SequencesMax);
        if (lacking > 0 && rank.Active > 0) time += lacking / rank.Active * (_residence > 0 ? _residence : Expected());
        else tokens = wanted;
        var steps = Math.Ceiling(tokens / _model.BatchedTokensMax);
        var decodes = 0;
        foreach (var one in _ranks) decodes += one.Decodes;
        var mean = decodes == 0 ? 0 : rank.Decodes == 0 ? 1 : rank.Context(_decodeStep) / rank.Decodes;
        var alone = decodes == 0 ? 0 : _model.Decode(decodes, mean).At;
        // The step after the one that runs is already put together.
        if (_model.Ahead && NextEvent != long.MaxValue && !_waking) time += Math.Max(alone, _prompting ? _first : 0);
        return time + steps * _model.Prompted(alone, _model.MixesPrompts ? decodes : 0, mean, tokens / steps, request.InputTokens / 2.0, tokens / steps, 1).Step;
    }

    // What a request takes from its schedule to its end, at the load of now.
    private double Expected()
    {
        var (decodes, context) = (0, 0.0);
        foreach (var one in _ranks) (decodes, context) = (decodes + one.Decodes, context + one.Context(_decodeStep));
        return decodes == 0 ? 0 : _model.OutputMean * _model.Decode(decodes, context / decodes).At;
    }

    private void Plan(long now, bool idle)
    {
        if (idle) _rest = 0;
        NextEvent = long.MaxValue;
        if (InFlight == 0)
        {
            (_steps, _grown, _cutByArrivals) = (1, 0, false);
            foreach (var rank in _ranks) rank.Release(long.MaxValue);
            return;
        }

        var cameBy = idle || !_model.Ahead ? now : _lastStart;
        var known = idle ? long.MaxValue : _ran;
        if (!Compose(now, cameBy, known) && !Compose(now, now, long.MaxValue)) throw new UnreachableException("requests wait for an engine that is idle");
    }

    // One step, or a stretch of steps that are alike; false when there is nothing to run.
    private bool Compose(long now, long cameBy, long known)
    {
        int decodes = 0, prompts = 0, most = 0, chunks = 0;
        double context = 0, attended = 0;
        foreach (var rank in _ranks)
        {
            rank.Release(known);
            rank.Begin();
            if (_model.MixesPrompts) rank.Extend(_decodeStep);
            rank.TakePrompts(now, cameBy, _model.BatchedTokensMax - (_model.MixesPrompts ? rank.Decodes : 0), _decodeStep);
            prompts += rank.PromptTokens;
            most = Math.Max(most, rank.PromptTokens);
            chunks += rank.Chunks;
            attended += rank.Attended;
        }

        if (!_model.MixesPrompts && prompts == 0) foreach (var rank in _ranks) rank.Extend(_decodeStep);
        foreach (var rank in _ranks)
        {
            if (prompts > 0 && !_model.MixesPrompts) break;
            decodes += rank.Decodes;
            context += rank.Context(_decodeStep);
        }

        if (decodes == 0 && prompts == 0) return false;
        (_start, _steps, _grown, _slope, _prompting, _cutByArrivals) = (now, 1, 0, 0, prompts > 0, false);
        var mean = decodes == 0 ? 0 : context / decodes;
        var (alone, slope) = decodes == 0 ? (0, 0) : _model.Decode(decodes, mean);
        if (prompts > 0) (_first, _late) = _model.Prompted(alone, decodes, mean, prompts, attended / prompts, most, chunks);
        else (_first, _late, _slope, _steps) = (alone, 0, slope, StepsAlike((long)(ReplicaModel.Knot - mean % ReplicaModel.Knot) + 1));
        _record.Planned(_first, _first - alone);
        _deviation = _luck is null ? 0 : _model.StragglerDeviation(decodes, mean - mean % ReplicaModel.Knot, prompts);
        NextEvent = Boundary(_steps);
        return true;
    }

    // How many steps change nothing but contexts.
    private long StepsAlike(long most)
    {
        if (_stepByStep) return 1;
        var steps = most;
        var waiting = false;
        foreach (var rank in _ranks)
        {
            if (rank.Decodes > 0) steps = Math.Min(steps, rank.FirstEnd - _decodeStep + 1);
            // Places given back count when the next request chooses its rank.
            if (rank.Leaving && _watched) return 1;
            if (rank.Waiting == 0) continue;
            waiting = true;
            // The head may be taken in the next step, or by what will be free then.
            if (rank.Leaving || rank.Blocked == Blocked.No || rank.Evicted) return 1;
        }

        foreach (var rank in _ranks)
        {
            if (rank.Decodes == 0) continue;
            var enough = 1 + rank.StepsWithBlocks(_decodeStep + 1, steps - 1);
            if (enough < steps && rank.Leaving) return 1;
            steps = Math.Min(steps, enough);
        }

        _cutByArrivals = !waiting || _ranks.Length > 1;
        return steps;
    }
}
