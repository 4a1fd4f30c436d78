
namespace Breakeven.Measurements.Intervals;

/// <summary>How a load comes: clients that wait for their answers, requests at a rate of their own, or all of them queued at once.</summary>
public enum ScenarioKind
{
    ClosedLoop,
    OpenLoop,
    Offline,
}

/// <summary>How many sequences one replica works on at once: up to 8, up to 64, or more. Few wait for weights, many for arithmetic and caches.</summary>
public enum LoadClass
{
    Light,
    Medium,
    Heavy,
}

/// <summary>What the fit that made a prediction had not seen: nothing (it was fitted to the row itself), a random group of rows, or all rows of an architecture or an accelerator.</summary>
public enum LeftOut
{
    Nothing,
    Group,
    Architecture,
    Accelerator,
}

/// <summary>One measured figure over its prediction, and of what kind the figure is.</summary>
public sealed record Residual
{
    public required PredictedMetric Metric { get; init; }

    /// <summary>The engine's id.</summary>
    public required string Engine { get; init; }

    /// <summary>The accelerator's id in the catalogue.</summary>
    public required string Accelerator { get; init; }

    /// <summary>The shape that was served, by <see cref="ArchitectureKey"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The precision's name.</summary>
    public required string Precision { get; init; }

    public required ScenarioKind Scenario { get; init; }

    public required LoadClass Load { get; init; }

    public required LeftOut LeftOut { get; init; }

    /// <summary>Measured over predicted, above 0.</summary>
    public required double Ratio { get; init; }

    /// <summary>The measured row, for those who look into one; never used.</summary>
    public string Row { get; init; } = "";

    /// <summary>The residuals of a predicted row, one for each figure; none where it was not predicted.</summary>
    public static IEnumerable<Residual> Of(PredictedRow row, LeftOut leftOut)
    {
        if (row.Deployment is not { } measured) yield break;
        var deployment = measured.Deployment;
        foreach (var figure in row.Figures)
        {
            if (!(figure.Predicted > 0) || !double.IsFinite(figure.Predicted)) continue;
            yield return new()
            {
                Metric = figure.Metric,
                Engine = deployment.Engine.Id,
                Accelerator = deployment.Accelerator.Id,
                Architecture = ArchitectureKey.Of(deployment.Model),
                Precision = deployment.Precision.Name,
                Scenario = ScenarioOf(row.Row),
                Load = LoadOf(AtOnce(measured, row.Admitted)),
                LeftOut = leftOut,
                Ratio = figure.Measured / figure.Predicted,
                Row = row.Row.Id,
            };
        }
    }

    /// <summary>The kind of a row's load.</summary>
    public static ScenarioKind ScenarioOf(Measurement row) => row.Scenario switch
    {
        "closed-loop" => ScenarioKind.ClosedLoop,
        _ when row.Scenario.Contains("offline", StringComparison.Ordinal) => ScenarioKind.Offline,
        _ => ScenarioKind.OpenLoop,
    };

    /// <summary>The class of so many sequences at once on one replica.</summary>
    public static LoadClass LoadOf(double sequences) => sequences <= 8.5 ? LoadClass.Light : sequences <= 64.5 ? LoadClass.Medium : LoadClass.Heavy;

    /// <summary>Sequences that one replica of a measured row works on at once: its clients, as far as it admits them.</summary>
    internal static double AtOnce(MeasuredDeployment measured, long? admitted) => Math.Min(measured.Concurrency ?? double.MaxValue, admitted ?? double.MaxValue);
}
