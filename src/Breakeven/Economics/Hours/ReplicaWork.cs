using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>Who says what a replica carries.</summary>
public enum CapacitySource
{
    /// <summary>The closed form of the performance model.</summary>
    ClosedForm,

    /// <summary>The simulator, request by request.</summary>
    Simulated,

    /// <summary>A measurement of the same deployment.</summary>
    Measured,

    /// <summary>Whoever asks.</summary>
    Given,
}

/// <summary>
/// What demand takes of a replica that is as full as its objective allows, in replica-seconds: work adds up over requests and tokens (additive capacity). An hour of n replicas
/// holds 3,600 n replica-seconds.
/// </summary>
public sealed record ReplicaWork
{
    private ReplicaWork()
    {
    }

    /// <summary>Replica-seconds of a request, whatever its length.</summary>
    public Seconds PerRequest { get; private init; }

    /// <summary>Of a prompt token that must be computed.</summary>
    public Seconds PerUncached { get; private init; }

    /// <summary>Of a prompt token found in the prefix cache.</summary>
    public Seconds PerCached { get; private init; }

    /// <summary>Of an output token.</summary>
    public Seconds PerOutput { get; private init; }

    /// <summary>Who says so.</summary>
    public CapacitySource Source { get; private init; }

    /// <summary>A replica that carries so many requests a second within the objective, all hours having requests alike.</summary>
    /// <exception cref="InputException">The capacity is not above 0.</exception>
    public static ReplicaWork OfRequests(RequestsPerSecond capacity, CapacitySource source) => new() { PerRequest = new(1 / Above(capacity.Value, "requests a second")), Source = source };

    /// <summary>A replica that carries so many tokens a second, input and output alike.</summary>
    /// <exception cref="InputException">The capacity is not above 0.</exception>
    public static ReplicaWork OfTokens(TokensPerSecond capacity, CapacitySource source)
    {
        var each = new Seconds(1 / Above(capacity.Value, "tokens a second"));
        return new() { PerUncached = each, PerCached = each, PerOutput = each, Source = source };
    }

    /// <summary>
    /// A replica that carries so many requests a second of a shape, a share of its time going into prompts: that share is spread over uncached prompt tokens, the rest over output tokens.
    /// Cached tokens are free, which they nearly are: their attention is read, nothing is computed.
    /// </summary>
    /// <exception cref="InputException">The capacity is not above 0, the share not between 0 and 1, or prompts take time though all of them is cached.</exception>
    public static ReplicaWork OfShape(RequestsPerSecond capacity, TrafficShape shape, double prefillShare, CapacitySource source)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var each = 1 / Above(capacity.Value, "requests a second");
        var uncached = shape.Input.Value * (1 - shape.CachedShare);
        if (!(prefillShare is >= 0 and <= 1) || (prefillShare > 0 && uncached <= 0)) throw new InputException($"a share of {prefillShare} for prompts cannot be", "capacity", "give a share between 0 and 1, and 0 where all input is cached");
        return new() { PerUncached = new(prefillShare > 0 ? prefillShare * each / uncached : 0), PerOutput = new((1 - prefillShare) * each / shape.Output.Value), Source = source };
    }

    /// <summary>Replica-seconds of demand.</summary>
    public Seconds Of(DemandHour demand) => PerRequest * demand.Requests + Of(demand.Uncached, demand.Cached, demand.Output);

    /// <summary>Replica-seconds of one request.</summary>
    public Seconds Of(RequestKind kind) => PerRequest + Of(kind.Uncached, kind.Cached, kind.Output);

    /// <summary>Replicas that an hour's mean keeps full.</summary>
    internal double Mean(DemandHour demand) => Of(demand).Value / 3600;

    /// <summary>Replicas that its busiest window keeps full; where requests and tokens peak at different times, as if they did at once.</summary>
    internal double Peak(DemandHour demand) =>
        (PerRequest.Value * demand.Requests * demand.PeakRequestsOverMean + Of(demand.Uncached, demand.Cached, demand.Output).Value * demand.PeakTokensOverMean) / 3600;

    private Seconds Of(TokenCount uncached, TokenCount cached, TokenCount output) => PerUncached * uncached.Value + PerCached * cached.Value + PerOutput * output.Value;

    private static double Above(double capacity, string unit) => capacity > 0 && double.IsFinite(capacity)
        ? capacity
        : throw new InputException(FormattableString.Invariant($"a replica that carries {capacity} {unit} serves nothing"), "capacity", "relax the objective, or take a larger deployment");
}
