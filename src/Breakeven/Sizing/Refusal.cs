namespace Breakeven.Sizing;

/// <summary>What a refused configuration failed.</summary>
public enum RefusalKind
{
    /// <summary>The engine would not accept the layout, or the hardware lacks the format.</summary>
    Illegal,

    /// <summary>Memory is short.</summary>
    DoesNotFit,

    /// <summary>Nobody sells it in that size.</summary>
    NotSold,

    /// <summary>It runs, but not within the latency objective.</summary>
    MissesObjective,
}

/// <summary>Why a configuration is not an answer, by how much, and the nearest that is.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Reason">One clause with the numbers in it: "8 KV heads do not divide over tp=3".</param>
/// <param name="Nearest">The nearest configuration that passes, or empty.</param>
public sealed record Refusal(RefusalKind Kind, string Reason, string Nearest = "")
{
    /// <summary>What was needed over what there was, memory or time, above 1; 0 where nothing is measured.</summary>
    public double Overshoot { get; init; }

    /// <summary>The reason in the few words that a table has room for.</summary>
    public string Brief
    {
        get => field.Length == 0 ? Reason : field;
        init;
    } = "";
}
