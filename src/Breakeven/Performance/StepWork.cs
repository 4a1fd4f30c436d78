namespace Breakeven.Performance;

/// <summary>What one engine step processes, summed over a replica. Means may be fractions, so these are doubles.</summary>
/// <param name="PrefillTokens">Prompt tokens in the step.</param>
/// <param name="PrefillAttended">Tokens that a prompt token attends to on average: what is cached before the chunk plus half the chunk.</param>
/// <param name="Decodes">Sequences that decode: each gets one token, or with speculation brings its drafts to be verified too.</param>
/// <param name="DecodeContext">Mean context of those sequences.</param>
public readonly record struct StepWork(double PrefillTokens, double PrefillAttended, double Decodes, double DecodeContext)
{
    /// <summary>Attention ranks among which the prompt tokens are dealt; 0 means all. A step waits for the rank with most of them.</summary>
    public double PrefillRanks { get; init; }
}
