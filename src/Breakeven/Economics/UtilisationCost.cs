namespace Breakeven.Economics;

/// <summary>
/// The arithmetic of those who think in utilisation: hardware at p dollars an hour that can pass T tokens a second and is
/// busy the share u of the time costs p / (3600 u T) x 1e6 dollars a million tokens. Any three of the four give the last.
/// </summary>
public static class UtilisationCost
{
    /// <summary>What a million tokens cost.</summary>
    public static UsdPerMillion Of(UsdPerHour price, TokensPerSecond throughput, double utilisation) =>
        price / (throughput * Checked(utilisation));

    /// <summary>The throughput at full use that a stated cost at a stated utilisation implies.</summary>
    public static TokensPerSecond ThroughputImplied(UsdPerHour price, double utilisation, UsdPerMillion cost) =>
        new(price / (new TokensPerSecond(1) * Checked(utilisation)) / cost);

    /// <summary>The utilisation that a stated cost and throughput imply; above 1 they contradict each other.</summary>
    public static double UtilisationImplied(UsdPerHour price, TokensPerSecond throughput, UsdPerMillion cost) =>
        price / throughput / cost;

    private static double Checked(double utilisation) => utilisation is > 0 and <= 1
        ? utilisation
        : throw new ArgumentOutOfRangeException(nameof(utilisation), utilisation, "A utilisation lies above 0 and up to 1.");
}
