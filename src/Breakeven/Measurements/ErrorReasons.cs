using System.Globalization;
using Breakeven.Models;
using Breakeven.Sizing.Support;
using Breakeven.Statistics;

namespace Breakeven.Measurements;

/// <summary>
/// What about a row may be why its prediction is off, the strongest first. Each rule reads the row, its deployment or its prediction, and states the
/// figures it found; none guesses.
/// </summary>
public sealed class ErrorReasons
{
    // A first token that late has waited in a queue: the longest prompt measured takes a tenth of it.
    private const double SaturatedMs = 10_000;

    // By Little's law output tokens a second follow from times and concurrency; this far apart, the row's own figures are not of one state.
    private const double Disagreement = 0.25;

    private const int PeersMin = 3;

    private readonly ILookup<string, PredictedRow> _peers;

    /// <summary>Rules that may compare a row with the others of its configuration.</summary>
    public ErrorReasons(IEnumerable<PredictedRow> rows) => _peers = rows.ToLookup(row => ConfigurationOf(row.Row));

    /// <summary>The reasons that hold for a figure of a predicted row; empty where no rule finds one.</summary>
    public IEnumerable<string> Of(PredictedRow row, PredictedFigure figure)
    {
        var deployment = row.Deployment!;
        var slow = figure.Metric is PredictedMetric.TimeToFirstToken or PredictedMetric.TimePerOutputToken ? figure.Error > 0 : figure.Error < 0;
        string?[] found =
        [
            Speculation(row.Row, slow),
            Saturated(row.Row, slow),
            Contradiction(row.Row, deployment),
            Admission(row, deployment),
            Peers(row, figure),
            row.Basis == Basis.Assumed ? $"the curves of {deployment.Deployment.Accelerator.Id} are those of a relative (basis: assumed)" : null,
            Prompts(row, figure),
            Experts(row, deployment, figure, slow),
            Boxes(deployment),
            .. NotStated(row.Row, deployment),
            Version(row.Row),
        ];
        return found.OfType<string>();
    }

    private static string? Speculation(Measurement row, bool slow)
        => slow && row.Note.Contains("multi-token prediction", StringComparison.OrdinalIgnoreCase) ? "multi-token prediction may have been on, by the row's note; none is predicted" : null;

    private static string? Saturated(Measurement row, bool slow)
        => row.TimeToFirstTokenMs is >= SaturatedMs and var first && !slow ? Text($"saturated: the first token came after {first / 1e3:0} s") : null;

    private static string? Contradiction(Measurement row, MeasuredDeployment deployment)
    {
        if (row is not { Concurrency: { } clients, TimeToFirstTokenMs: { } first, TimePerOutputTokenMs: { } each, OutputTokensPerSecond: { } rate }) return null;
        var implied = clients * deployment.Output / (first + (deployment.Output - 1) * each) * 1e3;
        return Math.Abs(rate / implied - 1) > Disagreement ? Text($"the row contradicts itself: by its times {clients:0} at once make {implied:N0} output tokens/s, not {rate:N0}") : null;
    }

    private static string? Admission(PredictedRow row, MeasuredDeployment deployment)
        => row.Admitted is { } admitted && deployment.Concurrency is { } clients && admitted < clients ? Text($"the cache admits {admitted} of {clients:0.#} at once") : null;

    // A point off by itself is its own measurement's doing; a whole configuration that is off is the model's.
    private string? Peers(PredictedRow row, PredictedFigure figure)
    {
        if (row.Row.Concurrency is null) return null;
        var others = _peers[ConfigurationOf(row.Row)].Where(other => other != row).SelectMany(other => other.Figures).Where(other => other.Metric == figure.Metric).Select(other => other.Error).ToList();
        if (others.Count < PeersMin) return null;
        var median = Quantile.Of([.. others.Select(Math.Abs).Order()], 0.5);
        if (median < Math.Abs(figure.Error) / 3) return Text($"stands alone: {others.Count} other loads of this configuration are {median * 100:0} % off");
        var same = others.Count(error => Math.Sign(error) == Math.Sign(figure.Error));
        return same == others.Count ? Text($"all {others.Count + 1} loads of this configuration are off to the same side, by {median * 100:0} % in the median") : null;
    }

    private static string? Prompts(PredictedRow row, PredictedFigure figure)
        => row.PrefillShare is > 0.5 and var share && figure.Metric != PredictedMetric.TimeToFirstToken ? Text($"bound by prompts: they take {share * 100:0} % of the time") : null;

    // Skew touches fewer experts than even routing where a batch could touch most of them, and burdens one rank where experts are dealt out.
    private static string? Experts(PredictedRow row, MeasuredDeployment deployment, PredictedFigure figure, bool slow)
    {
        if (figure.Metric == PredictedMetric.TimeToFirstToken || deployment.Concurrency is not { } clients) return null;
        var mixture = deployment.Deployment.Model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().FirstOrDefault();
        if (mixture is null) return null;
        var batch = row.Admitted is { } admitted ? Math.Min(clients, admitted) : clients;
        var touched = mixture.Experts * (1 - Math.Pow(1 - (double)mixture.ExpertsPerToken / mixture.Experts, batch));
        if (slow && touched > 0.2 * mixture.Experts && touched < 0.95 * mixture.Experts)
            return Text($"skewed experts: even routing touches {touched:0} of {mixture.Experts} with {batch:0.#} at once, skewed routing fewer");
        return !slow && deployment.Deployment.Layout.Expert > 1 && touched >= 0.95 * mixture.Experts
            ? Text($"skewed experts: the fullest of {deployment.Deployment.Layout.ExpertRanks} ranks sets the pace")
            : null;
    }

    private static string? Boxes(MeasuredDeployment deployment)
        => deployment.Deployment.Layout.Gpus > deployment.Deployment.LinkedGpus ? Text($"{deployment.Deployment.Layout.Gpus} devices reach beyond one link of {deployment.Deployment.LinkedGpus}; the network between is not stated") : null;

    private static IEnumerable<string> NotStated(Measurement row, MeasuredDeployment deployment)
    {
        if (row.Scenario.StartsWith("mlperf-server", StringComparison.Ordinal)) yield return "an MLPerf server rate is what a bound on the 99th percentile left, not what the devices could do";
        else if (row.Scenario == "open-loop") yield return "requests came at a rate: taken as many at once as the cache admits";
        else if (row.Concurrency is null) yield return "offline without a stated concurrency: as many at once as the cache admits";
        if (row.InputTokens is null || row.OutputTokens is null) yield return Text($"lengths are not stated: taken as means of {deployment.Input:0} in and {deployment.Output:0} out");
        if (row.Precision == "not stated") yield return $"the precision is not stated: taken as {deployment.Deployment.Precision.Name}";
        if (row.Tensor is null) yield return $"the layout is not stated: taken as {RowKeys.LayoutOf(deployment)}";
    }

    // The deployment bears the row's version, by which constants are chosen; memory is divided by the rules of the version that was read.
    private static string? Version(Measurement row)
    {
        var engine = MeasurementReader.EngineOf(row.Engine);
        // The reader takes vLLM's rules for a name that it does not know; every other engine was named.
        if (engine == Sizing.Engine.Vllm && !row.Engine.Equals(engine.Id, StringComparison.OrdinalIgnoreCase)) return $"{row.Engine} is read by the rules of {engine.Id}";
        return EngineVersion.IsVersion(row.EngineVersion) && EngineVersion.Compare(row.EngineVersion, engine.Version) < 0 ? $"{engine.Id} {row.EngineVersion} is read by the rules of {engine.Version}" : null;
    }

    private static string ConfigurationOf(Measurement row) => string.Join('|',
        row.SourceKey, row.Model, row.Accelerator, row.Gpus, row.Engine, row.EngineVersion, row.Precision, row.Tensor, row.Pipeline, row.Expert, row.Data, row.Scenario, row.InputTokens, row.OutputTokens);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
