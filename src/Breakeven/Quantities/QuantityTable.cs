namespace Breakeven.Quantities;

/// <summary>The only pairs of different quantities that may meet; what is absent here does not compile.</summary>
public static class QuantityTable
{
    extension(Bytes)
    {
        /// <summary>The time to move an amount at a rate.</summary>
        public static Seconds operator /(Bytes amount, BytesPerSecond rate) => new(amount.Value / rate.Value);

        /// <summary>The rate that moved an amount in a time.</summary>
        public static BytesPerSecond operator /(Bytes amount, Seconds time) => new(amount.Value / time.Value);
    }

    extension(FlopCount)
    {
        /// <summary>The time to do an amount of arithmetic at a rate.</summary>
        public static Seconds operator /(FlopCount work, FlopPerSecond rate) => new(work.Value / rate.Value);
    }

    extension(BytesPerSecond)
    {
        /// <summary>What a rate moves in a time.</summary>
        public static Bytes operator *(BytesPerSecond rate, Seconds time) => new(rate.Value * time.Value);
    }

    extension(FlopPerSecond)
    {
        /// <summary>What a rate computes in a time.</summary>
        public static FlopCount operator *(FlopPerSecond rate, Seconds time) => new(rate.Value * time.Value);
    }

    extension(BytesPerToken)
    {
        /// <summary>What a number of tokens holds.</summary>
        public static Bytes operator *(BytesPerToken each, TokenCount tokens) => new(each.Value * tokens.Value);
    }

    extension(TokenCount)
    {
        /// <summary>The rate at which tokens pass in a time.</summary>
        public static TokensPerSecond operator /(TokenCount tokens, Seconds time) => new(tokens.Value / time.Value);

        /// <summary>The time that tokens take at a rate.</summary>
        public static Seconds operator /(TokenCount tokens, TokensPerSecond rate) => new(tokens.Value / rate.Value);
    }

    extension(RequestsPerSecond)
    {
        /// <summary>The tokens a second of requests that carry so many each.</summary>
        public static TokensPerSecond operator *(RequestsPerSecond rate, TokenCount each) => new(rate.Value * each.Value);
    }

    extension(UsdPerHour)
    {
        /// <summary>What hours of hardware cost.</summary>
        public static UsdEstimate operator *(UsdPerHour price, Seconds time) => new(price.Value * time.Value / 3600.0);

        /// <summary>What a million tokens cost when hardware at this price passes them at that rate.</summary>
        public static UsdPerMillion operator /(UsdPerHour price, TokensPerSecond rate) => new(price.Value / (rate.Value * 3600.0) * 1e6);
    }

    extension(UsdPerMillionTokens)
    {
        /// <summary>What a counted number of tokens costs, exactly.</summary>
        public static Usd operator *(UsdPerMillionTokens price, TokenCount tokens) => new(price.Value * tokens.Value / 1_000_000m);

        /// <summary>What an estimated stream of tokens costs an hour.</summary>
        public static UsdPerHour operator *(UsdPerMillionTokens price, TokensPerSecond rate) => new((double)price.Value * rate.Value * 3600.0 / 1e6);
    }
}
