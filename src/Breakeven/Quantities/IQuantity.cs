namespace Breakeven.Quantities;

/// <summary>A physical amount held as one double in its base unit. Each quantity is its own type.</summary>
public interface IQuantity<TSelf> where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>The amount in the base unit.</summary>
    double Value { get; }

    /// <summary>The base unit's symbol, such as "B" or "s".</summary>
    static abstract string Symbol { get; }

    /// <summary>Units that text may carry, each with its size in the base unit.</summary>
    static abstract IReadOnlyDictionary<string, double> Units { get; }

    /// <summary>The units that amounts are written in, smallest first: one scale, decimal or binary, and no synonyms.</summary>
    static abstract IReadOnlyList<string> Shown { get; }

    /// <summary>An amount that parses, for error messages.</summary>
    static abstract string Example { get; }

    /// <summary>An amount from its value in the base unit.</summary>
    static abstract TSelf From(double value);
}
