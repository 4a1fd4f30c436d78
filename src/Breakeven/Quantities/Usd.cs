namespace Breakeven.Quantities;

/// <summary>Money as billed or listed: base-10 exact.</summary>
public readonly record struct Usd(decimal Value) : IComparable<Usd>
{
    /// <summary>The sum of two sums of money.</summary>
    public static Usd operator +(Usd a, Usd b) => new(a.Value + b.Value);

    /// <summary>The difference of two sums of money.</summary>
    public static Usd operator -(Usd a, Usd b) => new(a.Value - b.Value);

    /// <summary>A multiple by a whole number.</summary>
    public static Usd operator *(Usd a, int k) => new(a.Value * k);

    /// <summary>Order.</summary>
    public static bool operator <(Usd a, Usd b) => a.Value < b.Value;

    /// <summary>Order.</summary>
    public static bool operator >(Usd a, Usd b) => a.Value > b.Value;

    /// <summary>Order.</summary>
    public static bool operator <=(Usd a, Usd b) => a.Value <= b.Value;

    /// <summary>Order.</summary>
    public static bool operator >=(Usd a, Usd b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(Usd other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${Value:#,0.00##########}");
}
