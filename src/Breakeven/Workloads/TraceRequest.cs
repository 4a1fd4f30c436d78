namespace Breakeven.Workloads;

/// <summary>One request as it arrived.</summary>
/// <param name="ArrivalNanoseconds">Since the start of its trace; no smaller than that of the request before.</param>
/// <param name="InputTokens">Prompt length, at least 1.</param>
/// <param name="OutputTokens">Tokens it generates, at least 1.</param>
/// <param name="Prefix">What its prompt shares with others; null when that is unknown or nothing.</param>
public readonly record struct TraceRequest(long ArrivalNanoseconds, int InputTokens, int OutputTokens, PrefixChain? Prefix = null);
