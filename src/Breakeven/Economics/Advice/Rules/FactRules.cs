using System.Globalization;
using Breakeven.Models;
using Breakeven.Sizing;
using static Breakeven.Economics.Advice.Rules.Thresholds;

namespace Breakeven.Economics.Advice.Rules;

/// <summary>Facts of the advised deployment that speak for or against it, whatever the traffic's pattern.</summary>
internal static class FactRules
{
    public static IReadOnlyList<AdviceRule> All { get; } =
    [
        new("cold-start", "boxes are rented", figures => figures.Best.AtHome, ColdStarts),
        new("idle", Text($"boxes are rented; against them from {IdleShare:0 %} idle"), figures => figures.Best.AtHome, Idle),
        new("active-share", "boxes are rented for a mixture of experts", figures => figures.Best.AtHome && ModelOf(figures).IsMixture, ActiveShare),
        new("layout", "boxes are rented; against them where a replica spans several devices", figures => figures.Best.AtHome, LayoutOf),
        new("quantisation", "boxes are rented and weights are stored in fewer than 16 bits; against them where the checkpoint is not published so and an expert sees fewer tokens of usual calibration data than its matrix has columns, or the router is quantised",
            figures => figures.Best.AtHome && ExposureOf(figures).Share > 0, Quantisation),
    ];

    private static IEnumerable<Reason> ColdStarts(AdviceFigures figures)
    {
        var (start, starts) = (figures.Best.Way.Hosted!.Start, figures.Best.Plan.Hours.Sum(hour => (long)hour.Started));
        var reading = Text($"a start takes {Minutes(start.Total)} ({RuleWords.Of(start.Weights)} of weights at {start.Storage}, {ColdStart.WarmUp.Value:0} s to warm up)");
        if (figures.Best.Way.Hosted.Choice.ScalesToZero)
        {
            yield return new("cold-start", $"{reading}, and the box sleeps between requests: whoever wakes it waits that long", start.Total.Value, "s", false);
            yield break;
        }
        yield return starts == 0
            ? new("cold-start", $"{reading}, and the plan starts nothing: its boxes are always on", start.Total.Value, "s", true)
            : new("cold-start", Text($"{reading}, and the plan starts boxes {starts:N0} times: each must begin that long before its hour"), start.Total.Value, "s", false);
    }

    private static IEnumerable<Reason> Idle(AdviceFigures figures)
    {
        var boxes = figures.Best.Bill.Lines.Where(line => line.Terms is not null).Sum(line => line.Total.Value);
        if (boxes <= 0) yield break;
        var share = (double)(figures.Best.Bill.Idle.Value / boxes);
        yield return new("idle", Text($"{share:0 %} of what the boxes cost is idle"), share, "share", share < IdleShare);
    }

    private static IEnumerable<Reason> ActiveShare(AdviceFigures figures)
    {
        var model = ModelOf(figures);
        var share = (double)model.ActiveParameters / model.TotalParameters;
        yield return new("active-share", Text($"a token uses {Spoken.Count(model.ActiveParameters)} of {Spoken.Count(model.TotalParameters)} parameters ({share:0.0 %}): the arithmetic of a dense model of that size"), share, "share", true);
        var (deployment, plan) = (figures.Best.Way.Hosted!.Candidate.Deployment, figures.Best.Way.Hosted.Candidate.Plan);
        yield return new("active-share", Text($"and all of them lie in memory: {RuleWords.Of(model.WeightBytes(deployment.Precision))} of weights, {plan.WeightTotal / plan.Device:0 %} of each device"), (plan.WeightTotal / plan.Device), "share", false);
    }

    private static IEnumerable<Reason> LayoutOf(AdviceFigures figures)
    {
        var deployment = figures.Best.Way.Hosted!.Candidate.Deployment;
        var complexity = ServingComplexity.Of(deployment);
        if (complexity.Gpus == 1)
        {
            yield return new("layout", "a replica is one device: nothing travels between devices, and one that fails takes one replica along", 1, "GPUs", true);
            yield break;
        }
        yield return new("layout", Text($"a replica is {complexity.Gpus} devices in {deployment.Layout}: one that fails stops all of them{(complexity.ExpertRanks > 1 ? $", and tokens travel to experts on {complexity.ExpertRanks} ranks in each layer" : "")}"), complexity.Gpus, "GPUs", false);
        if (complexity.CrossesNodes)
            yield return new("layout", Text($"it lies in {complexity.Nodes} boxes, which talk over {deployment.Fabric} a device instead of {deployment.Accelerator.Link.PerDirection}"), complexity.Nodes, "boxes", false);
    }

    private static IEnumerable<Reason> Quantisation(AdviceFigures figures)
    {
        var (exposure, deployment) = (ExposureOf(figures), figures.Best.Way.Hosted!.Candidate.Deployment);
        var native = deployment.Precision.Name == deployment.Model.Native.Name;
        var what = Text($"{exposure.Share:0 %} of the weights are in {deployment.Precision.Name}, {exposure.Bits:0.0} bits a parameter");
        var published = native ? ", as the checkpoint is published" : ", made from a checkpoint in another precision: measure its quality before relying on it";
        if (exposure.Experts is not var (all, used))
        {
            yield return new("quantisation", what + published, exposure.Bits, "bits", native);
            yield break;
        }
        var calibration = QuantizationExposure.UsualCalibration;
        var rank = exposure.CalibrationRank(calibration);
        yield return new("quantisation", Text($"{what}{published}; an expert {exposure.ExpertWidth:N0} wide sees {exposure.TokensPerExpert(calibration):N0} of {calibration.Value:N0} tokens of calibration ({used} of {all}), {rank:0.0} times its {exposure.ExpertColumns:N0} columns; the router {(exposure.KeepsRouter ? "keeps 16 bits" : "is quantised too")}"),
            rank, "times", native || (exposure.KeepsRouter && rank >= 1));
    }

    private static Model ModelOf(AdviceFigures figures) => figures.Best.Way.Hosted!.Candidate.Deployment.Model;

    private static QuantizationExposure ExposureOf(AdviceFigures figures) => QuantizationExposure.Of(ModelOf(figures), figures.Best.Way.Hosted!.Candidate.Deployment.Precision);

    private static string Minutes(Seconds time) => time.Value < 120 ? Text($"{time.Value:0} s") : Text($"{time.Value / 60:0.#} min");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
