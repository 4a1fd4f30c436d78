using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Training;

/// <summary>What to train, on how many tokens, on which accelerator.</summary>
public sealed record FineTuneRequest
{
    /// <summary>The largest rank of adapters.</summary>
    public const int RankMost = 4096;

    /// <summary>The shortest sequence.</summary>
    public const int SequenceLeast = 16;

    /// <summary>The longest sequence.</summary>
    public const int SequenceMost = 10_000_000;

    public required Model Model { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required FineTuneMethod Method { get; init; }

    /// <summary>Tokens that are trained on, every epoch counted.</summary>
    public required double Tokens
    {
        get;
        init => field = value is >= 1 and <= 1e15 ? value : throw new InputException(FormattableString.Invariant($"{value} tokens to train on"), "tokens", "count them over all epochs, such as 100M");
    }

    /// <summary>The adapters' rank.</summary>
    public int Rank
    {
        get;
        init => field = value is >= 1 and <= RankMost ? value : throw new InputException(FormattableString.Invariant($"an adapter of rank {value:N0}"), "rank", FormattableString.Invariant($"give a rank from 1 to {RankMost:N0}, such as 16"));
    } = 16;

    /// <summary>Which matrices get adapters.</summary>
    public AdapterTargets Targets { get; init; } = AdapterTargets.NoExperts;

    /// <summary>Tokens of one sequence, of which each device trains one at a time.</summary>
    public int Sequence
    {
        get;
        init => field = value is >= SequenceLeast and <= SequenceMost ? value : throw new InputException(FormattableString.Invariant($"sequences of {value:N0} tokens"), "sequence", FormattableString.Invariant($"give from {SequenceLeast} to {SequenceMost:N0} tokens, such as 4096"));
    } = 4096;

    /// <summary>Useful arithmetic over what the datasheet promises in bf16; null takes <see cref="UsualShare"/>.</summary>
    public double? Share
    {
        get;
        init => field = value is null or > 0 and <= 1 ? value : throw new InputException(FormattableString.Invariant($"an arithmetic share of {value}"), "mfu", "give a share above 0 and up to 100%, such as 40%");
    }

    // Dense: Llama 3 405B was pre-trained at 38 to 43 % (arXiv:2407.21783, table 4). Mixture: DeepSeek-V3's 2.664M H800-hours for 14.8T tokens of 37B active parameters
    // (arXiv:2412.19437, table 1) are 6 x 37e9 x 14.8e12 / (2.664e6 x 3600 x 989e12) = 34.6 %. Both are pre-training by their makers on thousands of devices: an upper bound for others.
    /// <summary>What the best published training runs reached, of their kind.</summary>
    public double UsualShare => Share ?? (Model.IsMixture ? 0.35 : 0.40);
}
