namespace Breakeven.Models.Configs;

/// <summary>The largest values worth believing, an order of magnitude or more above any published model.</summary>
internal static class Bounds
{
    public const int Layers = 1000;
    public const int Hidden = 1_000_000;
    public const int Vocabulary = 100_000_000;
    public const int Experts = 65_536;
    public const int Heads = 65_536;
    public const int HeadDim = 65_536;
    public const int Width = 10_000_000;
    public const int Rank = 1_000_000;
    public const int Window = 1_000_000_000;
    public const long Context = 1_000_000_000_000;
    public const double Parameters = 1e15;
}
