using Breakeven.Calibration.Requests;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven calibrate requests found: the fit to the first half, judged on the second, and the fit that is kept.</summary>
internal sealed record RequestCalibration
{
    public required string File { get; init; }

    public required IReadOnlyList<MeasuredRequest> Requests { get; init; }

    public required Deployment Deployment { get; init; }

    /// <summary>On the second half, under the constants that ship.</summary>
    public required IReadOnlyList<RequestErrors> Before { get; init; }

    /// <summary>There too, under those fitted to the first.</summary>
    public required IReadOnlyList<RequestErrors> After { get; init; }

    /// <summary>On all requests, under those that are kept.</summary>
    public required IReadOnlyList<RequestErrors> Overall { get; init; }

    public required RequestFitResult Half { get; init; }

    public required RequestFitResult Kept { get; init; }

    public required OwnConstants Own { get; init; }

    public static RequestCalibration Of(string path, IReadOnlyList<MeasuredRequest> requests, MemoryPlan plan, DateOnly date, bool firstHalf)
    {
        var deployment = plan.Deployment;
        var fit = new RequestFit(plan, Performance.Calibration.Embedded, requests);
        var (first, second) = (..(requests.Count / 2), (requests.Count / 2)..);
        var half = fit.Fit(first);
        var kept = firstHalf ? half : fit.Fit(..);
        var after = fit.Errors(half.Calibration, second);
        var told = firstHalf ? requests.Count / 2 : requests.Count;
        return new()
        {
            File = path,
            Requests = requests,
            Deployment = deployment,
            Before = fit.Errors(Performance.Calibration.Embedded, second),
            After = after,
            Overall = fit.Errors(kept.Calibration, ..),
            Half = half,
            Kept = kept,
            Own = new(
                deployment.Accelerator.Id, deployment.Engine.Id, $"{deployment.Model.Id} {deployment.Precision.Name} {deployment.Layout}", date, Path.GetFileName(path), told,
                after.Max(one => one.Worst), kept.Constants),
        };
    }
}
