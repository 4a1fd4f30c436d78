namespace Breakeven.Performance;

/// <summary>How many experts a step touches, and by how much its slowest rank exceeds the mean.</summary>
internal static class ExpertRouting
{
    // Measured on a real router with 64 experts, 6 a token, 16 tokens: uniform routing would touch 50.8; tokens of different sequences
    // touched 46.1, neighbours of one sequence 39.0. Each is the same curve for fewer independent tokens, of which the first counts whole
    // (it touches its k experts): 64 (1 - (1 - 6/64)^(0.2 + 16 x 0.80)) = 46.2, and with 16 x 0.585 it is 39.0.
    public const double IndependentShare = 0.80;
    public const double NeighbourShare = 0.585;

    // The same measurement fixes the spread of popularity: a second-order expansion of the mean of (1 - q)^16 about q = 6/64
    // meets 46.1 with a coefficient of variation of 0.51.
    public const double PopularitySpread = 0.51;

    /// <summary>Experts touched of <paramref name="experts"/>, when an expert is missed with this chance (its logarithm, summed over the tokens of a step).</summary>
    public static double Touched(int experts, double logMissed) => experts * (1 - Math.Exp(logMissed));

    /// <summary>The same for tokens of so many sequences and of prompts.</summary>
    public static double Touched(int experts, double logMiss, double decodes, double prefillTokens) =>
        Touched(experts, logMiss * (decodes * IndependentShare + prefillTokens * NeighbourShare + (1 - IndependentShare) * Math.Min(1, decodes + prefillTokens)));

    /// <summary>ln(1 - k/E), computed once; as good as minus infinity, but finite, where every token uses every expert.</summary>
    public static double LogMiss(int experts, int perToken) => perToken >= experts ? -700 : Math.Log(1 - (double)perToken / experts);

    /// <summary>E[max] / mean of the tokens on a rank, from the spread of expert popularity; 1 on a single rank.</summary>
    public static double StragglerByTokens(int experts, int ranks) =>
        ranks <= 1 ? 1 : 1 + PopularitySpread * Math.Sqrt((double)ranks / experts) * ExpectedMaximum(ranks);

    /// <summary>E[max] / mean of the experts touched on a rank: each is touched or not, so the count is near binomial.</summary>
    public static double StragglerByExperts(double experts, int ranks, double touched, double expectedMaximum)
    {
        if (ranks <= 1 || touched <= 0) return 1;
        var mean = touched / ranks;
        var deviation = Math.Sqrt(mean * Math.Max(0, 1 - touched / experts));
        // A rank holds no more than its part of the experts, in whole ones.
        return Math.Min(1 + deviation * expectedMaximum / mean, Math.Min(ranks, Math.Ceiling(experts / ranks) * ranks / touched));
    }

    /// <summary>Expected maximum of n standard normals, in standard deviations: 0.564 (log2 n)^0.8, within 5 % of the true value from 2 to 128.</summary>
    public static double ExpectedMaximum(int ranks) => ranks <= 1 ? 0 : 0.5642 * Math.Pow(Math.Log2(ranks), 0.8);
}
