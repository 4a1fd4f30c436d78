namespace Breakeven.Economics.Hours;

/// <summary>Requests alike in length and cache reuse.</summary>
/// <param name="Input">Prompt tokens, cached ones counted.</param>
/// <param name="Cached">Prompt tokens found in a prefix cache; at most <paramref name="Input"/>.</param>
/// <param name="Output">Tokens generated.</param>
public readonly record struct RequestKind(TokenCount Input, TokenCount Cached, TokenCount Output)
{
    /// <summary>Prompt tokens that must be computed.</summary>
    public TokenCount Uncached => Input - Cached;
}
