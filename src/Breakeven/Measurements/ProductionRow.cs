using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Measurements;

/// <summary>A fleet's day, as its operator told it: nodes that process prompts alone, or generate tokens alone, at the speed that users got.</summary>
/// <param name="Decodes">Whether these nodes generate; otherwise they process prompts.</param>
/// <param name="Context">Mean tokens that a generated one attends to; prompts are taken to be as long.</param>
/// <param name="CachedShare">The share of prompt tokens found in a cache, 0 to 1.</param>
/// <param name="Speed">Tokens a second that a user got.</param>
public sealed partial record ProductionRow(bool Decodes, double Context, double CachedShare, double? Speed)
{
    // DeepSeek's own: batches of 16,384 prompt tokens a device (README.md of deepseek-ai/profile-data).
    private const int PromptTokens = 16384;

    /// <summary>The row's deployment, from its note; null where that does not say enough.</summary>
    public static MeasuredDeployment? Read(Measurement row, Model model, PrecisionScheme precision, Accelerator accelerator, BytesPerSecond fabric)
    {
        var decodes = row.Scenario.EndsWith("decode", StringComparison.Ordinal);
        var ranks = Ranks().Match(row.Note);
        var expert = row.Expert ?? (ranks.Success ? Whole(ranks.Groups[1]) : 1);
        var data = row.Data ?? (ranks.Success ? Whole(ranks.Groups[2]) : expert);
        var context = row.InputTokens ?? (Length().Match(row.Note) is { Success: true } length ? Whole(length.Groups[1]) : (double?)null);
        var speed = Speeds().Match(row.Note);
        if (expert < 2 || data != expert || context is not { } tokens || (decodes && !speed.Success)) return null;
        var production = new ProductionRow(
            decodes, tokens,
            Cached().Match(row.Note) is { Success: true } cached ? Number(cached.Groups[1]) / 100 : 0,
            speed.Success ? (Number(speed.Groups[1]) + Number(speed.Groups[2])) / 2 : null);
        var deployment = new Deployment
        {
            Model = model,
            Precision = precision,
            Accelerator = accelerator,
            Layout = new(1, 1, data, expert),
            SpansBoxes = data > accelerator.Link.Devices,
            Fabric = fabric,
            // The engine that runs DeepSeek's published kernels for products, attention and exchanges.
            Engine = Engine.Sglang,
            Settings = new() { SequencesMax = 2048, BatchedTokensMax = PromptTokens, Exchange = ExpertExchange.AllToAll, OverlapsHalves = true },
        };
        return new(deployment, 1, tokens, 1, null) { Production = production };
    }

    /// <summary>Tokens a second of as many devices as the row counts.</summary>
    internal IEnumerable<PredictedFigure> Predict(Measurement row, Deployment deployment, Calibration calibration)
    {
        if (row.OutputTokensPerSecond is not { } measured) yield break;
        var step = StepCompiler.Compile(deployment, calibration);
        var share = (double)row.Gpus / deployment.Layout.Gpus;
        yield return new(PredictedMetric.OutputTokensPerSecond, measured, share * (Decodes ? Generated(step, deployment) : Processed(step, deployment, calibration)));
    }

    // The largest batch at which a step is no longer than a user's token takes.
    private double Generated(StepModel step, Deployment deployment)
    {
        var bound = 1 / (Speed ?? 1);
        var (low, high) = (0.0, (double)Sizer.ConcurrencyAt(Sizer.Plan(deployment), new((long)Context), reserved: false));
        if (Time(high) <= bound) return high / Time(high);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (Time(middle) <= bound) low = middle;
            else high = middle;
        }

        return low / bound;

        double Time(double sequences) => step.Time(new(0, 0, sequences, Context)).Value;
    }

    // Cached tokens count as processed, as the operator counts them.
    private double Processed(StepModel step, Deployment deployment, Calibration calibration)
    {
        var serving = new ServingModel(step, Sizer.Plan(deployment), new() { Rate = new(1), Input = new((long)Context), Output = new(1), CachedShare = CachedShare }, calibration);
        return (serving.Capacity(Workloads.Objective.None)?.Rate.Value ?? 0) * Context;
    }

    private static int Whole(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Number(Group group) => double.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bEP(\d{1,4})/DP(\d{1,4})\b")]
    private static partial Regex Ranks();

    [GeneratedRegex(@"\bkv length per output token (\d{1,7})\b")]
    private static partial Regex Length();

    [GeneratedRegex(@"(\d{1,3}(?:\.\d+)?)% input cache")]
    private static partial Regex Cached();

    [GeneratedRegex(@"(\d{1,4})-(\d{1,4}) tok/s/user")]
    private static partial Regex Speeds();
}
