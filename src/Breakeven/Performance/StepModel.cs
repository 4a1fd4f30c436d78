namespace Breakeven.Performance;

/// <summary>
/// A deployment compiled to coefficients. <see cref="Time"/> says what one engine step takes; it allocates nothing and calls nothing
/// that does. Everything that predicts speed goes through it.
/// </summary>
/// <remarks>
/// Time = sum over families of launch + (bytes / achievable bandwidth, FLOP / achievable rate, overlapped) + communication + overheads.
/// With pipeline stages a step is one microbatch's way through all of them; the stages work on as many microbatches at once.
/// </remarks>
public sealed class StepModel
{
    internal StepModel(StepCoefficients coefficients)
    {
        _c = coefficients;
        _dense = coefficients.Dense;
        _experts = coefficients.Experts;
        _attention = coefficients.Attention;
        _collectives = coefficients.Collectives;
        _draft = coefficients.Draft;
    }

    private readonly StepCoefficients _c;
    private readonly DenseFamily[] _dense;
    private readonly ExpertFamily[] _experts;
    private readonly AttentionFamily[] _attention;
    private readonly CollectiveFamily[] _collectives;
    private readonly StepModel? _draft;

    /// <summary>What two deployments are compared by, for local corrections.</summary>
    public Local.DeploymentTraits Traits => _c.Traits;

    /// <summary>What the sum is made from; for explanation.</summary>
    internal StepCoefficients Coefficients => _c;

    /// <summary>What the calibration rests on; how many drafts stand hangs on the prompts, and no measured run drafted any.</summary>
    public Basis Basis => _draft is null ? _c.Basis : Basis.Assumed;

    internal bool AdmitsAll => _c.AdmitsAll;

    /// <summary>Pipeline stages, each of which works on a microbatch of its own.</summary>
    public int Pipeline => _c.Pipeline;

    /// <summary>Attention-parallel ranks, over which sequences are dealt.</summary>
    public int DataRanks => _c.DataRanks;

    /// <summary>Mean tokens that a running sequence gets of a step: 1, or with speculation its acceptance length.</summary>
    public double TokensYielded => _c.TokensYielded;

    /// <summary>Tokens that a running sequence brings to a step: 1, or with speculation its drafts too.</summary>
    public double TokensVerified => _c.TokensVerified;

    /// <summary>Time of one step, in which every decoding sequence gets one token, or with speculation <see cref="TokensYielded"/> of them.</summary>
    public Seconds Time(in StepWork work)
    {
        var tokens = Tokens(work);
        if (tokens <= 0) return new(0);
        var local = Local(work);
        var device = _c.OverlapsHalves ? OverlappedTime(work) : ComputeTime(work, tokens, local) + CollectiveTime(tokens, local);
        if (work.PrefillTokens > 0 && _c.EagerLaunch > 0) device = Kernels.KernelForms.Blend(device, _c.EagerLaunch);
        return new(_draft is null ? device : device + DraftTime(work));
    }

    // The first pass also takes the drafter through prompts, so that its cache holds them; it reads as many hidden states as were verified, whose
    // rows beyond one a sequence are left out: at most one layer's of all the layers' arithmetic.
    private double DraftTime(in StepWork work)
    {
        var passes = _c.TokensVerified - 1;
        if (work.PrefillTokens <= 0) return passes * _draft!.Time(work).Value;
        return _draft!.Time(work).Value + (passes - 1) * _draft.Time(work with { PrefillTokens = 0 }).Value;
    }

    private double Tokens(in StepWork work) => work.Decodes * _c.TokensVerified + work.PrefillTokens;

    private double Local(in StepWork work) => work.Decodes * _c.PerDataRank * _c.TokensVerified + LocalPrefill(work);

    private double ComputeTime(in StepWork work, double tokens, double local) =>
        DenseTime(local, work) + ExpertTime(tokens, work) + DecodeTime(work) + PrefillTime(work)
        + _c.Overhead + work.Decodes * _c.PerDataRank * _c.OverheadPerSequence + local * _c.OverheadPerToken;

    // Each half reads the weights for itself, and one's tokens travel while the other computes: whichever takes longer decides.
    private double OverlappedTime(in StepWork work)
    {
        var half = work with { PrefillTokens = work.PrefillTokens / 2, Decodes = work.Decodes / 2 };
        var tokens = Tokens(half);
        var local = Local(half);
        var (travels, waits, units) = (0.0, 0.0, 1.0);
        foreach (ref readonly var family in _collectives.AsSpan())
        {
            var count = family.OverReplica ? tokens : local;
            if (!family.Overlaps) waits += family.Time(count);
            else travels += family.Time(count);
            if (family.Overlaps && family.IsLong(count)) units = 1 - ExchangeUnits;
        }

        var computes = (ComputeTime(half, tokens, local) - _c.OverheadOnce) / units + waits;
        return 2 * Math.Max(computes, travels) + _c.OverheadOnce;
    }

    // DeepEP's kernels for throughput run on 20 multiprocessors unless told otherwise, of Hopper's 132 (README.md of deepseek-ai/DeepEP); those for latency on none
    // while they wait.
    private const double ExchangeUnits = 20.0 / 132;

    /// <summary>The parts of the same sum, for people to read. Of halves that overlap, what travels counts as far as nothing else hides it.</summary>
    public StepBreakdown Explain(in StepWork work)
    {
        var drafting = new Seconds(_draft is null || Tokens(work) <= 0 ? 0 : DraftTime(work));
        if (!_c.OverlapsHalves)
        {
            var parts = Parts(work, 1) with { Drafting = drafting };
            return parts with { Overhead = parts.Overhead + Time(work) - parts.Total };
        }

        var half = Parts(work with { PrefillTokens = work.PrefillTokens / 2, Decodes = work.Decodes / 2 }, 2);
        var hidden = half with { Communication = new(0), Overhead = half.Overhead - new Seconds(_c.OverheadOnce), Drafting = drafting };
        return hidden with { Communication = Time(work) - hidden.Total };
    }

    private StepBreakdown Parts(in StepWork work, double times)
    {
        var tokens = Tokens(work);
        var local = Local(work);
        return new(
            new(times * DenseTime(local, work)),
            new(times * ExpertTime(tokens, work)),
            new(times * DecodeTime(work)),
            new(times * PrefillTime(work)),
            new(times * CollectiveTime(tokens, local)),
            new(times * (_c.Overhead + work.Decodes * _c.PerDataRank * _c.OverheadPerSequence + local * _c.OverheadPerToken)));
    }

    /// <summary>Experts a layer's step touches, of how many; zeros for a dense model.</summary>
    public (double Touched, int Experts) ExpertsTouched(in StepWork work) => _experts.Length == 0
        ? (0, 0)
        : (Touched(_experts[0], work), _experts[0].Experts);

    private double DenseTime(double local, in StepWork work)
    {
        var time = 0.0;
        foreach (ref readonly var family in _dense.AsSpan()) time += family.Time(local);
        // The head runs on sampled tokens only: each decode and its drafts, and the last token of a prompt.
        var sampled = work.Decodes * _c.PerDataRank * _c.TokensVerified + (work.PrefillTokens > 0 ? 1 : 0);
        return time + _c.Head.Time(sampled);
    }

    internal static double Touched(in ExpertFamily family, in StepWork work) =>
        ExpertRouting.Touched(family.Experts, family.LogMissDecode * work.Decodes + family.LogMissPrefill * work.PrefillTokens + family.LogMissFirst * Math.Min(1, work.Decodes + work.PrefillTokens));

    private double ExpertTime(double tokens, in StepWork work)
    {
        var time = 0.0;
        foreach (ref readonly var family in _experts.AsSpan())
        {
            var touched = Touched(family, work);
            var straggler = family.Dealt
                ? ExpertRouting.StragglerByExperts(family.Experts, family.Ranks, touched, family.ExpectedMaximum)
                : 1.0;
            var onRank = family.Dealt ? touched / family.Ranks * straggler : touched;
            var rows = tokens * family.PerToken * (family.Dealt ? family.RowStraggler / family.Ranks : 1.0);
            // Each touched expert pads its last tile; on average half a tile of rows is computed for nothing.
            time += family.Launch + onRank * family.LaunchPerExpert + tokens * family.PerToken * family.TimePerSlot
                + Kernels.KernelForms.Blend(onRank * family.ReadTimePerExpert, (rows + onRank * (family.Tile * 0.5)) * family.TimePerRow);
        }

        return time;
    }

    private double DecodeTime(in StepWork work)
    {
        if (work.Decodes <= 0) return 0;
        var time = 0.0;
        var decodes = work.Decodes * _c.PerDataRank;
        foreach (ref readonly var family in _attention.AsSpan())
        {
            var context = Math.Min(work.DecodeContext, family.Window);
            time += family.Launch + Math.Max(decodes * context * family.DecodeTimePerToken, context * family.DecodeWalk) + decodes * family.DecodeTimeFixed;
        }

        return time;
    }

    private double PrefillTime(in StepWork work)
    {
        if (work.PrefillTokens <= 0) return 0;
        var time = 0.0;
        var prefill = LocalPrefill(work);
        foreach (ref readonly var family in _attention.AsSpan())
        {
            // A tile of queries looks back as far as its last one; the last tile runs while most of the device has finished.
            var attended = Math.Min(work.PrefillAttended + family.Tile * 0.5, family.Window);
            var keys = Math.Min(work.PrefillAttended + prefill * 0.5, family.Window);
            time += family.PrefillLaunch + prefill * (attended * family.PrefillTimePerPair + family.PrefillTimePerToken) + keys * family.PrefillTimePerKey;
        }

        return time;
    }

    // On the rank that has most of it.
    private double LocalPrefill(in StepWork work) => work.PrefillTokens / (work.PrefillRanks > 0 ? work.PrefillRanks : _c.DataRanks);

    private double CollectiveTime(double tokens, double local)
    {
        var time = 0.0;
        foreach (ref readonly var family in _collectives.AsSpan()) time += family.Time(family.OverReplica ? tokens : local);
        return time;
    }
}

/// <summary>What a step's time is made of.</summary>
/// <param name="Dense">Projections, dense layers, shared experts, head.</param>
/// <param name="Experts">Routed experts.</param>
/// <param name="DecodeAttention">Reading the cache or state, and scores of new tokens.</param>
/// <param name="PrefillAttention">Scores of prompt tokens.</param>
/// <param name="Communication">Collectives between ranks.</param>
/// <param name="Overhead">Small kernels, the scheduler, the host.</param>
public readonly record struct StepBreakdown(Seconds Dense, Seconds Experts, Seconds DecodeAttention, Seconds PrefillAttention, Seconds Communication, Seconds Overhead)
{
    /// <summary>Passes of the drafter; 0 without speculation.</summary>
    public Seconds Drafting { get; init; }

    public Seconds Total => Dense + Experts + DecodeAttention + PrefillAttention + Communication + Overhead + Drafting;
}
