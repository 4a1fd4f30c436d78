namespace Breakeven.Economics;

/// <summary>One way to have a model served: on hardware by the hour, or by the token. Its bill is a function of the traffic.</summary>
public abstract partial record Choice
{
    private Choice()
    {
    }

    /// <summary>What a person calls it, such as "Llama 3.3 70B fp8 on 1x H100-SXM (DigitalOcean)".</summary>
    public required string Label { get; init; }

    /// <summary>The model's id in the catalogue.</summary>
    public required string Model { get; init; }

    /// <summary>What one request is like, in the reference model's tokens.</summary>
    public required TrafficShape Shape { get; init; }

    /// <summary>How many tokens this model needs for one of the reference model's.</summary>
    public TokensRatio TokensRatio { get; init; }

    /// <summary>Where the figures behind the bill come from; the worst of them.</summary>
    public abstract Basis Basis { get; }

    /// <summary>False for a price that cannot be had at will: shown, never recommended.</summary>
    public abstract bool CanBeChosen { get; }

    /// <summary>What this kind of bill leaves out or supposes, one clause each.</summary>
    public abstract IReadOnlyList<string> Assumptions { get; }

    /// <summary>A month's bill at a mean rate above 0. Allocates nothing.</summary>
    public abstract Bill BillAt(RequestsPerSecond meanRate);

    /// <summary>The month's bill as a function of the mean rate, for the exact break-evens.</summary>
    internal abstract Tariff Tariff { get; }

    /// <summary>The same if its times' error has this standard normal score.</summary>
    internal virtual Tariff TariffAt(double score) => Tariff;

    private protected static void GuardRate(RequestsPerSecond rate)
    {
        if (!(rate.Value > 0 && rate.Value < 1e9)) Refuse(rate);
        static void Refuse(RequestsPerSecond rate) =>
            throw new ArgumentOutOfRangeException(nameof(rate), rate.Value, "A bill needs a mean rate above 0 and below 1e9 requests a second.");
    }
}
