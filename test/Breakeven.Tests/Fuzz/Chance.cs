namespace Breakeven.Tests.Fuzz;

/// <summary>A small generator (xorshift64*): a case is known again by its seed and number alone, whatever ran before it.</summary>
internal struct Chance(ulong seed)
{
    private ulong _state = Mix(seed);

    /// <summary>The generator of one case.</summary>
    public static Chance Of(ulong seed, long number) => new(unchecked(seed * 0x9E3779B97F4A7C15 + (ulong)number));

    public int Below(int bound) => bound <= 1 ? 0 : (int)(Next() % (ulong)bound);

    public ulong Next()
    {
        unchecked
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return _state * 0x2545F4914F6CDD1D;
        }
    }

    // splitmix64's finish, so that neighbouring seeds share nothing.
    private static ulong Mix(ulong seed)
    {
        unchecked
        {
            seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
            return (seed ^ (seed >> 31)) | 1;
        }
    }
}
