using Breakeven.Prices;

namespace Breakeven.Economics;

public abstract partial record Choice
{
    /// <summary>
    /// A deployment on hardware by the hour: replicas = ceil(peak rate / capacity) and at least 1, plus spares; boxes hold
    /// the replicas; bill = boxes x price x 730 h. Utilisation comes out of that, it never goes in.
    /// </summary>
    public sealed record Hosted : Choice
    {
        /// <summary>
        /// The largest rate that one replica serves within the objective, of requests in this model's own tokens
        /// (<see cref="TrafficShape"/> times <see cref="Choice.TokensRatio"/>), as the performance model gives it.
        /// </summary>
        public required RequestsPerSecond CapacityPerReplica
        {
            get;
            init => field = value.Value is >= 1e-9 and < 1e9 ? value : throw new ArgumentOutOfRangeException(nameof(value), value.Value, "A replica's capacity lies between 1e-9 and 1e9 requests a second.");
        }

        /// <summary>The box that is rented.</summary>
        public required HardwareOffer Offer
        {
            get;
            init
            {
                field = value;
                BoxMonth = value.Price.Estimated * BillingMonth.Length;
            }
        }

        /// <summary>What a box costs a month; kept, as converting the decimal price would take half of a bill's time.</summary>
        internal UsdEstimate BoxMonth { get; private init; }

        /// <summary>Where the capacity comes from.</summary>
        public required Basis CapacityBasis { get; init; }

        /// <summary>What replicas carry if their times are not as predicted; null where nothing of their kind was measured.</summary>
        public CapacitySpread? Speed { get; init; }

        /// <summary>Replicas that one box holds; above 1 only where a replica fills one box at most.</summary>
        public int ReplicasPerBox
        {
            get;
            init => field = value >= 1 && (value == 1 || BoxesPerReplica == 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Either a box holds several replicas or a replica spans several boxes.");
        } = 1;

        /// <summary>Boxes that one replica spans.</summary>
        public int BoxesPerReplica
        {
            get;
            init => field = value >= 1 && (value == 1 || ReplicasPerBox == 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Either a box holds several replicas or a replica spans several boxes.");
        } = 1;

        /// <summary>Replicas kept beyond what the peak needs.</summary>
        public int SpareReplicas
        {
            get;
            init => field = value is >= 0 and <= 1_000_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Spares are counted from 0.");
        }

        /// <summary>The share of busy time spent on prompts, 0 to 1. It only splits the bill between input and output tokens.</summary>
        public required double PrefillShare
        {
            get;
            init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A share lies between 0 and 1.");
        }

        /// <inheritdoc/>
        public override Basis Basis => CapacityBasis;

        /// <inheritdoc/>
        public override bool CanBeChosen => !Offer.Indicative;

        /// <summary>
        /// Where the offer bills only while requests are there: the time that one request keeps a replica billed, its start and the wait
        /// before it is let go included. Null means that replicas stay on, and are billed all the time.
        /// </summary>
        public Seconds? BilledPerRequest
        {
            get;
            init => field = value is null || value.Value.Value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A request is billed for some time.");
        }

        /// <summary>True where the hours of an idle replica are not billed.</summary>
        public bool ScalesToZero => BilledPerRequest is not null;

        /// <summary>Boxes billed for each request a second, when scaling to zero.</summary>
        private double BoxesPerRate => (BilledPerRequest ?? Seconds.Zero).Value * BoxesPerReplica / ReplicasPerBox;

        /// <inheritdoc/>
        public override IReadOnlyList<string> Assumptions => HostedAssumptions.Of(this);

        /// <summary>The mean rate that what one box holds could serve, were it always busy.</summary>
        public RequestsPerSecond CapacityPerBox => CapacityPerReplica * ReplicasPerBox / BoxesPerReplica;

        internal override Tariff Tariff
        {
            get
            {
                var box = BoxMonth;
                if (ScalesToZero)
                    return Tariff.Line(box * SpareReplicas * BoxesPerReplica / ReplicasPerBox, box * BoxesPerRate);
                var first = BoxesFor(1 + SpareReplicas);
                // With k replicas a box and s spares, boxes = ceil((ceil(x) + s) / k) = ceil((x + s) / k) for x = peak / capacity,
                // since s and k are whole: so beyond the first level every step is k replicas wide.
                var perReplica = CapacityPerReplica / Shape.PeakToMean;
                var held = BoxesPerReplica > 1 ? 1 : (double)first * ReplicasPerBox - SpareReplicas;
                return new Tariff(box * first, UsdEstimate.Zero, perReplica * held, perReplica * ReplicasPerBox, box * BoxesPerReplica);
            }
        }

        // Infinitely dear where replicas would miss the objective.
        internal override Tariff TariffAt(double score) => Speed is null ? Tariff
            : Speed.At(score) is { Value: >= 1e-9 } capacity ? With(capacity, Speed.Times.FactorAt(score)).Tariff
            : Tariff.Line(new(double.PositiveInfinity), UsdEstimate.Zero);

        /// <summary>This choice with replicas of another capacity, whose times are so many times the predicted ones.</summary>
        internal Hosted With(RequestsPerSecond capacity, double times) => this with
        {
            CapacityPerReplica = capacity,
            BilledPerRequest = BilledPerRequest is { } billed && Speed is { } speed ? billed + speed.Alone * (times - 1) : BilledPerRequest,
        };

        /// <inheritdoc/>
        public override Bill BillAt(RequestsPerSecond meanRate)
        {
            GuardRate(meanRate);
            var replicas = ReplicasAt(meanRate) + SpareReplicas;
            var boxes = BoxesFor(replicas);
            var box = BoxMonth;
            var busyBoxes = meanRate / CapacityPerBox;
            if (ScalesToZero)
            {
                var warmBoxes = (double)SpareReplicas * BoxesPerReplica / ReplicasPerBox;
                var billed = (meanRate.Value * BoxesPerRate) + warmBoxes;
                return Of(meanRate, box * billed, replicas, boxes, Math.Min(1, busyBoxes / billed));
            }
            return Of(meanRate, box * boxes, replicas, boxes, busyBoxes / boxes);
        }

        /// <summary>The replicas that the traffic's peak needs at this mean rate, without spares.</summary>
        public long ReplicasAt(RequestsPerSecond meanRate)
        {
            // A rate that was computed as a whole multiple of the capacity may lie a rounding error above it.
            var needed = meanRate * Shape.PeakToMean / CapacityPerReplica * (1 - Tariff.Grain);
            if (!(needed < 1e12)) Refuse(needed);
            return Math.Max(1, (long)Math.Ceiling(needed));

            static void Refuse(double needed) =>
                throw new ArgumentOutOfRangeException(nameof(meanRate), needed, "A bill of more than 1e12 replicas is a slip in the rate or the capacity.");
        }

        internal long BoxesFor(long replicas) => BoxesPerReplica > 1
            ? replicas * BoxesPerReplica
            : (replicas + ReplicasPerBox - 1) / ReplicasPerBox;

        private Bill Of(RequestsPerSecond rate, UsdEstimate perMonth, long replicas, long boxes, double utilisation) => new()
        {
            Choice = this,
            Rate = rate,
            PerMonth = perMonth,
            Replicas = replicas,
            Boxes = boxes,
            Gpus = boxes * Offer.Gpus,
            Utilisation = utilisation,
            Idle = perMonth * (1 - utilisation),
            InputShare = PrefillShare,
        };
    }
}
