namespace Breakeven.Catalog;

/// <summary>One stated fact as its file has it, for those who ask where a number comes from.</summary>
/// <param name="Name">The member, such as "memory" or "dense_rates.fp8".</param>
/// <param name="Value">The text with its unit.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Note">What qualifies this one fact; may be empty.</param>
public sealed record Fact(string Name, string Value, Source Source, string Note = "");
