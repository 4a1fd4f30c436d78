using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Tests.Measurements.Intervals;

/// <summary>Residuals of one kind, unless told otherwise.</summary>
internal static class Residuals
{
    public static Residual Of(
        double ratio, LeftOut leftOut = LeftOut.Group, string architecture = "llama 80x8192", string accelerator = "H200-SXM", string engine = "vllm", string precision = "fp8",
        LoadClass load = LoadClass.Medium, ScenarioKind scenario = ScenarioKind.ClosedLoop, PredictedMetric metric = PredictedMetric.TimePerOutputToken) => new()
        {
            Metric = metric,
            Engine = engine,
            Accelerator = accelerator,
            Architecture = architecture,
            Precision = precision,
            Scenario = scenario,
            Load = load,
            LeftOut = leftOut,
            Ratio = ratio,
        };

    public static IntervalTable Table(IEnumerable<Residual> residuals) => IntervalFit.Build([.. residuals], "a test");

    /// <summary>The cell that answers for a kind.</summary>
    public static IntervalCell? Cell(IEnumerable<Residual> residuals, Familiarity familiarity = Familiarity.Known, string engine = "vllm", LoadClass load = LoadClass.Medium, int bits = 8)
        => Table(residuals).Find(PredictedMetric.TimePerOutputToken, ScenarioKind.ClosedLoop, familiarity, engine, bits, load);
}
