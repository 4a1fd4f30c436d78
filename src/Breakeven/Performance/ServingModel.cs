using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Performance;

/// <summary>
/// One replica under open-loop traffic of one shape, in closed form: Poisson arrivals, continuous batching, chunked prefill,
/// admission by cache blocks. The simulator is the truth; this serves comparison and search.
/// </summary>
/// <remarks>
/// Everything hangs on r, the requests whose prompt is processed in one step of one stream (streams = pp x dp). With D decode steps a
/// request, Little's law gives b = r D running sequences a stream, and a step takes T = T0(b) + r S(b), where S is what the prompt of
/// one request adds. The rate is r streams / T. So no fixed point has to be solved: r is the parameter, and capacity is a search on it.
/// Left out: unequal lengths, and prompts of several ranks that do not meet in one step.
/// </remarks>
public sealed class ServingModel
{
    // What a request costs outside the engine's steps: HTTP, tokenising, the first stream event. BLIS fits 15.6 ms a request on vLLM.
    private const double RequestOverhead = 0.0156;

    private readonly StepModel _step;
    private readonly int _streams;
    private readonly int _dataRanks;
    private readonly int _pipeline;
    private readonly double _uncached;
    private readonly double _cached;
    private readonly double _decodeSteps;
    private readonly double _decodeContext;
    private readonly int _batchedTokens;

    /// <summary>Prepares a replica for a shape of traffic; the traffic's own rate is not used.</summary>
    public ServingModel(StepModel step, MemoryPlan plan, Traffic shape)
    {
        _step = step;
        Basis = step.Basis;
        Plan = plan;
        _pipeline = step.Pipeline;
        _dataRanks = step.DataRanks;
        _streams = _pipeline * _dataRanks;
        _cached = shape.Input.Value * shape.CachedShare;
        _uncached = Math.Max(1, shape.Input.Value - _cached);
        _decodeSteps = shape.Output.Value - 1;
        _decodeContext = shape.Input.Value + shape.Output.Value / 2.0;
        _batchedTokens = plan.Deployment.Settings.BatchedTokensMax;
        // Blocks are taken as a sequence grows, so on average one holds its prompt and half its output.
        AdmittedMax = Math.Min(
            Sizer.ConcurrencyAt(plan, new((long)Math.Ceiling(_decodeContext)), reserved: false),
            (long)plan.Deployment.Settings.SequencesMax * _dataRanks);
        // The longest moment of any request must fit too, or it could never finish.
        if (Sizer.ConcurrencyAt(plan, shape.Input + shape.Output, reserved: false) < 1) AdmittedMax = 0;
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
        var r = requestsPerStep;
        var sequences = r * _decodeSteps * _dataRanks;
        var z = NormalScore(percentile);
        var alone = StepAlone(sequences);
        var prompt = PromptCost(sequences, alone);
        var mean = alone + r * prompt;
        // The batch wanders as a Poisson count does; prompts met during one request's life do too.
        var crowd = Math.Min(sequences + z * Math.Sqrt(sequences), AdmittedMax / (double)_pipeline);
        var life = Math.Max(_decodeSteps, 1);
        var met = r + z * Math.Sqrt(r / life);
        var slow = Math.Max(mean, StepAlone(crowd) + met * prompt);
        var busy = mean <= 0 ? 0 : r * prompt / mean;
        var chunks = Chunks(sequences);
        var waitScale = prompt / (2 * Math.Max(1e-9, 1 - busy));
        var first = RequestOverhead + chunks * alone + prompt;
        var exceeds = 1 - percentile / 100;
        var wait = busy <= exceeds ? 0 : Math.Log(busy / exceeds) * waitScale;
        return new()
        {
            Rate = new(mean <= 0 ? 0 : r * _streams / mean),
            Batch = sequences * _pipeline,
            Step = new(mean),
            TimeToFirstTokenMean = new(first + mean / 2 + busy * waitScale),
            TimeToFirstToken = new(first + mean * percentile / 100 + wait),
            TimePerOutputToken = new(slow),
            EndToEnd = new(first + mean * percentile / 100 + wait + slow * _decodeSteps),
            PrefillShare = busy,
            CacheUse = AdmittedMax == 0 ? 0 : sequences * _pipeline / AdmittedMax,
            Percentile = percentile,
        };
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
    public ServingPoint? ClosedLoop(double clients)
    {
        var high = LoadMax(50, bounded: false);
        if (high <= 0) return null;
        var low = 0.0;
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            var point = Point(middle, 50);
            if (point.Batch + point.Rate.Value * point.TimeToFirstTokenMean.Value < clients) low = middle;
            else high = middle;
        }

        return Point(high, 50);
    }

    /// <summary>One request with the replica to itself.</summary>
    public ServingPoint Alone => Point(1e-6, 50);

    /// <summary>The work of one step at a load, for explanation.</summary>
    public StepWork WorkAt(ServingPoint point)
    {
        var sequences = point.Batch / _pipeline;
        var chunks = Chunks(sequences);
        return new(_uncached / chunks * _dataRanks, _cached + _uncached / 2, sequences, _decodeContext);
    }

    /// <summary>The step that times a load.</summary>
    public StepModel Step => _step;

    // 2^-28 of the range: far below any interval that matters, and 28 points cost a few microseconds.
    private const int Bisections = 28;

    private bool Meets(double requestsPerStep, Objective objective)
    {
        foreach (var bound in objective.Bounds)
        {
            var point = Point(requestsPerStep, bound.Percentile);
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
        var admitted = (double)AdmittedMax;
        if (bounded)
        {
            var root = (-NormalScore(percentile) + Math.Sqrt(NormalScore(percentile) * NormalScore(percentile) + 4 * admitted)) / 2;
            admitted = Math.Max(root * root, Math.Min(1, admitted));
        }

        var bySequences = _decodeSteps <= 0 ? double.PositiveInfinity : admitted / (_decodeSteps * _streams);
        var byTokens = _batchedTokens / (_uncached + _decodeSteps);
        return Math.Min(bySequences, byTokens);
    }

    private double StepAlone(double sequences) => _step.Time(new(0, 0, sequences, _decodeContext)).Value;

    // All attention-parallel ranks are taken to work on a prompt of their own at once, so a stream's share is one request.
    private double PromptCost(double sequences, double alone)
    {
        var chunks = Chunks(sequences);
        var work = new StepWork(_uncached / chunks * _dataRanks, _cached + _uncached / 2, sequences, _decodeContext);
        return chunks * (_step.Time(work).Value - alone);
    }

    private double Chunks(double sequences) => Math.Ceiling(_uncached / Math.Max(64, _batchedTokens - sequences / _dataRanks));

    private static double NormalScore(double percentile) => percentile switch
    {
        95 => 1.6449,
        99 => 2.3263,
        50 => 0,
        _ => Statistics.NormalQuantile.Of(Math.Clamp(percentile / 100, 1e-6, 1 - 1e-6)),
    };
}
