using Breakeven.Performance.Local;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Performance;

/// <summary>
/// One replica under open-loop traffic of one shape, in closed form: Poisson arrivals, continuous batching, chunked prefill,
/// admission by cache blocks. The simulator is the truth; this serves comparison and search.
/// </summary>
/// <remarks>
/// Everything hangs on r, the requests whose prompt is processed in one step of one pipeline stage's microbatch. With D decode steps a
/// request (output - 1 of them, or with speculation fewer by its acceptance length), Little's law gives b = r D running sequences, and a step takes T = T0(b) + r S(b), where S is what the prompt of
/// one request adds. The rate is r pp / T. So no fixed point has to be solved: r is the parameter, and capacity is a search on it.
/// Left out: unequal lengths.
/// </remarks>
public sealed class ServingModel
{
    private readonly StepModel _step;
    private readonly ServingConstants _serving;
    private readonly LocalCorrection _local;
    private readonly double _outside;
    private readonly bool _mixes;
    private readonly int _dataRanks;
    private readonly int _pipeline;
    private readonly double _uncached;
    private readonly double _cached;
    private readonly double _decodeSteps;
    private readonly double _decodeContext;
    private readonly int _batchedTokens;
    private readonly double _verified;
    private readonly double _yielded;

    /// <summary>Prepares a replica for a shape of traffic; the traffic's own rate is not used.</summary>
    public ServingModel(StepModel step, MemoryPlan plan, Traffic shape, Calibration calibration)
    {
        _step = step;
        var serving = calibration.Serving(plan.Deployment.Engine);
        _serving = serving;
        _outside = serving.Request.Value + shape.Input.Value * serving.PromptToken.Value;
        _local = calibration.Local.At(step.Traits, shape.Input.Value, shape.Output.Value);
        Basis = step.Basis;
        Plan = plan;
        _pipeline = step.Pipeline;
        _dataRanks = step.DataRanks;
        _mixes = plan.Deployment.Engine.MixesPrompts;
        _cached = shape.Input.Value * shape.CachedShare;
        _uncached = Math.Max(1, shape.Input.Value - _cached);
        _verified = step.TokensVerified;
        _yielded = step.TokensYielded;
        _decodeSteps = (shape.Output.Value - 1) / _yielded;
        _decodeContext = shape.Input.Value + shape.Output.Value / 2.0;
        _batchedTokens = plan.Deployment.Settings.BatchedTokensMax;
        // Blocks are taken as a sequence grows, so on average one holds its prompt and half its output; unless the engine admits a request only
        // where all of it will fit.
        var held = plan.Deployment.Engine.ReservesWholeRequest ? shape.Input.Value + shape.Output.Value : _decodeContext;
        AdmittedMax = Math.Min(
            Sizer.ConcurrencyAt(plan, new((long)Math.Ceiling(held)), reserved: false),
            (long)plan.Deployment.Settings.SequencesMax * _dataRanks);
        // The longest moment of any request must fit too, or it could never finish.
        if (Sizer.ConcurrencyAt(plan, shape.Input + shape.Output, reserved: false) < 1) AdmittedMax = 0;
        if (step.AdmitsAll) AdmittedMax = (long)plan.Deployment.Settings.SequencesMax * _dataRanks;
    }

    /// <summary>What the constants behind every figure rest on.</summary>
    public Basis Basis { get; }

    /// <summary>The memory the replica lives in.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>Sequences that can run at once: the engine's cap, or what the cache holds.</summary>
    public long AdmittedMax { get; }

    /// <summary>What the replica does at a load, or null when it cannot carry even the least.</summary>
    /// <param name="requestsPerStep">r of the remarks; above 0.</param>
    /// <param name="percentile">Where the tail is read, 50 to 99.99.</param>
    internal ServingPoint Point(double requestsPerStep, double percentile)
    {
        if (_decodeSteps <= 0) return PromptPoint(requestsPerStep, percentile);
        var r = requestsPerStep;
        var sequences = r * _decodeSteps;
        var z = NormalScore(percentile);
        var alone = StepAlone(sequences);
        var (added, prompt) = Prompts(r, sequences, alone);
        var mean = alone + added;
        // The batch wanders as a Poisson count does; prompts met during one request's life do too.
        var crowd = Math.Min(sequences + z * Math.Sqrt(sequences), AdmittedMax / (double)_pipeline);
        var life = Math.Max(_decodeSteps, 1);
        var met = r + z * Math.Sqrt(r / life);
        var slow = Math.Max(mean, StepAlone(crowd) + Prompts(met, sequences, alone).Added);
        var busy = mean <= 0 ? 0 : added / mean;
        var chunks = Chunks(sequences);
        var waitScale = prompt / (2 * Math.Max(1e-9, 1 - busy));
        var first = _outside + (_mixes ? chunks * alone : 0) + prompt;
        var level = _local.First;
        var exceeds = 1 - percentile / 100;
        var wait = busy <= exceeds ? 0 : Math.Log(busy / exceeds) * waitScale;
        return new()
        {
            Rate = new(mean <= 0 ? 0 : r * _pipeline / mean),
            Batch = sequences * _pipeline,
            Step = new(mean),
            TimeToFirstTokenMean = new(level * (first + mean / 2 + busy * waitScale)),
            TimeToFirstToken = new(level * (first + mean * percentile / 100 + wait)),
            TimePerOutputToken = new(slow / _yielded),
            EndToEnd = new(level * (first + mean * percentile / 100 + wait) + slow * _decodeSteps),
            PrefillShare = busy,
            CacheUse = AdmittedMax == 0 ? 0 : sequences * _pipeline / AdmittedMax,
            Percentile = percentile,
        };
    }

    // Nothing decodes: prompts queue for a server that is busy so much of the time (M/D/1, whose wait has a tail of exp(-2 (1 - u) t / c)).
    private ServingPoint PromptPoint(double busy, double percentile)
    {
        var (each, own) = PromptsAlone();
        var exceeds = 1 - percentile / 100;
        var left = Math.Max(1e-9, 1 - busy);
        var wait = busy <= exceeds ? 0 : Math.Log(busy / exceeds) * each / (2 * left);
        var first = new Seconds(_local.First * (_outside + own + wait));
        return new()
        {
            Rate = new(busy * _pipeline / each),
            Batch = 0,
            Step = new(own),
            TimeToFirstTokenMean = new(_local.First * (_outside + own + busy * each / (2 * left))),
            TimeToFirstToken = first,
            TimePerOutputToken = new(0),
            EndToEnd = first,
            PrefillShare = busy,
            CacheUse = 0,
            Percentile = percentile,
        };
    }

    // So many clients whose answers are one token: each prompt waits for those of all others.
    private ServingPoint PromptLine(double clients)
    {
        var (each, own) = PromptsAlone();
        var first = Math.Max(_outside + own, clients / _pipeline * each);
        var rate = clients / first;
        return PromptPoint(0, 50) with
        {
            Rate = new(rate),
            TimeToFirstTokenMean = new(_local.First * first),
            TimeToFirstToken = new(_local.First * first),
            EndToEnd = new(_local.First * first),
            PrefillShare = Math.Min(1, rate * each / _pipeline),
        };
    }

    // What a prompt takes of a replica that is full of them, and how long one is in work.
    private (double Each, double Own) PromptsAlone()
    {
        var full = Math.Max(1, (double)_batchedTokens * _dataRanks / _uncached);
        var (added, own) = Prompts(full, 0, 0);
        return (added / full, Math.Max(Prompts(1e-6, 0, 0).Own, Math.Min(own, added / full)));
    }

    /// <summary>The replica at a rate, tails read at a percentile; null when it cannot carry that rate.</summary>
    public ServingPoint? At(RequestsPerSecond rate, double percentile = 95)
    {
        var high = LoadMax(percentile, bounded: false);
        if (high <= 0 || Point(high, percentile).Rate < rate) return null;
        var low = 0.0;
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            if (Point(middle, percentile).Rate < rate) low = middle;
            else high = middle;
        }

        return Point(high, percentile);
    }

    /// <summary>The largest rate within the objective, as the replica's point there; null when even a single request misses it.</summary>
    public ServingPoint? Capacity(Objective objective)
    {
        var percentile = objective.Bounds.Count == 0 ? 50 : objective.Bounds.Max(bound => bound.Percentile);
        var high = LoadMax(percentile, objective.Bounds.Count > 0);
        if (high <= 0) return null;
        if (Meets(high, objective)) return Point(high, percentile);
        var low = high * 1e-6;
        if (!Meets(low, objective)) return null;
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            if (Meets(middle, objective)) low = middle;
            else high = middle;
        }

        return Point(low, percentile);
    }

    /// <summary>The replica under a fixed number of clients, each sending its next request when the last is answered; null when it cannot run one.</summary>
    /// <param name="clients">Requests in flight.</param>
    /// <param name="spread">How far lengths scatter about their mean, 0 where all are equal; from 0.1 on, requests that began together no longer end together.</param>
    /// <remarks>
    /// A benchmark's clients start together: that part of the requests (<see cref="ServingConstants.Burst"/>) waits for half of all prompts.
    /// By Little's law clients = rate x (time to first token + decode steps x step); where the cache admits fewer, the rest of them wait.
    /// </remarks>
    public ServingPoint? ClosedLoop(double clients, double spread = 0)
    {
        var high = LoadMax(50, bounded: false);
        if (high <= 0) return null;
        if (_decodeSteps <= 0) return PromptLine(clients);
        var each = clients / _pipeline;
        var together = Math.Max(0, 1 - spread / 0.1);
        var full = ClosedPoint(high, each, together);
        if (full.Left >= 0) return full.Point;
        var low = 0.0;
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            if (ClosedPoint(middle, each, together).Left > 0) low = middle;
            else high = middle;
        }

        return ClosedPoint(high, each, together).Point;
    }

    // A load, and the clients that it leaves over: below 0 when it would need more of them than there are.
    private (ServingPoint Point, double Left) ClosedPoint(double requestsPerStep, double clients, double together)
    {
        var r = requestsPerStep;
        var sequences = r * _decodeSteps;
        var alone = StepAlone(sequences);
        var (added, prompt) = Prompts(r, sequences, alone);
        // A sequence does not wait for its own prompt, so of n clients it meets the prompts of n - 1.
        var others = Math.Max(0, clients - 1) / Math.Max(1, clients);
        var step = alone + Prompts(r * others, sequences, alone).Added;
        // Where nothing decodes, a step is what its prompts take.
        if (step <= 0) step = Math.Max(added, 1e-9);
        var rate = r / step;
        var busy = Math.Min(0.98, added / step);
        var own = _outside + (_mixes ? Chunks(sequences) * alone : 0) + prompt;
        var line = together * Math.Min(_serving.Cohort, Math.Max(0, clients - 1) / 2 / _dataRanks) * prompt;
        var aligning = _dataRanks == 1 ? 0 : _serving.Align * (1 - 1.0 / _dataRanks) * step;
        var steady = own + step / 2 + line + aligning + _serving.Queue * prompt * busy / (2 * (1 - busy));
        var burst = own + Math.Max(0, Math.Min(clients, sequences + 1) - 1) / 2 / _dataRanks * prompt;
        var first = _local.First * ((1 - _serving.Burst) * steady + _serving.Burst * burst + Math.Min(_serving.Stream, _decodeSteps) * step);
        var inside = sequences + rate * first;
        var left = clients - inside;
        // At the most that the cache admits, the rest waits outside.
        if (left > 0) first += left / rate;
        return (new()
        {
            Rate = new(rate * _pipeline),
            Batch = sequences * _pipeline,
            Step = new(step),
            TimeToFirstTokenMean = new(first),
            TimeToFirstToken = new(first),
            TimePerOutputToken = new(step / _yielded),
            EndToEnd = new(first + step * _decodeSteps),
            PrefillShare = busy,
            CacheUse = AdmittedMax == 0 ? 0 : sequences * _pipeline / AdmittedMax,
            Percentile = 50,
        }, left);
    }

    /// <summary>One request with the replica to itself.</summary>
    public ServingPoint Alone => Point(1e-6, 50);

    /// <summary>The work of one step at a load, for explanation.</summary>
    public StepWork WorkAt(ServingPoint point)
    {
        var sequences = point.Batch / _pipeline;
        var chunks = Chunks(sequences);
        return new(_uncached / chunks, _cached + _uncached / 2, sequences, _decodeContext) { PrefillRanks = 1 };
    }

    /// <summary>The step that times a load.</summary>
    public StepModel Step => _step;

    // 2^-28 of the range: far below any interval that matters, and 28 points cost a few microseconds.
    private const int Bisections = 28;

    private bool Meets(double requestsPerStep, Objective objective)
    {
        ServingPoint? point = null;
        foreach (var bound in objective.Bounds)
        {
            // Bounds at one percentile are of one point.
            if (point is null || point.Percentile != bound.Percentile) point = Point(requestsPerStep, bound.Percentile);
            var value = bound.Metric switch
            {
                LatencyMetric.TimeToFirstToken => point.TimeToFirstToken,
                LatencyMetric.TimePerOutputToken => point.TimePerOutputToken,
                _ => point.EndToEnd,
            };
            if (value > bound.Limit) return false;
        }

        return true;
    }

    // The most requests a step can take: sequences must be admitted (with their tail, when latency is bound, or they would queue for
    // blocks), and the step's token budget must hold their prompts beside the running sequences.
    private double LoadMax(double percentile, bool bounded)
    {
        if (AdmittedMax < 1) return 0;
        // Of prompts alone the load is the part of the time in which one is in work.
        if (_decodeSteps <= 0) return bounded ? 1 - 1e-6 : 1;
        var admitted = (double)AdmittedMax;
        if (bounded)
        {
            var root = (-NormalScore(percentile) + Math.Sqrt(NormalScore(percentile) * NormalScore(percentile) + 4 * admitted)) / 2;
            admitted = Math.Max(root * root, Math.Min(1, admitted));
        }

        var bySequences = _decodeSteps <= 0 ? double.PositiveInfinity : admitted / (_decodeSteps * _pipeline);
        var byTokens = (double)_batchedTokens * _dataRanks / (_uncached + _decodeSteps * _verified);
        return Math.Min(bySequences, byTokens);
    }

    private double StepAlone(double sequences) => _local.Step * _step.Time(new(0, 0, sequences, _decodeContext)).Value;

    // What so many requests a step add to it with their prompts, and how long one prompt is in work.
    private (double Added, double Own) Prompts(double requests, double sequences, double alone)
    {
        var chunks = Chunks(sequences);
        if (_dataRanks == 1)
        {
            // Prompts that meet in a step read the weights once; as many meet as its tokens hold.
            var together = Math.Clamp(requests, 1, Math.Max(1, (_batchedTokens - sequences * _verified) / _uncached));
            var cost = PromptTime(together, 1, chunks, sequences, alone);
            return (requests * cost / together, cost);
        }

        // A prompt lies on one attention rank, and a step waits for the rank that has one. Prompts of several ranks may meet in a step: r of them, which
        // arrive independently, stop 1 - exp(-r) steps, and what a rank has of its own adds up. Experts serve all ranks: no prompt costs less than where
        // every rank has one.
        var one = PromptTime(1, 1, chunks, sequences, alone);
        var stops = requests / _dataRanks + _serving.Stagger * (1 - 1.0 / _dataRanks) * (1 - Math.Exp(-requests));
        return (Math.Max(stops * one, requests / _dataRanks * PromptTime(_dataRanks, _dataRanks, chunks, sequences, alone)), one);
    }

    // So many prompts in a step on so many ranks: beside the running sequences, or in steps of their own for which those wait.
    private double PromptTime(double prompts, double ranks, double chunks, double sequences, double alone)
    {
        var work = new StepWork(prompts * _uncached / chunks, _cached + _uncached / 2, _mixes ? sequences : 0, _decodeContext) { PrefillRanks = ranks };
        return _serving.Prompt * chunks * (_local.Step * _step.Time(work).Value - (_mixes ? alone : 0));
    }

    private double Chunks(double sequences) => Math.Ceiling(_uncached / Math.Max(64, _batchedTokens - sequences * _verified / _dataRanks));

    private static double NormalScore(double percentile) => percentile switch
    {
        95 => 1.6449,
        99 => 2.3263,
        50 => 0,
        _ => Statistics.NormalQuantile.Of(Math.Clamp(percentile / 100, 1e-6, 1 - 1e-6)),
    };
}
