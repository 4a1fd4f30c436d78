using Breakeven.Hardware;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Economics;

/// <summary>One way to serve a model that competes as a whole: on an accelerator in whatever deployment is cheapest there, or by the token.</summary>
public abstract record Contender
{
    private Contender()
    {
    }

    /// <summary>The model's id; one that is only sold by the token has nothing else.</summary>
    public required string ModelId { get; init; }

    /// <summary>What it costs at the compared traffic.</summary>
    public required Bill Bill { get; init; }

    /// <summary>Its cheapest choice at every traffic of the range.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>A short name for legends: "Llama-3.3-70B-Instruct on H100-SXM".</summary>
    public abstract string Name { get; }

    /// <summary>A model on an accelerator.</summary>
    public sealed record OnAccelerator : Contender
    {
        public required Model Model { get; init; }

        public required Accelerator Accelerator { get; init; }

        /// <summary>Deployments in boxes, of which each is the cheapest at some traffic.</summary>
        public required IReadOnlyList<HostedOption> Options { get; init; }

        /// <summary>The option that the bill is for.</summary>
        public required HostedOption Best { get; init; }

        /// <summary>What was tried and is no answer.</summary>
        public required SearchResult Search { get; init; }

        public override string Name => $"{ShortName(ModelId)} on {Accelerator.Id}";

        /// <summary>Between what the bill lies in nine of ten cases; null where nothing of the kind was measured.</summary>
        public BillRange? BillRange => Economics.BillRange.Of(Best.Choice, Bill.Rate);

        /// <summary>How far times at a load may be off; null where nothing of the kind was measured.</summary>
        public ErrorSpread? SpreadOf(PredictedMetric metric, ServingPoint at, PredictionIntervals intervals) =>
            intervals.Find(metric, Best.Candidate.Deployment, ScenarioKind.ClosedLoop, at.Batch);

        /// <summary>What one replica does at the compared traffic, tails at a percentile.</summary>
        public ServingPoint? Load(double percentile)
        {
            var perReplica = Bill.Rate * Best.Choice.Shape.PeakToMean / Math.Max(1, Bill.Replicas - Best.Choice.SpareReplicas);
            return Best.Candidate.Serving.At(RequestsPerSecond.Min(perReplica, Best.Choice.CapacityPerReplica), percentile);
        }
    }

    /// <summary>A model from whoever sells its tokens cheapest.</summary>
    public sealed record ByTheToken : Contender
    {
        /// <summary>All offers of the model, cheapest first at the compared shape of traffic.</summary>
        public required IReadOnlyList<Bill> Offers { get; init; }

        public override string Name => $"{ShortName(ModelId)} from {((Choice.PerToken)Bill.Choice).Offer.Provider}{(((Choice.PerToken)Bill.Choice).Batch ? ", batch" : "")}";
    }

    /// <summary>An id without its organisation.</summary>
    public static string ShortName(string id) => id[(id.LastIndexOf('/') + 1)..];
}

/// <summary>A model on an accelerator that is no answer, with the refusal that came nearest.</summary>
public sealed record Excluded(Model Model, Accelerator Accelerator, Refusal Found, SearchResult? Search)
{
    /// <summary>The refusal with the nearest that would pass, which takes a search: looked for when somebody asks.</summary>
    public Refusal Refusal => field ??= WithNearest?.Invoke() ?? Found;

    internal Func<Refusal>? WithNearest { get; init; }
}
