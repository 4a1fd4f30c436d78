using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>A traffic without its rate: what one request is like, in the reference model's tokens, and how uneven the arrivals are.</summary>
public sealed record TrafficShape
{
    /// <summary>Mean prompt length.</summary>
    public required TokenCount Input
    {
        get;
        init => field = value.Value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A request has input.");
    }

    /// <summary>Mean output length.</summary>
    public required TokenCount Output
    {
        get;
        init => field = value.Value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A request has output.");
    }

    /// <summary>The share of input tokens found in a prefix cache, 0 to 1.</summary>
    public double CachedShare
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A share lies between 0 and 1.");
    }

    /// <summary>The busiest hour's rate over the mean rate, at least 1.</summary>
    public double PeakToMean
    {
        get;
        init => field = value is >= 1 and < 1e6 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A peak is no lower than the mean.");
    } = 1;

    /// <summary>Input and output of one request.</summary>
    public TokenCount Tokens => Input + Output;

    /// <summary>The shape of a traffic.</summary>
    public static TrafficShape Of(Traffic traffic) => new()
    {
        Input = traffic.Input,
        Output = traffic.Output,
        CachedShare = traffic.CachedShare,
        PeakToMean = traffic.PeakToMean,
    };

    /// <summary>The request rate at which so many tokens a second pass.</summary>
    public RequestsPerSecond RateOf(TokensPerSecond tokens) => new(tokens.Value / Tokens.Value);

    /// <summary>This shape at a rate.</summary>
    public Traffic At(RequestsPerSecond rate) => new()
    {
        Rate = rate,
        Input = Input,
        Output = Output,
        CachedShare = CachedShare,
        PeakToMean = PeakToMean,
    };
}
