namespace Breakeven.Quantities;

/// <summary>What every quantity shares: sums, multiples, ratios and order, written once.</summary>
public static class QuantityArithmetic
{
    extension<T>(T) where T : struct, IQuantity<T>
    {
        /// <summary>No amount.</summary>
        public static T Zero => T.From(0);

        /// <summary>The sum of two amounts of one kind.</summary>
        public static T operator +(T a, T b) => T.From(a.Value + b.Value);

        /// <summary>The difference of two amounts of one kind.</summary>
        public static T operator -(T a, T b) => T.From(a.Value - b.Value);

        /// <summary>A multiple.</summary>
        public static T operator *(T a, double k) => T.From(a.Value * k);

        /// <summary>A multiple.</summary>
        public static T operator *(double k, T a) => T.From(k * a.Value);

        /// <summary>A share.</summary>
        public static T operator /(T a, double k) => T.From(a.Value / k);

        /// <summary>The ratio of two amounts of one kind, a bare number.</summary>
        public static double operator /(T a, T b) => a.Value / b.Value;

        /// <summary>Order.</summary>
        public static bool operator <(T a, T b) => a.Value < b.Value;

        /// <summary>Order.</summary>
        public static bool operator >(T a, T b) => a.Value > b.Value;

        /// <summary>Order.</summary>
        public static bool operator <=(T a, T b) => a.Value <= b.Value;

        /// <summary>Order.</summary>
        public static bool operator >=(T a, T b) => a.Value >= b.Value;

        /// <summary>The larger of two amounts.</summary>
        public static T Max(T a, T b) => a.Value >= b.Value ? a : b;

        /// <summary>The smaller of two amounts.</summary>
        public static T Min(T a, T b) => a.Value <= b.Value ? a : b;
    }

    extension<T>(IEnumerable<T> amounts) where T : struct, IQuantity<T>
    {
        /// <summary>The sum of a sequence of amounts of one kind.</summary>
        public T Total
        {
            get
            {
                var total = 0.0;
                foreach (var amount in amounts) total += amount.Value;
                return T.From(total);
            }
        }
    }
}
