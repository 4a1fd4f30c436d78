namespace Breakeven.Economics;

/// <summary>An interval of traffic in the reference model's tokens, input and output together.</summary>
public readonly record struct TrafficRange
{
    /// <summary>From a rate above 0 to a larger one.</summary>
    public TrafficRange(TokensPerSecond from, TokensPerSecond to)
    {
        if (!(from.Value > 0 && to > from && to.Value <= 1e12))
            throw new ArgumentOutOfRangeException(nameof(from), from.Value, "A range of traffic runs upwards from above 0, to 1e12 tokens a second at most.");
        (From, To) = (from, to);
    }

    /// <summary>Seven decades: 1 thousand to 10 billion tokens a day.</summary>
    public static TrafficRange SevenDecades { get; } = new(TokensPerSecond.PerDay(1e3), TokensPerSecond.PerDay(1e10));

    /// <summary>The smallest traffic.</summary>
    public TokensPerSecond From { get; }

    /// <summary>The largest traffic.</summary>
    public TokensPerSecond To { get; }
}
