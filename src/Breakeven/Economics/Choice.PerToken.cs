using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Economics;

public abstract partial record Choice
{
    /// <summary>An offer by the token: uncached input, cached input and output, each at its price. The bill is a line through zero.</summary>
    public sealed record PerToken : Choice
    {
        // What a month at one token a second costs, of uncached input, cached input and output: kept, as a bill is computed
        // in nanoseconds and converting a decimal takes tens of them.
        private readonly (UsdEstimate Input, UsdEstimate Cached, UsdEstimate Output) _prices;

        /// <summary>What is sold.</summary>
        public required TokenOffer Offer
        {
            get;
            init
            {
                field = value;
                _prices = Prices();
            }
        }

        /// <summary>True where the batch prices are paid, and answers may take hours; see <see cref="InBatch"/>.</summary>
        public bool Batch
        {
            get;
            private init
            {
                field = value;
                _prices = Prices();
            }
        }

        /// <inheritdoc/>
        public override Basis Basis => Basis.Measured;

        /// <inheritdoc/>
        public override bool CanBeChosen => true;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Assumptions => Batch
            ? ["batch: answers come within hours, not seconds; cached input is billed as input"]
            : ["by the token: the provider's latency and rate limits are not checked against the objective"];

        /// <summary>The price of cached input: input's own where no other is sold.</summary>
        public UsdPerMillionTokens CachedInputPrice => Batch ? InputPrice : Offer.CachedInput ?? Offer.Input;

        /// <summary>The price of uncached input.</summary>
        public UsdPerMillionTokens InputPrice => Batch ? Offer.BatchInput!.Value : Offer.Input;

        /// <summary>The price of output.</summary>
        public UsdPerMillionTokens OutputPrice => Batch ? Offer.BatchOutput!.Value : Offer.Output;

        internal override Tariff Tariff => Tariff.Line(UsdEstimate.Zero, InputPerUnitRate + OutputPerUnitRate);

        /// <summary>What a month of one request a second costs in input.</summary>
        private UsdEstimate InputPerUnitRate =>
            ((_prices.Input * (1 - Shape.CachedShare)) + (_prices.Cached * Shape.CachedShare)) * (Shape.Input.Value * TokensRatio.Input);

        /// <summary>What it costs in output.</summary>
        private UsdEstimate OutputPerUnitRate => _prices.Output * (Shape.Output.Value * TokensRatio.Output);

        /// <summary>The same offer at its batch prices, or null where none are sold.</summary>
        public PerToken? InBatch() => Offer is { BatchInput: not null, BatchOutput: not null }
            ? this with { Label = Label + ", batch", Batch = true }
            : null;

        /// <summary>The offer's choices for an objective: always by the token, and in batch where that is sold and no latency is asked for.</summary>
        public static IReadOnlyList<PerToken> AllOf(TokenOffer offer, string label, TrafficShape shape, TokensRatio ratio, Objective objective)
        {
            var live = new PerToken { Label = label, Model = offer.Model, Shape = shape, TokensRatio = ratio, Offer = offer };
            return objective.Bounds.Count == 0 && live.InBatch() is { } batch ? [live, batch] : [live];
        }

        /// <inheritdoc/>
        public override Bill BillAt(RequestsPerSecond meanRate)
        {
            GuardRate(meanRate);
            var input = InputPerUnitRate * meanRate.Value;
            var total = input + (OutputPerUnitRate * meanRate.Value);
            return new Bill
            {
                Choice = this,
                Rate = meanRate,
                PerMonth = total,
                Utilisation = null,
                Idle = UsdEstimate.Zero,
                InputShare = total > UsdEstimate.Zero ? input / total : 0,
            };
        }

        private (UsdEstimate Input, UsdEstimate Cached, UsdEstimate Output) Prices()
        {
            var each = new TokensPerSecond(1);
            return (InputPrice * each * BillingMonth.Length, CachedInputPrice * each * BillingMonth.Length, OutputPrice * each * BillingMonth.Length);
        }
    }
}
