namespace Breakeven.Economics.Advice.Rules;

/// <summary>Where rules begin to hold, each with its reason. Nowhere else is a threshold of a rule.</summary>
public static class Thresholds
{
    /// <summary>Replicas wanted on average, below which a traffic is low: a box always on would idle for more than half of what it costs.</summary>
    public const double LowReplicas = 0.5;

    /// <summary>Busiest ten minutes over the mean, from which a traffic is bursty: boxes that stand ready for the peak serve a third of the time at most.</summary>
    public const double BurstyPeak = 3;

    /// <summary>Tokens of a mean request, from which contexts are long: such a prompt no longer fits one step of vLLM's usual size (max_num_batched_tokens, 8,192), so it delays several.</summary>
    public const double LongTokens = 8192;

    /// <summary>Requests at once over those at which arithmetic takes as long as reading the weights, up to which users are few: nine tenths of the arithmetic that is paid for stand still.</summary>
    public const double FewShare = 0.1;

    /// <summary>Memory of a device, up to which it counts as a consumer's: the largest such card, the RTX 5090, has 32 GiB.</summary>
    public static Bytes EdgeMemory { get; } = Bytes.Gibibytes(32);

    /// <summary>The idle share of what boxes cost, from which it speaks against them.</summary>
    public const double IdleShare = 0.5;
}
