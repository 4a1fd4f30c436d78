using System.Diagnostics;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Engines;

/// <summary>What keeps the request at the head of a queue from being taken.</summary>
internal enum Blocked : byte
{
    /// <summary>Nothing: the queue is empty, or its head has only just come.</summary>
    No,

    /// <summary>As many sequences run as the engine is set to run.</summary>
    Cap,

    /// <summary>Too few free blocks, or some sequence was thrown out for that.</summary>
    Cache,

    /// <summary>The step is full of prompts.</summary>
    Tokens,
}

/// <summary>
/// One engine's scheduler over one cache: continuous batching as vLLM V1 does it. Running sequences go first, a token each or the next chunk of a prompt; then
/// waiting ones in the order of arrival while tokens, the cap and blocks allow. Where a running sequence finds no block, the one admitted last is thrown out
/// and computed again from its prompt and what it generated.
/// </summary>
/// <remarks>
/// vllm/v1/core/sched/scheduler.py: schedule, with scheduler_reserve_full_isl (a request is admitted where blocks for all of its prompt are free) and the order of
/// vllm/v1/core/kv_cache_manager.py: free. A running sequence costs nothing a step: contexts are kept as a sum, and how many need a block at which step by their phase.
/// </remarks>
internal sealed partial class Rank(ReplicaModel model, bool sharesPrefixes)
{
    private readonly CacheShape _cache = model.Cache;
    private readonly int[] _phases = new int[model.Cache.BlockTokens];
    private readonly EndQueue _ends = new();
    private readonly SlotQueue _waiting = new();
    private readonly Queue<(long Step, int Blocks, int Slot)> _leaving = new();
    private readonly List<int> _prompted = [];
    private Sequence[] _slots = new Sequence[64];
    private int _slotsUsed;
    private int _recycled = BlockPool.None;
    private int _last = BlockPool.None;
    private int _partial = BlockPool.None;
    private long _admitted;
    private long _contextBase;

    public BlockPool Pool { get; } = new(model.Cache.Blocks);

    /// <summary>Sequences that get a token each decode step.</summary>
    public int Decodes { get; private set; }

    /// <summary>Sequences admitted, with those that ended but still hold a place.</summary>
    public int Running { get; private set; }

    /// <summary>Sequences admitted that have not ended.</summary>
    public int Active => Running - _leaving.Count;

    public int Waiting => _waiting.Count;

    /// <summary>Prompt tokens of all that wait.</summary>
    public long TokensWaiting { get; private set; }

    public Blocked Blocked { get; private set; }

    /// <summary>Whether a sequence was thrown out of the step that was put together last.</summary>
    public bool Evicted { get; private set; }

    /// <summary>Prompt tokens of the step that was put together last, what they attend to, summed, and the number of chunks.</summary>
    public int PromptTokens { get; private set; }

    public double Attended { get; private set; }

    public int Chunks { get; private set; }

    public int Preemptions { get; private set; }

    /// <summary>Prompt tokens found in the cache, of those asked for.</summary>
    public long TokensFound { get; private set; }

    /// <summary>Prompt tokens computed, with those computed again.</summary>
    public long TokensPrompted { get; private set; }

    public ref Sequence this[int slot] => ref _slots[slot];

    public ReadOnlySpan<int> Prompted => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_prompted);

    /// <summary>The sum of contexts at a decode step.</summary>
    public double Context(long decodeStep) => _contextBase + (double)Decodes * decodeStep;

    /// <summary>Whether a request of such lengths could ever be served.</summary>
    public bool Holds(int input, int output) => _cache.Of(input + output - 1) + _cache.Fixed(input + output) <= Pool.Blocks;

    public void Enqueue(long id, in TraceRequest request, long now)
    {
        int slot;
        if (_recycled != BlockPool.None) (slot, _recycled) = (_recycled, _slots[_recycled].Next);
        else
        {
            if (_slotsUsed == _slots.Length) Array.Resize(ref _slots, 2 * _slots.Length);
            slot = _slotsUsed++;
        }

        _slots[slot] = new()
        {
            Id = id,
            Arrival = request.ArrivalNanoseconds,
            Came = now,
            First = -1,
            Scheduled = -1,
            Input = request.InputTokens,
            Output = request.OutputTokens,
            Prefix = sharesPrefixes ? request.Prefix : null,
            Remnant = BlockPool.None,
            Stamp = _slots[slot].Stamp,
        };
        _waiting.AddLast(slot);
        TokensWaiting += request.InputTokens;
    }

    /// <summary>Gives back what sequences held that ended with a step the scheduler knows of.</summary>
    public void Release(long before)
    {
        while (_leaving.TryPeek(out var one) && one.Step <= before)
        {
            _leaving.Dequeue();
            Running--;
            Pool.Return(one.Blocks);
            ReleasePrefix(ref _slots[one.Slot]);
            Recycle(one.Slot);
        }
    }

    public bool Leaving => _leaving.Count > 0;

    /// <summary>Begins to put a step together.</summary>
    public void Begin()
    {
        PromptTokens = Chunks = 0;
        Attended = 0;
        Blocked = Blocked.No;
        Evicted = false;
        _prompted.Clear();
    }

    /// <summary>Blocks for the next token of every decoding sequence; throws out the last admitted until there are enough.</summary>
    public void Extend(long decodeStep)
    {
        var need = Need(decodeStep);
        while (need > Pool.Free)
        {
            var victim = _last;
            if (_slots[victim].Decoding && Phase(victim) == decodeStep % _phases.Length) need--;
            Preempt(victim, decodeStep);
        }

        Pool.Take(need);
    }

    /// <summary>Steps from one on, at most so many, for which blocks suffice; they are taken for as many as are run by <see cref="Grow"/>.</summary>
    public long StepsWithBlocks(long decodeStep, long most)
    {
        if (Decodes == 0 || !TakesBlocks) return most;
        long free = Pool.Free, steps = free / Decodes * _phases.Length;
        if (steps >= most) return most;
        free %= Decodes;
        // Less than a whole round is left.
        while (steps < most)
        {
            var need = _phases[(decodeStep + steps) % _phases.Length];
            if (need > free) break;
            free -= need;
            steps++;
        }

        return steps;
    }

    /// <summary>Takes blocks for steps after the first, which <see cref="Extend"/> provided for.</summary>
    public void Grow(long decodeStep, long steps)
    {
        if (Decodes == 0 || steps == 0 || !TakesBlocks) return;
        var (rounds, rest) = Math.DivRem(steps, _phases.Length);
        var need = rounds * Decodes;
        for (var i = 0; i < rest; i++) need += _phases[(decodeStep + i) % _phases.Length];
        Pool.Take((int)need);
    }

    /// <summary>The next chunk of a prompt under way, then waiting requests that came up to a time. <paramref name="budget"/> is what the step has left.</summary>
    public void TakePrompts(long now, long cameBy, int budget, long decodeStep)
    {
        if (_partial != BlockPool.None) budget -= Continue(budget, decodeStep);
        // After a sequence was thrown out, none is taken in the same step.
        if (Evicted) { Blocked = Blocked.Cache; return; }
        while (_waiting.Count > 0)
        {
            ref var head = ref _slots[_waiting.First];
            if (head.Came > cameBy) return;
            if (budget <= 0 || _partial != BlockPool.None) { Blocked = Blocked.Tokens; return; }
            if (Running >= model.SequencesMax) { Blocked = Blocked.Cap; return; }
            var slot = _waiting.First;
            // What the cache holds of a prompt may itself be in the way; where nothing runs, it is forgotten.
            if (!Admit(ref head, useCached: true) && (Running > 0 || !Admit(ref head, useCached: false))) { Blocked = Blocked.Cache; return; }
            _waiting.RemoveFirst();
            Link(slot);
            if (head.Scheduled < 0) head.Scheduled = now;
            budget -= Chunk(slot, budget);
        }
    }

    /// <summary>Decode step after which the first of the running sequences ends.</summary>
    public long FirstEnd
    {
        get
        {
            while (_ends.Count > 0 && _slots[_ends.First.Slot].Stamp != _ends.First.Stamp) _ends.RemoveFirst();
            return _ends.Count == 0 ? long.MaxValue : _ends.First.Step;
        }
    }

    public int FirstEnding => _ends.First.Slot;

    /// <summary>A sequence whose prompt is done decodes from this step on.</summary>
    public void Join(int slot, long decodeStep)
    {
        ref var one = ref _slots[slot];
        one.Joined = decodeStep;
        one.Decoding = true;
        Decodes++;
        _contextBase += one.Target + 1 - decodeStep;
        if (TakesBlocks) _phases[Phase(slot)]++;
        _ends.Add(decodeStep + one.Output - one.Generated - 2, _admitted, slot, one.Stamp);
    }

    /// <summary>A sequence has all its tokens; what it holds is free once the scheduler knows.</summary>
    public void End(int slot, long decodeStep, long known)
    {
        ref var one = ref _slots[slot];
        if (one.Decoding)
        {
            if (TakesBlocks) one.Private += _cache.Of(one.Target + (int)(decodeStep - one.Joined)) - _cache.Of(one.Target);
            StopDecoding(slot);
        }

        one.Stamp++;
        Unlink(slot);
        _leaving.Enqueue((known, one.Private, slot));
    }

    private bool TakesBlocks => _cache.Grows && !model.ReservesWholeRequest;

    private int Need(long decodeStep) => Decodes == 0 || !TakesBlocks ? 0 : _phases[decodeStep % _phases.Length];

    private long Phase(int slot)
    {
        ref var one = ref _slots[slot];
        var phase = (one.Joined - one.Target) % _phases.Length;
        return phase < 0 ? phase + _phases.Length : phase;
    }

    private void StopDecoding(int slot)
    {
        ref var one = ref _slots[slot];
        Decodes--;
        _contextBase -= one.Target + 1 - one.Joined;
        if (TakesBlocks) _phases[Phase(slot)]--;
        one.Decoding = false;
    }

    private int Continue(int budget, long decodeStep)
    {
        var slot = _partial;
        ref var one = ref _slots[slot];
        // It was admitted last; what it lacks, only it can give back.
        while (_partial != BlockPool.None)
        {
            var chunk = Math.Min(one.Target - one.Computed, budget);
            if (chunk <= 0) return 0;
            if (_cache.Of(one.Computed + chunk) - _cache.Of(one.Computed) <= Pool.Free || model.ReservesWholeRequest)
            {
                _partial = BlockPool.None;
                return Chunk(slot, budget);
            }

            Preempt(slot, decodeStep);
        }

        return 0;
    }

    // Looks up what is cached and takes it, where blocks for all of the prompt are free.
    private bool Admit(ref Sequence one, bool useCached)
    {
        var target = one.Input + one.Generated;
        var whole = _cache.Of(model.ReservesWholeRequest ? one.Input + one.Output - 1 : target) + _cache.Fixed(one.Input + one.Output);
        // The last token of a prompt is always computed: its output is wanted.
        var most = (target - 1) / _cache.BlockTokens;
        var (segments, found, idle, partial) = useCached ? FindPrefix(ref one, most) : default;
        var remnant = 0;
        if (useCached && one.Remnant != BlockPool.None && !partial && segments == Segments(one))
        {
            remnant = Math.Min(Pool.Left(one.Remnant), most - found);
            idle += remnant;
        }

        if (whole - found - remnant + idle > Pool.Free) return false;
        TokensWaiting -= target;
        one.Target = target;
        one.HeldSegments = 0;
        for (var i = 0; i < segments; i++) Hold(ref one, i);
        if (partial) Hold(ref one, segments);
        if (one.Remnant != BlockPool.None) Pool.Reclaim(one.Remnant, remnant);
        one.Remnant = BlockPool.None;
        found += remnant;
        one.Private = remnant;
        one.Computed = found * _cache.BlockTokens;
        TokensFound += one.Computed;
        one.Fixed = _cache.Fixed(one.Input + one.Output);
        Pool.Take(one.Fixed);
        one.Private += one.Fixed;
        if (model.ReservesWholeRequest)
        {
            var rest = whole - one.Fixed - found;
            Pool.Take(rest);
            one.Private += rest;
        }

        Claim(ref one, segments);
        _admitted++;
        one.Stamp++;
        Running++;
        return true;
    }

    // Processes what fits of a prompt that was admitted, and remembers what is left for the next step.
    private int Chunk(int slot, int budget)
    {
        ref var one = ref _slots[slot];
        var chunk = Math.Min(one.Target - one.Computed, budget);
        if (!model.ReservesWholeRequest)
        {
            var blocks = _cache.Of(one.Computed + chunk) - _cache.Of(one.Computed);
            Pool.Take(blocks);
            one.Private += blocks;
        }

        Attended += chunk * (one.Computed + chunk * 0.5);
        one.Computed += chunk;
        PromptTokens += chunk;
        TokensPrompted += chunk;
        Chunks++;
        FillPrefix(ref one);
        if (one.Computed == one.Target) _prompted.Add(slot);
        else _partial = slot;
        return chunk;
    }

    private void Preempt(int slot, long decodeStep)
    {
        ref var one = ref _slots[slot];
        if (slot == _partial) _partial = BlockPool.None;
        Debug.Assert(_last == slot, "only the last admitted is thrown out");
        var tokens = one.Computed;
        if (one.Decoding)
        {
            var steps = (int)(decodeStep - one.Joined);
            tokens = one.Target + steps;
            if (TakesBlocks) one.Private += _cache.Of(tokens) - _cache.Of(one.Target);
            one.Generated += 1 + steps;
            StopDecoding(slot);
        }

        // What it computed of its own can be found again only if all before it can.
        var full = sharesPrefixes && _cache.Grows && one.HeldSegments == Segments(one)
            ? Math.Clamp(tokens / _cache.BlockTokens - SharedBlocks(one), 0, one.Private - one.Fixed)
            : 0;
        Abandon(ref one);
        Pool.Return(one.Private - full);
        one.Remnant = full > 0 ? Pool.ReturnNamed(full) : BlockPool.None;
        ReleasePrefix(ref one);
        one.Private = one.Fixed = one.Computed = 0;
        if (one.Preemptions < byte.MaxValue) one.Preemptions++;
        one.Stamp++;
        Unlink(slot);
        Running--;
        Preemptions++;
        Evicted = true;
        _waiting.AddFirst(slot);
        TokensWaiting += one.Input + one.Generated;
    }
}
