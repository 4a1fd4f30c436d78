using Breakeven.Simulation.Engines;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Fleets;

/// <summary>Replicas behind a router: those that are up, that start, that finish what they have before they stop.</summary>
internal sealed class Fleet
{
    private readonly ReplicaModel _model;
    private readonly SimulationOptions _options;
    private readonly SimulationResult _result;
    private readonly Router _router;
    private readonly List<Replica> _up = [];
    private readonly List<Replica> _draining = [];
    private readonly Queue<(long Ready, long Since)> _starting = new();
    private readonly Queue<(long Id, TraceRequest Request)> _held = new();
    private readonly Scaler? _scaler;
    private readonly FleetSchedule? _schedule;
    private int _hour;
    private double _owed;
    private int _made;

    public Fleet(ReplicaModel model, SimulationOptions options, SimulationResult result)
    {
        (_model, _options, _result) = (model, options, result);
        _router = new(options.Routing, RandomStreams.Of(options.Seed, "router"));
        if (options.Autoscaling is { } autoscaling) _scaler = new(autoscaling);
        _schedule = options.Schedule;
        var first = _schedule?.Hours[0].Replicas ?? options.Autoscaling?.Least ?? options.Replicas;
        for (var i = 0; i < first; i++) Add(0);
        Measure = _up.Count > 0 ? _up[0] : new(model, -1, new(model, result), options, 0);
    }

    /// <summary>A replica that tells what any of them could hold.</summary>
    public Replica Measure { get; }

    /// <summary>Does all that happens up to a time.</summary>
    public void Advance(long until)
    {
        while (_schedule is not null && _hour < _schedule.Hours.Count - 1 && (_hour + 1) * FleetSchedule.NanosecondsPerHour <= until) Turn();
        if (_scaler is null && _draining.Count == 0)
        {
            foreach (var replica in _up) replica.Advance(until);
            return;
        }

        while (_scaler is not null)
        {
            var tick = _scaler.Next;
            var ready = _starting.TryPeek(out var first) ? first.Ready : long.MaxValue;
            var next = Math.Min(tick, ready);
            if (next > until) break;
            Run(next);
            if (ready == next) Open(next);
            else Scale(next);
        }

        Run(until);
    }

    /// <summary>Runs on until nothing is left to do.</summary>
    public void Drain()
    {
        while (_scaler is not null && (_held.Count > 0 || _up.Concat(_draining).Any(replica => replica.InFlight > 0)))
        {
            var idleFrom = Math.Min(_scaler.Next, _starting.TryPeek(out var first) ? first.Ready : long.MaxValue);
            Advance(idleFrom);
        }

        foreach (var replica in _up.Concat(_draining)) replica.Advance(long.MaxValue - 1);
        var end = Math.Max(_result.End, _up.Concat(_draining).Select(replica => replica.LastEnd).DefaultIfEmpty().Max());
        _result.End = end;
        foreach (var replica in _up) Close(replica, Math.Max(end, replica.Since));
        foreach (var replica in _draining) Close(replica, Math.Max(replica.LastEnd, replica.Since));
        // What was still starting was paid for from the decision on.
        foreach (var (_, since) in _starting) _result.Paid(since, Math.Max(end, since));
        _up.Clear();
        _draining.Clear();
        _starting.Clear();
    }

    public void Take(long id, in TraceRequest request)
    {
        var now = request.ArrivalNanoseconds;
        if (_schedule is not null)
        {
            // Evenly spread: whenever a whole request is owed to the API, the next one is.
            _owed += 1 - _schedule.Hours[_hour].HomeShare;
            if (_owed < 1 - 1e-9 && _up.Count > 0)
            {
                _router.Choose(_up, request).Take(id, request, now);
                return;
            }

            _owed -= 1;
            OverflowTo(id, request);
            return;
        }

        if (_up.Count == 0)
        {
            if (_options.Overflow is { } held && (_held.Count >= held.Waiting || (held.TimeToFirstToken is { } longest && Wait(now) > longest.Value * 1e9)))
            {
                OverflowTo(id, request);
                // Whoever is served elsewhere still shows that a replica is wanted.
                if (_starting.Count == 0) Start(now, 1);
                return;
            }

            _held.Enqueue((id, request));
            if (_starting.Count == 0) Start(now, 1);
            return;
        }

        var replica = _router.Choose(_up, request);
        if (_options.Overflow is { } overflow
            && (replica.Waiting >= overflow.Waiting || (overflow.TimeToFirstToken is { } bound && replica.Predicted(request, now) > bound.Value * 1e9))) OverflowTo(id, request);
        else replica.Take(id, request, now);
    }

    // On to the next hour of the schedule.
    private void Turn()
    {
        var now = ++_hour * FleetSchedule.NanosecondsPerHour;
        Run(now);
        var wanted = _schedule!.Hours[_hour].Replicas;
        while (_up.Count < wanted) Add(now);
        while (_up.Count > wanted) Stop(now);
    }

    private double Wait(long now) => _starting.TryPeek(out var first) ? first.Ready - now : _options.Autoscaling!.ColdStart.Value * 1e9;

    private void OverflowTo(long id, in TraceRequest request) =>
        _result.Take(new(id, request.ArrivalNanoseconds, request.InputTokens, request.OutputTokens, request.ArrivalNanoseconds, request.ArrivalNanoseconds, -1, 0, RequestFate.Overflowed));

    private void Run(long until)
    {
        foreach (var replica in _up) replica.Advance(until);
        for (var i = _draining.Count - 1; i >= 0; i--)
        {
            _draining[i].Advance(until);
            if (_draining[i].InFlight > 0) continue;
            Close(_draining[i], Math.Max(_draining[i].LastEnd, _draining[i].Since));
            _draining.RemoveAt(i);
        }
    }

    private void Scale(long now)
    {
        var inFlight = _held.Count;
        foreach (var replica in _up) inFlight += replica.InFlight;
        var wanted = _scaler!.Wanted(now, inFlight);
        var have = _up.Count + _starting.Count;
        if (wanted > have) Start(now, wanted - have);
        for (; wanted < have && _up.Count > 0 && _starting.Count == 0; have--) Stop(now);
    }

    // The one with the fewest requests takes no more.
    private void Stop(long now)
    {
        var idlest = _up.Count - 1;
        for (var i = idlest - 1; i >= 0; i--)
            if (_up[i].InFlight < _up[idlest].InFlight) idlest = i;
        var replica = _up[idlest];
        _up.RemoveAt(idlest);
        if (replica.InFlight == 0) Close(replica, now);
        else _draining.Add(replica);
    }

    private void Start(long now, int count)
    {
        var ready = now + (long)Math.Ceiling(_options.Autoscaling!.ColdStart.Value * 1e9);
        for (var i = 0; i < count; i++) _starting.Enqueue((ready, now));
    }

    private void Open(long now)
    {
        Add(_starting.Dequeue().Since);
        while (_held.TryDequeue(out var one))
        {
            _result.Held(one.Request.ArrivalNanoseconds, now);
            _router.Choose(_up, one.Request).Take(one.Id, one.Request, now);
        }
    }

    private void Add(long since) => _up.Add(new(_model, _made++, new(_model, _result), _options, since));

    private void Close(Replica replica, long now)
    {
        foreach (var rank in replica.Ranks)
        {
            _result.Preemptions += rank.Preemptions;
            _result.TokensFound += rank.TokensFound;
            _result.TokensPrompted += rank.TokensPrompted;
            _result.BlocksLost += rank.Pool.Blocks - rank.Pool.Counted + Math.Abs(rank.Pool.Free - rank.Pool.Counted);
        }

        _result.Paid(replica.Since, now);
    }
}
