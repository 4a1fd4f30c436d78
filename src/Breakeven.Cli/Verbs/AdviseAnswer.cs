using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Prices;
using Breakeven.Simulation.Plans;

namespace Breakeven.Cli.Verbs;

/// <summary>Puts an advice into a report and a record.</summary>
internal static class AdviseAnswer
{
    public static Answer Of(Recommendation advice, IReadOnlyList<Constraint> constraints, Invocation call, SimulatedAdvice? simulated = null)
    {
        if (advice.Best is null)
        {
            var verdict = Nothing(advice, constraints);
            return new(new Report([.. AdviseSections.Nothing(advice, verdict, call.Line)]), AdviseRecord.Of(advice, constraints, verdict, [], [], call.Line), () => AdviseJson.Default.AdviseRecord, ExitCode.AnsweredNo);
        }
        List<string> reasons = [.. AdviseWords.Reasons(advice)];
        List<string> assumptions = [.. Assumptions(advice, constraints)];
        return new(
            new Report([.. AdviseSections.Of(advice, reasons, assumptions, call.Line, simulated)]),
            AdviseRecord.Of(advice, constraints, AdviseWords.Answer(advice), reasons, assumptions, call.Line) with { Simulation = simulated is null ? null : AdviceSimulationRecord.Of(simulated) },
            () => AdviseJson.Default.AdviseRecord,
            AdviseWords.IsVouchedFor(advice) ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static string Nothing(Recommendation advice, IReadOnlyList<Constraint> constraints)
    {
        if (constraints.Count == 0) return "nothing that can be bought serves this traffic.";
        if (advice.Relaxed[0] is not { Best: { } best, Constraint: var tightest })
            return constraints.Count == 1 ? $"nothing meets {constraints[0].Name}, and without it nothing serves this traffic either." : "nothing meets these: no single one is the tightest, since without any one of them the others still leave nothing.";
        var without = $"without it {AdviseWords.Place(best)} serves the month for {AdviseWords.Money(best.Bill.Total)}";
        var over = constraints.Count > 0 && advice.Request.CostMost is { } most && best.Bill.Total > most ? $", {AdviseWords.Money(best.Bill.Total - most)} above the {AdviseWords.Money(most)} allowed" : "";
        return $"nothing meets these: the tightest is {tightest.Name}; {without}{over}.";
    }

    private static IEnumerable<string> Assumptions(Recommendation advice, IReadOnlyList<Constraint> constraints)
    {
        var (best, compare) = (advice.Best!, advice.Request.Compare);
        if (best is { AtHome: true, Way: { Hosted: { } hosted } way })
        {
            var speed = hosted.Choice.Speed;
            yield return $"capacity ({(speed is null ? "assumed: nothing of the kind was measured" : hosted.Choice.Basis.ToString().ToLowerInvariant())}): {N(hosted.Choice.CapacityPerReplica.Value)} requests/s of a replica by {(best.Way.Source == CapacitySource.Simulated ? "simulation" : "the closed form")}{(speed is null ? "" : $", 90 % interval {N(speed.Low.Value)} to {N(speed.High.Value)}")}; it adds up over requests and replicas{(best.Way.Source == CapacitySource.Simulated ? "" : ", and nothing was simulated: --simulate does")}";
            yield return Price(hosted.Choice.Offer);
            if (way.ElasticOffer is { } elastic && elastic != hosted.Choice.Offer && best.Plan.Hours.Any(hour => hour.ElasticBoxes > 0)) yield return Price(elastic);
            if (best.Plan.Request.Elastic is not null)
                yield return $"assumed: boxes by the hour are to be had whenever they are wanted; a start takes {way.Elastic!.StartTime.Value.ToString("0", CultureInfo.InvariantCulture)} s that are paid ({(hosted.Start.Weights / Bytes.Gigabytes(1)).ToString("0.#", CultureInfo.InvariantCulture)} GB of weights at {hosted.Start.Storage}{(hosted.Choice.ScalesToZero ? "" : $", {HostedOption.WarmUp.Value:0} s to warm up")})";
            if (hosted.Choice.Offer.Terms == OfferTerms.Spot) yield return string.Create(CultureInfo.InvariantCulture, $"assumed: a spot box is taken away once in {1 / Way.SpotAssumed.InterruptionsPerHour:0} h and {Way.SpotAssumed.Replacement.Value / 60:0} min pass until another serves; so many more are rented that the replicas are there {Way.SpotAssumed.Availability * 100:0.#} % of the time, and each start is paid");
            yield return $"each hour's busiest ten minutes find room; {(hosted.Choice.SpareReplicas == 0 ? "no spare replica is kept" : $"{hosted.Choice.SpareReplicas} spare")}";
        }
        if (best.BoughtShare > 0)
        {
            var offer = best.Way.Tokens!.Offer;
            yield return $"{offer.Provider} sells {offer.Name}, a million at ${best.Way.Tokens.InputPrice.Value} in, ${best.Way.Tokens.CachedInputPrice.Value} cached and ${best.Way.Tokens.OutputPrice.Value} out, as read on {Cell.Date(offer.Source.Date).Text}; its latency and rate limits are not checked against the objective";
        }
        if (best.Plan.Deadline is { } deadline)
        {
            if (deadline.Results.Any(one => one.InBatch > 0) && best.Way.Batch is { } batch)
                yield return $"{batch.Offer.Provider} sells {batch.Offer.Name}{(batch.Batch ? " in batch" : ", at no batch price")}, a million at ${batch.InputPrice.Value} in and ${batch.OutputPrice.Value} out, as read on {Cell.Date(batch.Offer.Source.Date).Text}";
            yield return "documents are read as fast as requests are while the objective holds, though nobody waits for them: replicas may well do more; they stay as many in all cases";
        }
        if (compare.Models.Count + compare.SoldModels.Count > 1 && compare.Models.Select(one => one.TokensRatio).Concat(compare.SoldModels.Select(one => one.TokensRatio)).All(ratio => ratio == TokensRatio.One))
            yield return $"every model is taken to need the same number of tokens, which --tokens-ratio says otherwise; {(constraints.Any(one => one.Name.StartsWith("--min-quality", StringComparison.Ordinal)) ? "all that your file scores high enough are taken to be good enough" : "all are taken to be good enough: quality is not judged")}";
        foreach (var (offer, _) in advice.Request.Owned.Where(one => advice.Choices.All(choice => choice.Way.Owned != one.Box)))
            yield return $"{OwnedText.Provider} {offer.Name} is no choice: {advice.Contest.Excluded.FirstOrDefault(one => one.Accelerator.Id == offer.Accelerator)?.Found.Reason ?? "no deployment fits its box, or a constraint leaves it out"}";
        if (advice.Request.Demand.Hours.All(hour => hour.Requests == advice.Request.Demand.Hours[0].Requests)) yield return "no peak was given: every hour is taken to be alike; \", diurnal 4x\" or \", peak 3x\" says otherwise";
        if (advice.Outlooks.Any(outlook => !AdviseWords.IsSure(outlook)))
            yield return Cases(advice);
        if (compare.Models.Count > 0 && compare.Accelerators.Count == 0) yield return "no box was considered: the constraints leave no accelerator";
        if (!advice.Request.TokensAllowed) yield return "nothing is bought by the token, as asked";
    }

    private static string Cases(Recommendation advice)
    {
        var request = advice.Request;
        var unmeasured = advice.Outlooks.Any(one => one.Choice.Way.Hosted is { Choice.Speed: null });
        var assumed = Math.Exp(1.6448536269514722 * request.UnmeasuredDeviation);
        List<string> parts =
        [
            Range("the traffic", request.Growth, "as described"),
            Range("prices of boxes", request.BoxPrices, "as they are"),
            Range("of tokens", request.TokenPrices, "as they are"),
            $"times off as measurements of their kind were{(unmeasured ? string.Create(CultureInfo.InvariantCulture, $", and where nothing of the kind was measured replicas carry from {1 / assumed:0.00} to {assumed:0.00} times the prediction (assumed)") : "")}",
        ];
        return $"cases, nine in ten of each: {string.Join("; ", parts)}; boxes for good are kept, the rest is chosen anew{(advice.Outlooks.Any(one => one.ChanceUnserved > 0) ? "; what turns out to miss the objective is left after three days for the cheapest that meets it" : "")}";

        static string Range(string what, Growth range, string fixedly) => range.IsNone ? $"{what} {fixedly}" : string.Create(CultureInfo.InvariantCulture, $"{what} from {range.Low} to {range.High} times");
    }

    private static string Price(HardwareOffer offer) =>
        $"{offer.Provider} {offer.Gpus}x {offer.Accelerator} {Terms.NameOf(offer.Terms)} at {offer.Price}, as read on {Cell.Date(offer.Source.Date).Text}{(offer.Source.Note.Length > 0 ? $": {offer.Source.Note}" : "")}";

    private static string N(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
