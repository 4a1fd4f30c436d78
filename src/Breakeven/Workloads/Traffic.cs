namespace Breakeven.Workloads;

/// <summary>Demand as a description gives it: a mean rate, mean lengths, what is shared, how uneven it is.</summary>
public sealed record Traffic
{
    /// <summary>Mean requests a second over the month.</summary>
    public required RequestsPerSecond Rate { get; init; }

    /// <summary>Mean prompt length, in tokens of the reference model (see the tokens ratio of a comparison).</summary>
    public required TokenCount Input { get; init; }

    /// <summary>Mean output length.</summary>
    public required TokenCount Output { get; init; }

    /// <summary>The share of input tokens found in a prefix cache, 0 to 1.</summary>
    public double CachedShare { get; init; }

    /// <summary>The busiest hour's rate over the mean rate; 1 is flat. Replicas are counted for the peak.</summary>
    public double PeakToMean { get; init; } = 1;

    /// <summary>Input and output tokens a second.</summary>
    public TokensPerSecond Tokens => Rate * Input + Rate * Output;

    /// <summary>The same traffic at another rate.</summary>
    public Traffic At(RequestsPerSecond rate) => this with { Rate = rate };
}
