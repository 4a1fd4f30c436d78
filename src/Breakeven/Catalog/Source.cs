namespace Breakeven.Catalog;

/// <summary>Where a fact was read, and when.</summary>
/// <param name="Where">A page, or a repository with its path and commit.</param>
/// <param name="Date">The day it was read or stated.</param>
/// <param name="Note">What a reader should know before trusting it; may be empty.</param>
public sealed record Source(string Where, DateOnly Date, string Note = "");
