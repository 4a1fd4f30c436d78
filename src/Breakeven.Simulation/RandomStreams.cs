using System.Text;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation;

/// <summary>
/// Chance, one stream for each source of it: drawing more from one leaves the others as they were, and a seed gives the same numbers on
/// every platform.
/// </summary>
public static class RandomStreams
{
    /// <summary>The stream of one source, such as "arrivals", under a run's seed.</summary>
    public static RandomSource Of(long seed, string source)
    {
        // FNV-1a of the name, mixed with the seed by the finaliser of SplitMix64: names that differ in a letter start far apart.
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(source)) hash = unchecked((hash ^ octet) * 1099511628211UL);
        hash ^= unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
        hash ^= hash >> 31;
        return new Xoshiro256StarStar(unchecked((int)(hash ^ (hash >> 32))), threadSafe: false);
    }
}
