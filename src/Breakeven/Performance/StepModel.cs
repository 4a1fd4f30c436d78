namespace Breakeven.Performance;

/// <summary>
/// A deployment compiled to coefficients. <see cref="Time"/> says what one engine step takes; it allocates nothing and calls nothing
/// that does. Everything that predicts speed goes through it.
/// </summary>
/// <remarks>
/// Time = sum over families of max(bytes / achievable bandwidth, FLOP / achievable rate) + communication + overheads.
/// With pipeline stages a step is one microbatch's way through all of them; the stages work on as many microbatches at once.
/// </remarks>
public sealed class StepModel
{
    internal StepModel(StepCoefficients coefficients)
    {
        _c = coefficients;
        _linear = coefficients.Linear;
        _experts = coefficients.Experts;
        _attention = coefficients.Attention;
    }

    private readonly StepCoefficients _c;
    private readonly LinearFamily[] _linear;
    private readonly ExpertFamily[] _experts;
    private readonly AttentionFamily[] _attention;

    /// <summary>What the efficiency constants rest on.</summary>
    public Basis Basis => _c.Basis;

    /// <summary>Pipeline stages, each of which works on a microbatch of its own.</summary>
    public int Pipeline => _c.Pipeline;

    /// <summary>Attention-parallel ranks, over which sequences are dealt.</summary>
    public int DataRanks => _c.DataRanks;

    /// <summary>Time of one step, in which every decoding sequence gets one token.</summary>
    public Seconds Time(in StepWork work)
    {
        var tokens = work.Decodes + work.PrefillTokens;
        if (tokens <= 0) return new(0);
        var local = tokens * _c.PerDataRank;
        return new(
            LinearTime(local, work) + ExpertTime(tokens, work) + AttentionTime(work)
            + _c.CommunicationFixed + local * _c.CommunicationPerLocalToken + tokens * _c.CommunicationPerToken
            + _c.Overhead + work.Decodes * _c.OverheadPerSequence);
    }

    /// <summary>The parts of the same sum, for people to read.</summary>
    public StepBreakdown Explain(in StepWork work)
    {
        var tokens = work.Decodes + work.PrefillTokens;
        var local = tokens * _c.PerDataRank;
        return new(
            new(LinearTime(local, work)),
            new(ExpertTime(tokens, work)),
            new(AttentionTime(work)),
            new(_c.CommunicationFixed + local * _c.CommunicationPerLocalToken + tokens * _c.CommunicationPerToken),
            new(_c.Overhead + work.Decodes * _c.OverheadPerSequence));
    }

    /// <summary>Experts a layer's step touches, of how many; zeros for a dense model.</summary>
    public (double Touched, int Experts) ExpertsTouched(in StepWork work) => _experts.Length == 0
        ? (0, 0)
        : (ExpertRouting.Touched(_experts[0].Experts, _experts[0].LogMiss, work.Decodes, work.PrefillTokens), _experts[0].Experts);

    private double LinearTime(double local, in StepWork work)
    {
        var time = 0.0;
        foreach (ref readonly var family in _linear.AsSpan())
            time += Math.Max(family.ReadTime, local * family.TimePerToken);
        // The head runs on sampled tokens only: each decode, and the last token of a prompt.
        var sampled = (work.Decodes + (work.PrefillTokens > 0 ? 1 : 0)) * _c.PerDataRank;
        return time + Math.Max(_c.HeadReadTime, sampled * _c.HeadTimePerToken);
    }

    private double ExpertTime(double tokens, in StepWork work)
    {
        var time = 0.0;
        foreach (ref readonly var family in _experts.AsSpan())
        {
            var touched = ExpertRouting.Touched(family.Experts, family.LogMiss, work.Decodes, work.PrefillTokens);
            var straggler = family.Dealt
                ? ExpertRouting.StragglerByExperts(family.Experts, family.Ranks, touched, family.ExpectedMaximum)
                : 1.0;
            // Each touched expert pads its last tile; on average half a tile of rows is computed for nothing.
            var rows = tokens * family.PerToken + touched * (_c.TileRows * 0.5);
            time += Math.Max(touched * straggler * family.ReadTimePerExpert, rows * family.TimePerRow);
        }

        return time;
    }

    private double AttentionTime(in StepWork work)
    {
        var time = 0.0;
        var decodes = work.Decodes * _c.PerDataRank;
        var prefill = work.PrefillTokens * _c.PerDataRank;
        foreach (ref readonly var family in _attention.AsSpan())
        {
            var attended = Math.Min(work.DecodeContext, family.Window);
            time += decodes * Math.Max(
                attended * family.ReadTimePerToken + family.StateTime,
                attended * family.DecodeTimePerToken + family.DecodeTimeFixed);
            time += prefill * (Math.Min(work.PrefillAttended, family.Window) * family.PrefillTimePerToken + family.PrefillTimeFixed);
        }

        return time;
    }
}

/// <summary>What a step's time is made of.</summary>
/// <param name="Linear">Projections, dense layers, shared experts, head.</param>
/// <param name="Experts">Routed experts.</param>
/// <param name="Attention">Reading the cache or state, and scores.</param>
/// <param name="Communication">Collectives between ranks.</param>
/// <param name="Overhead">Launches, the scheduler, the host.</param>
public readonly record struct StepBreakdown(Seconds Linear, Seconds Experts, Seconds Attention, Seconds Communication, Seconds Overhead)
{
    public Seconds Total => Linear + Experts + Attention + Communication + Overhead;
}
