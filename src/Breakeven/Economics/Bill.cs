namespace Breakeven.Economics;

/// <summary>What a choice costs a month at a traffic, and what that money buys.</summary>
public readonly record struct Bill
{
    /// <summary>Whose bill it is.</summary>
    public required Choice Choice { get; init; }

    /// <summary>The mean rate it is for.</summary>
    public required RequestsPerSecond Rate { get; init; }

    /// <summary>Money for a month of 730 hours.</summary>
    public required UsdEstimate PerMonth { get; init; }

    /// <summary>Replicas at the peak, with spares; 0 where nothing is hosted.</summary>
    public long Replicas { get; init; }

    /// <summary>Boxes at the peak; 0 where nothing is hosted.</summary>
    public long Boxes { get; init; }

    /// <summary>Devices in those boxes; 0 where nothing is hosted.</summary>
    public long Gpus { get; init; }

    /// <summary>Mean demand over the capacity of what is billed, 0 to 1; null by the token, where no capacity is rented.</summary>
    public required double? Utilisation { get; init; }

    /// <summary>The part of the money that bought no tokens.</summary>
    public required UsdEstimate Idle { get; init; }

    /// <summary>The part of the money that falls to input, 0 to 1.</summary>
    public required double InputShare { get; init; }

    /// <summary>Reference tokens a second.</summary>
    public TokensPerSecond Tokens => Rate * Choice.Shape.Tokens;

    /// <summary>What one request costs.</summary>
    public UsdEstimate PerRequest => PerMonth / (Rate.Value * BillingMonth.Length.Value);

    /// <summary>Per million of the reference model's tokens, input and output alike: the figure to compare models by.</summary>
    public UsdPerMillion Blended => Over(PerMonth, Tokens);

    /// <summary>The input's part per million of the reference model's input tokens, cached ones counted.</summary>
    public UsdPerMillion Input => Over(PerMonth * InputShare, Rate * Choice.Shape.Input);

    /// <summary>The output's part per million of the reference model's output tokens.</summary>
    public UsdPerMillion Output => Over(PerMonth * (1 - InputShare), Rate * Choice.Shape.Output);

    /// <summary>Tokens a second as this model counts them.</summary>
    public TokensPerSecond OwnTokens => (Rate * Choice.Shape.Input * Choice.TokensRatio.Input) + (Rate * Choice.Shape.Output * Choice.TokensRatio.Output);

    /// <summary>Per million of this model's own tokens.</summary>
    public UsdPerMillion OwnBlended => Over(PerMonth, OwnTokens);

    /// <summary>Per million of this model's own input tokens.</summary>
    public UsdPerMillion OwnInput => Input / Choice.TokensRatio.Input;

    /// <summary>Per million of this model's own output tokens.</summary>
    public UsdPerMillion OwnOutput => Output / Choice.TokensRatio.Output;

    private static UsdPerMillion Over(UsdEstimate perMonth, TokensPerSecond tokens) =>
        new UsdPerHour(perMonth.Value / BillingMonth.Hours) / tokens;
}
