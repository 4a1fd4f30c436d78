using System.Globalization;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;

namespace Breakeven.Cli.Verbs;

/// <summary>An advice in words; every clause states a figure that was computed for it.</summary>
internal static class AdviseWords
{
    /// <summary>The answer in one sentence.</summary>
    public static string Answer(Recommendation advice)
    {
        var best = advice.Best!;
        var doubt = advice.Outlooks[0] is var outlook && IsSure(outlook) ? "" : $" (to be expected: {Money(outlook.Expected)}; nine in ten cases {Money(outlook.Low)} to {Money(outlook.High)}{(outlook.ChanceNothing > 0 ? $"; in {Percent(outlook.ChanceNothing)} of them nothing weighed serves, which the mean leaves out" : "")})";
        var unmet = IsVouchedFor(advice) ? "" : "No deployment within what is asked meets the objective, and nobody vouches for the latency of an API. What is left: ";
        return $"{unmet}{Do(best)}: {Money(best.Bill.Total)} a month{doubt}, ${PerMillion(best).ToString("0.00##", CultureInfo.InvariantCulture)} a million tokens; {Next(advice)}.";
    }

    /// <summary>As compare has it: an API's latency is not known, so that alone it meets no objective.</summary>
    public static bool IsVouchedFor(Recommendation advice) => advice.Request.Compare.Objective.Bounds.Count == 0 || advice.Contest.Contenders.Any(one => one is Contender.OnAccelerator);

    /// <summary>True where nothing is known that may make it cost more or less.</summary>
    public static bool IsSure(ChoiceOutlook outlook) => outlook.Low == outlook.High && outlook.ChanceUnserved == 0;

    /// <summary>What a plan consists of, in a few words.</summary>
    public static string Mixture(PlannedChoice choice)
    {
        var (plan, parts) = (choice.Plan, new List<string>());
        var elastic = plan.Hours.Max(hour => hour.ElasticBoxes);
        if (plan.AlwaysOnBoxes > 0) parts.Add($"{Boxes(plan.AlwaysOnBoxes, choice)} {plan.Request.AlwaysOn!.Name}");
        if (elastic > 0) parts.Add($"{(plan.AlwaysOnBoxes > 0 ? string.Create(CultureInfo.InvariantCulture, $"up to {elastic:N0} more") : $"up to {Boxes(elastic, choice)}")}, {plan.Request.Elastic!.Name}");
        if (choice.BoughtShare > 0) parts.Add(choice.AtHome ? $"{Percent(choice.BoughtShare)} of the {(choice.Way.Documents.Count > 0 ? "traffic's " : "")}tokens from {Seller(choice)}" : $"all from {Seller(choice)}");
        return string.Join("; ", parts);
    }

    /// <summary>The model and where it runs.</summary>
    public static string Place(PlannedChoice choice) => choice.AtHome ? choice.Way.Contender.Name + (choice.Way.Owned is null ? "" : " of your own") : $"{Contender.ShortName(choice.Way.Model)} from {Seller(choice)}";

    /// <summary>The same, with its boxes and layout where only they tell it from another.</summary>
    public static string PlaceBeside(PlannedChoice choice, PlannedChoice other) => Place(choice) == Place(other) && choice.Way.Hosted is { } hosted && other.Way.Hosted is { } before && (hosted.Choice.Offer != before.Choice.Offer || hosted.Candidate != before.Candidate)
        ? $"{Place(choice)}, {hosted.Candidate.Deployment.Layout} in boxes of {hosted.Choice.Offer.Gpus}"
        : Place(choice);

    /// <summary>Dollars a million of the traffic's tokens, those of work with deadlines counted.</summary>
    public static double PerMillion(PlannedChoice choice) => Exactly(choice) / (choice.Plan.Request.Demand.Total.Tokens.Value + choice.Way.Documents.Sum(one => one.Documents * (double)(one.Each.Input.Value + one.Each.Output.Value))) * 1e6;

    // Of what is only bought a bill may round to nothing.
    private static double Exactly(PlannedChoice choice) =>
        choice.AtHome || choice.Way.Documents.Count > 0 ? (double)choice.Bill.Total.Value : (double)choice.Plan.Request.Overflow!.Of(choice.Plan.Request.Demand.Total);

    /// <summary>Why, each with the figure behind it.</summary>
    public static IEnumerable<string> Reasons(Recommendation advice)
    {
        var (best, mix) = (advice.Best!, advice.Mix!);
        if (mix.Pure.Count > 1)
            yield return mix.Value.Value >= 0.01m
                ? $"mixing saves {Money(mix.Value)} a month ({Percent((double)(mix.Value.Value / mix.Pure[0].Bill.Total.Value))}): {string.Join(", ", mix.Pure.Select(pure => $"{Money(pure.Bill.Total)} if all is {pure.Name}"))}"
                : $"one way alone is as cheap as any mix: {string.Join(", ", mix.Pure.Select(pure => $"{Money(pure.Bill.Total)} if all is {pure.Name}"))}";
        if (best.Way.Hosted is not null && best.AtHome)
        {
            foreach (var text in Screening(best)) yield return text;
            var (used, boxes) = (best.Bill.Of(LineKind.Work).Value, BoxMoney(best));
            if (boxes > 0) yield return $"of {Money(new Usd(boxes))} for boxes {Money(new Usd(used))} serves requests ({Percent((double)(used / boxes))}) and {Money(best.Bill.Idle)} is idle";
            foreach (var text in Worths(mix.Plan)) yield return text;
            if (best.Way.Owned is { } owned && best.Plan.AlwaysOnBoxes is > 0 and var bought) yield return $"{Boxes(bought, best)} of your own {(bought == 1 ? "costs" : "cost")} {Money(new Usd(bought * owned.Price.Value))} at once, {Money(new Usd(bought * owned.DepreciationPerHour * best.Plan.Hours.Count))} of it written off in the month";
        }
        if (DeadlineWords.Of(best) is { } documents) yield return documents;
        if (advice.Outlooks.Count > 1 && advice.Outlooks.Any(outlook => !IsSure(outlook)))
        {
            var others = advice.Outlooks.Skip(1).Where(other => other.ChanceCheapest > 0).Select(other => $"{Place(other.Choice)} in {Percent(other.ChanceCheapest)}").ToList();
            yield return $"in {Percent(advice.Outlooks[0].ChanceCheapest)} of the cases it is the cheapest of the {advice.Outlooks.Count} weighed{(others.Count > 0 ? $": {string.Join(", ", others)}" : "")}";
            if (advice.Request.Cautious) yield return $"it is regretted least where all turns out worst: {Money(advice.Outlooks[0].RegretMost)} above the cheapest of them, against {string.Join(", ", advice.Outlooks.Skip(1).Take(2).Select(other => $"{Money(other.RegretMost)} for {Place(other.Choice)}"))}";
        }
        if (Settling(advice) is { } settling) yield return settling;
        foreach (var shift in advice.Shifts.Where(shift => shift.Best.Way.Contender != best.Way.Contender && shift.ReplannedRegret.Value >= 0.01m))
            yield return $"at {Times(shift.Factor)} the traffic {Place(shift.Best)} would be the cheapest, {Money(shift.ReplannedRegret)} a month below it";
    }

    /// <summary>The one thing that is most worth knowing, and how to come to know it; null where nothing would change the choice.</summary>
    public static string? Settling(Recommendation advice)
    {
        if (advice.Outlooks.Count < 2 || advice.Outlooks.All(IsSure)) return null;
        if (advice.Worths.Count == 0) return "no single measurement would change the choice";
        var first = advice.Worths[0];
        return $"{Of(first)} is most worth knowing: to know it before choosing saves {Money(first.Worth)} a month on the mean; {CommandFor(first, advice)}";
    }

    /// <summary>What an uncertainty is about.</summary>
    public static string Of(Uncertainty uncertainty) => uncertainty.Kind switch
    {
        UncertaintyKind.Speed => $"the speed of {Contender.ShortName(uncertainty.Choice!.Way.Model)} on {uncertainty.Choice.Way.Hosted!.Candidate.Deployment.Accelerator.Id}",
        UncertaintyKind.Traffic => "how much traffic there will be",
        UncertaintyKind.BoxPrices => "what boxes will cost",
        _ => "what tokens will cost",
    };

    /// <summary>How to come to know it.</summary>
    public static string CommandFor(Uncertainty uncertainty, Recommendation advice)
    {
        if (uncertainty.Kind == UncertaintyKind.Traffic) return "breakeven traffic show TRACE tells it of a recorded trace";
        if (uncertainty.Kind != UncertaintyKind.Speed) return "ask for a quote, and put it into a price list of your own: breakeven prices import";
        var deployment = uncertainty.Choice!.Way.Hosted!.Candidate.Deployment;
        return $"serve some hundred requests on one replica and let it learn from them: breakeven calibrate requests RESULT.json --model {uncertainty.Choice.Way.Model} --gpu {deployment.Accelerator.Id} --precision {deployment.Precision.Name} --layout {deployment.Layout}";
    }

    /// <summary>A factor in words.</summary>
    public static string Times(double factor) => factor == 0.5 ? "half" : factor == 2 ? "twice" : FormattableString.Invariant($"{factor:0.##} times");

    public static string Money(Usd amount) => "$" + amount.Value.ToString(amount.Value is > -100 and < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString(share is > 0 and < 0.01 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);

    /// <summary>The words of a method.</summary>
    public static string Of(MixMethod method) => method switch
    {
        MixMethod.LoadDurationCurve => "load-duration curve: box by box, exact as boxes are alike and starts and spares cost nothing",
        MixMethod.CountScan => "count scan: every number of boxes always on, each hour's others by themselves; exact as starts cost nothing",
        _ => "dynamic programme: every number of boxes always on, and for each the cheapest sequence of boxes over the hours, starts paid",
    };

    /// <summary>The words of a line.</summary>
    public static string Of(LineKind kind) => kind switch
    {
        LineKind.Work => "boxes, serving",
        LineKind.Idle => "boxes, idle",
        LineKind.Spares => "boxes, spare",
        LineKind.StartUps => "boxes, starting",
        LineKind.CachedInput => "tokens, cached input",
        LineKind.Input => "tokens, input",
        LineKind.Output => "tokens, output",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Do(PlannedChoice best)
    {
        if (!best.AtHome) return $"Buy {Contender.ShortName(best.Way.Model)} by the token from {Seller(best)}";
        var deployment = best.Way.Hosted!.Candidate.Deployment;
        return $"Run {Contender.ShortName(best.Way.Model)} in {deployment.Precision.Name} on {deployment.Accelerator.Id}, {deployment.Layout}, in boxes of {best.Plan.Request.Boxes.GpusPerBox} {(best.Way.Owned is null ? $"from {best.Way.Hosted.Choice.Offer.Provider}" : "of your own")}: {Mixture(best)}";
    }

    private static string Next(Recommendation advice)
    {
        if (advice.Choices.Count < 2) return advice.Request.CostMost is null ? $"nothing else costs less than {Times(advice.Request.Within)} that" : $"nothing else costs less than {Times(advice.Request.Within)} that and is within the budget";
        var (first, next) = (advice.Outlooks[0], advice.Outlooks[1]);
        if (next.Expected < first.Expected && !advice.Request.Cautious)
            return $"next is {Place(next.Choice)} with {Money(next.Expected)} to be expected, which cannot serve in {Percent(next.ChanceUnserved)} of the cases";
        return $"next is {Place(next.Choice)} {(IsSure(first) && IsSure(next) ? $"at {Money(next.Choice.Bill.Total)}" : $"with {Money(next.Expected)} to be expected")}, {(next.Expected < first.Expected ? $"{Percent(1 - next.Expected / first.Expected)} less, but regretted more" : $"{Percent(next.Expected / first.Expected - 1)} more")}";
    }

    private static IEnumerable<string> Screening(PlannedChoice best)
    {
        var stretches = ScreeningCurves.Of(best.Plan.Request).Cheapest;
        // Where two ways cost the same by the hour, that they meet after all of the period says nothing.
        for (var i = 1; i < stretches.Count && stretches[i].FromHours < best.Plan.Hours.Count - 0.5; i++)
            if (stretches[i].Replicas > 0)
                yield return string.Create(CultureInfo.InvariantCulture, $"a replica wanted in more than {stretches[i].FromHours:0} of the {best.Plan.Hours.Count} h is cheapest {stretches[i].Name}, below that {stretches[i - 1].Name}: {stretches[i].Replicas} are wanted that long");
    }

    private static IEnumerable<string> Worths(FleetPlan plan)
    {
        var prices = DualPrices.Of(plan);
        if (prices.OverflowHours > 0) yield return string.Create(CultureInfo.InvariantCulture, $"in the {prices.OverflowHours} h without room a replica-hour is worth ${prices.InOverflow.Value:0.00} of tokens, in the other {prices.SlackHours} h nothing");
        if (prices.LastBox is { } last) yield return $"the last box always on saves {Money(last.Saves)} of tokens and costs {Money(last.Costs)}{(prices.OneMoreBox is { } more ? $"; one more would save {Money(more.Saves)}" : "")}";
    }

    public static string Money(UsdEstimate amount) => double.IsFinite(amount.Value) ? Money(new Usd((decimal)amount.Value)) : "no end";

    private static decimal BoxMoney(PlannedChoice choice) => choice.Bill.Lines.Where(line => line.Terms is not null).Sum(line => line.Total.Value);

    private static string Seller(PlannedChoice choice) => choice.Way.Tokens!.Offer.Provider + (choice.Way.Tokens.Batch ? ", batch" : "");

    private static string Boxes(int count, PlannedChoice choice)
    {
        var gpus = choice.Plan.Request.Boxes.GpusPerBox;
        return $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(gpus == 1 ? count == 1 ? "GPU" : "GPUs" : count == 1 ? $"box of {gpus}" : $"boxes of {gpus}")}";
    }
}
