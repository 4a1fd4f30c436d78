using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>Formula, inputs and basis behind the figures of a comparison, for each contender.</summary>
internal static class CompareExplanations
{
    public static IEnumerable<Explanation> Of(CompareSimulation simulation)
    {
        var contest = simulation.Contest;
        foreach (var contender in contest.Contenders)
            foreach (var explanation in contender is Contender.OnAccelerator hosted ? Hosted(hosted, simulation) : PerToken((Choice.PerToken)contender.Bill.Choice, contender))
                yield return explanation with { Figure = $"{contender.Name}: {explanation.Figure}" };
    }

    private static IEnumerable<Explanation> Hosted(Contender.OnAccelerator hosted, CompareSimulation simulation)
    {
        var contest = simulation.Contest;
        var (choice, bill, candidate) = (hosted.Best.Choice, hosted.Bill, hosted.Best.Candidate);
        var (plan, serving) = (candidate.Plan, candidate.Serving);
        var price = SourceText.Short(choice.Offer.Source);
        var constants = contest.Request.CalibrationOf(hosted.Accelerator).SourceOf(plan.Deployment);
        foreach (var memory in Memory(plan)) yield return memory;
        yield return new(
            "sequences at once", Whole(serving.AdmittedMax), "min(cache / what a sequence holds at its mean length, max_num_seqs) x dp",
            $"{plan.Left} of cache a device, max_num_seqs {plan.Deployment.Settings.SequencesMax}, dp {plan.Deployment.Layout.Data}", Basis.Analytic, plan.Deployment.Engine.Source);
        var capacity = candidate.Capacity;
        var parts = serving.Step.Explain(serving.WorkAt(capacity) with { PrefillTokens = 0 });
        yield return new(
            "time of a decode step at capacity", parts.Total.ToString(), "sum over kernels of launch + (bytes / bandwidth reached, FLOP / rate reached, overlapped) + communication + overhead",
            $"dense products {parts.Dense}, experts {parts.Experts}, attention {parts.DecodeAttention}, communication {parts.Communication}, overhead {parts.Overhead}{(parts.Drafting.Value > 0 ? $", drafting {parts.Drafting}" : "")}", serving.Basis, constants);
        yield return new(
            "capacity of a replica", capacity.Rate.ToString(), "the largest rate whose percentiles stay within the objective and whose sequences are admitted; batch = rate x output x step",
            $"batch {capacity.Batch:0.#}, step {capacity.Step}, ttft {capacity.TimeToFirstToken} and tpot {capacity.TimePerOutputToken} at p{capacity.Percentile:0.##}, prompts {capacity.PrefillShare:P0} of the time", serving.Basis, constants);
        if (simulation.Of(candidate) is { } simulated)
            yield return new(
                "the same, simulated", simulated.Rate.ToString(), "the largest multiple of the traffic at which every bound holds at its percentile, by bisection to 1 %, confirmed on requests of its own",
                $"variants {new RequestsPerSecond(simulated.Traffic.Value * simulated.Found.Least)} to {new RequestsPerSecond(simulated.Traffic.Value * simulated.Found.Most)}, {simulated.Found.Runs} runs", choice.Basis, constants);
        if (plan.Deployment.Settings.Speculation is { } speculation)
            yield return new(
                "time per output token", capacity.TimePerOutputToken.ToString(), "step / acceptance length; a step verifies the drafts with the token before them, and drafts the next by so many passes of one more layer and the head",
                $"{speculation.DraftTokens} drafted, {SpeculationChoice.Tokens(speculation.AcceptanceLength)} a step, by {SpeculationChoice.Of(contest.Request, plan.Deployment.Model)!.DrafterOf(plan.Deployment.Model)}", serving.Basis, constants);
        if (choice.Speed is { } speed)
            yield return new(
                "90 % interval of its times", string.Create(CultureInfo.InvariantCulture, $"{(IntervalCells.IsWide(speed.Times.Low, speed.Times.High) ? "not known: " : "")}{speed.Times.Low:0.00} to {speed.Times.High:0.00} of what is predicted"),
                "measured over predicted: of n residuals of its kind those of rank ceil((n + 1) x 95 %) from either side; capacity at each end is what meets the objective with such times",
                $"{speed.Times.Count:N0} residuals, {IntervalCells.Familiar(speed.Times).Replace('_', ' ')}; capacity {speed.Low} to {speed.High}", serving.Basis, contest.Request.Intervals.Table.Source);
        yield return new(
            "replicas", Whole(bill.Replicas), "ceil(mean rate x peak / capacity) + spares, at least 1",
            $"ceil({bill.Rate} x {choice.Shape.PeakToMean:0.##} / {choice.CapacityPerReplica}) + {choice.SpareReplicas}", serving.Basis, "");
        yield return new(
            "bill a month", bill.PerMonth.ToString(), "boxes x price x 730 h",
            $"{bill.Boxes.ToString("#,0", CultureInfo.InvariantCulture)} x {choice.Offer.Price} x 730 h; a box of {choice.Offer.Gpus} holds {choice.ReplicasPerBox} replica(s), a replica spans {choice.BoxesPerReplica} box(es)", serving.Basis, price);
        if (bill.Utilisation is { } used)
            yield return new(
                "utilisation", used.ToString("P1", CultureInfo.InvariantCulture), "mean rate / capacity of all that is rented",
                $"{bill.Rate} / ({choice.CapacityPerBox} x {bill.Boxes})", serving.Basis, "");
        yield return new("dollars a million tokens", bill.Blended.ToString(), "bill / (tokens a second x 730 h); input and output apart by the share of busy time spent on prompts", $"{bill.PerMonth} / {bill.Tokens} x 730 h, prompts {choice.PrefillShare:P0}", serving.Basis, "");
    }

    private static IEnumerable<Explanation> Memory(MemoryPlan plan)
    {
        var deployment = plan.Deployment;
        var model = SourceText.Short(deployment.Model.Source);
        yield return new("weights a device", plan.WeightTotal.ToString(), "sum over tensors of elements x bits / 8 + scales, each over the ranks that share it", $"{deployment.Model.TotalParameters:N0} parameters at {deployment.Precision.Name}, {deployment.Layout}", Basis.Analytic, model);
        yield return new("workspace a device", plan.Workspace.ToString(), "residual of the largest step + the wider of its widest layer and the sampler", $"{deployment.Settings.BatchedTokensMax:N0} tokens a step, {deployment.Settings.SequencesMax:N0} sequences x {deployment.Model.Vocabulary:N0} logits x {deployment.Engine.SamplerBytesPerLogit:0} B", Basis.Analytic, deployment.Engine.Source);
        var rule = deployment.Engine.MemoryRule switch
        {
            MemoryRule.ShareOfDevice => "share x device - weights - workspace - runtime",
            MemoryRule.ShareForWeightsAndCache => "share x device - weights, with workspace and runtime in the rest",
            _ => "share x (device - weights - workspace - runtime)",
        };
        yield return new("cache a device", plan.Left.ToString(), rule, $"share {deployment.MemoryFraction:0.##}, device {plan.Device}, runtime {plan.Runtime}", Basis.Analytic, deployment.Engine.Source);
        yield return new("cache a token and device", $"{plan.Block / plan.BlockTokens}", "sum over layers of elements a token x bytes, over the ranks that split it", $"{plan.Block} a block of {plan.BlockTokens} tokens", Basis.Analytic, model);
    }

    private static IEnumerable<Explanation> PerToken(Choice.PerToken choice, Contender contender)
    {
        var shape = choice.Shape;
        yield return new(
            "bill a month", contender.Bill.PerMonth.ToString(), "rate x (uncached input x price + cached input x price + output x price) x 730 h",
            $"{contender.Bill.Rate} x ({shape.Input.Value * (1 - shape.CachedShare):0} x {choice.InputPrice} + {shape.Input.Value * shape.CachedShare:0} x {choice.CachedInputPrice} + {shape.Output.Value} x {choice.OutputPrice})", Basis.Measured, SourceText.Short(choice.Offer.Source));
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
