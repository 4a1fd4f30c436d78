namespace Breakeven.Economics.Hours;

/// <summary>What arrives within one hour.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="Input">Their prompt tokens, cached ones counted.</param>
/// <param name="Cached">Prompt tokens found in a prefix cache; at most <paramref name="Input"/>.</param>
/// <param name="Output">Tokens they generate.</param>
public readonly record struct DemandHour(long Requests, TokenCount Input, TokenCount Cached, TokenCount Output)
{
    /// <summary>The busiest window of the hour over the hour's mean, in requests; at least 1.</summary>
    public double PeakRequestsOverMean { get; init; } = 1;

    /// <summary>The same in input and output tokens; at least 1.</summary>
    public double PeakTokensOverMean { get; init; } = 1;

    /// <summary>Prompt tokens that must be computed.</summary>
    public TokenCount Uncached => Input - Cached;

    /// <summary>Input and output.</summary>
    public TokenCount Tokens => Input + Output;

    /// <summary>The rate of requests in the busiest window.</summary>
    public RequestsPerSecond PeakRequests => new(Requests / 3600.0 * PeakRequestsOverMean);

    /// <summary>The rate of tokens in the busiest window of tokens.</summary>
    public TokensPerSecond PeakTokens => new(Tokens.Value / 3600.0 * PeakTokensOverMean);

    /// <summary>Two hours' requests and tokens; a sum has no peak of its own and keeps the larger ones.</summary>
    public static DemandHour operator +(DemandHour a, DemandHour b) => new(checked(a.Requests + b.Requests), a.Input + b.Input, a.Cached + b.Cached, a.Output + b.Output)
    {
        PeakRequestsOverMean = Math.Max(a.PeakRequestsOverMean, b.PeakRequestsOverMean),
        PeakTokensOverMean = Math.Max(a.PeakTokensOverMean, b.PeakTokensOverMean),
    };
}
