namespace Breakeven.Economics;

/// <summary>Something a reader should know before trusting a bill.</summary>
/// <param name="Text">One clause without a full stop: "the capacity is computed, not measured".</param>
/// <param name="Doubt">By what share of itself it may move the bill, 0 where that is not known. The largest doubt is the one a verdict names.</param>
/// <param name="About">The choice it is about, or null for all.</param>
public sealed record Note(string Text, double Doubt = 0, Choice? About = null);
