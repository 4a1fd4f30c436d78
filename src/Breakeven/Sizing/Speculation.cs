namespace Breakeven.Sizing;

/// <summary>Speculative decoding by a small drafter, one token after another: each step verifies the drafts of the last and keeps those that the model would have written.</summary>
public sealed record Speculation
{
    /// <summary>The most tokens anybody drafts in a chain, one after another; what was measured ends at 8.</summary>
    public const int DraftTokensMost = 32;

    /// <param name="draftTokens">Tokens drafted for each step (vLLM: num_speculative_tokens), 1 to <see cref="DraftTokensMost"/>.</param>
    /// <param name="acceptanceLength">Mean tokens that a step yields: 1 where no draft is ever kept, one more than are drafted where all are.</param>
    public Speculation(int draftTokens, double acceptanceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draftTokens, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(draftTokens, DraftTokensMost);
        if (!(acceptanceLength >= 1 && acceptanceLength <= draftTokens + 1))
            throw new ArgumentOutOfRangeException(nameof(acceptanceLength), acceptanceLength, "A step yields at least one token, and at most one more than are drafted.");
        (DraftTokens, AcceptanceLength) = (draftTokens, acceptanceLength);
    }

    /// <summary>Tokens drafted for each step.</summary>
    public int DraftTokens { get; }

    /// <summary>Mean tokens that a step yields.</summary>
    public double AcceptanceLength { get; }

    /// <summary>Tokens that a running sequence brings to a step: its last, and the drafts.</summary>
    public int TokensVerified => DraftTokens + 1;
}
