using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Calibration.Serving;

/// <summary>A measured row, ready to be predicted thousands of times under changing constants.</summary>
public sealed class ServingRow
{
    // Where a row does not say, as many as an engine takes.
    private const double ConcurrencyMost = 4096;

    private readonly Traffic _traffic;

    private ServingRow(Measurement row, MeasuredDeployment measured, ModelShape shape)
    {
        Row = row;
        Measured = measured;
        Plan = Sizer.Plan(measured.Deployment);
        Shape = shape;
        Architecture = ArchitectureKey.Of(measured.Deployment.Model);
        Kin = (Architecture, measured.Deployment.Accelerator.Id, measured.Deployment.Engine.Id, measured.Deployment.Precision.Name);
        _traffic = new() { Rate = new(1), Input = new((long)measured.Input), Output = new((long)Math.Max(1, measured.Output)) };
    }

    public Measurement Row { get; }

    public MeasuredDeployment Measured { get; }

    /// <summary>By <see cref="ArchitectureKey"/>: models of one shape are one, whatever they are called.</summary>
    public string Architecture { get; }

    /// <summary>What rows have in common that err alike.</summary>
    internal (string Architecture, string Accelerator, string Engine, string Precision) Kin { get; }

    internal ModelShape Shape { get; }

    internal MemoryPlan Plan { get; }

    /// <summary>Rows with the same number compile to the same step: they differ in load alone.</summary>
    internal int Step { get; private set; }

    /// <summary>The rows that a fit can use: closed loops with times, whose deployment is read and fits.</summary>
    /// <param name="catalog">Where models and accelerators are found.</param>
    /// <param name="rows">Measured rows, of any kind.</param>
    public static IReadOnlyList<ServingRow> Of(ICatalog catalog, IEnumerable<Measurement> rows)
    {
        var reader = new MeasurementReader(catalog);
        var shapes = new Dictionary<(object, object), ModelShape>();
        var steps = new Dictionary<Deployment, int>();
        var list = new List<ServingRow>();
        foreach (var row in rows)
        {
            if (row.Scenario != "closed-loop" || (row.TimePerOutputTokenMs ?? row.TimeToFirstTokenMs) is null) continue;
            if (reader.Resolve(row, out _) is not { } measured || Sizer.Refuse(measured.Deployment) is not null) continue;
            if (HardwareLimit.Exceeded(row, measured) is not null) continue;
            var deployment = measured.Deployment;
            if (!shapes.TryGetValue((deployment.Model, deployment.Precision), out var shape))
                shapes[(deployment.Model, deployment.Precision)] = shape = ModelShape.Of(deployment.Model, deployment.Precision);
            // How many sequences an engine is started for concerns admission, and no kernel.
            var alike = deployment with { Settings = deployment.Settings with { SequencesMax = 1 } };
            if (!steps.TryGetValue(alike, out var step)) steps[alike] = step = steps.Count;
            list.Add(new(row, measured, shape) { Step = step });
        }

        return list;
    }

    /// <summary>Rows of the catalogue that the shipped constants are fitted to; all others only judge them.</summary>
    public static bool IsFitted(Measurement row) => Path.GetFileName(row.Where).StartsWith("serving-", StringComparison.Ordinal);

    internal StepModel Compile(Performance.Calibration calibration) => StepCompiler.Compile(Measured.Deployment, Shape, calibration);

    /// <summary>ln(predicted / measured) of time per output token and of time to first token; 0 where a row lacks one or a prediction is none.</summary>
    internal (double Token, double First) Errors(StepModel step, Performance.Calibration calibration)
    {
        var point = new ServingModel(step, Plan, _traffic, calibration).ClosedLoop(Measured.Concurrency ?? ConcurrencyMost, Measured.Spread);
        return (Error(point?.TimePerOutputToken.Value, Row.TimePerOutputTokenMs), Error(point?.TimeToFirstTokenMean.Value, Row.TimeToFirstTokenMs));
    }

    private static double Error(double? seconds, double? milliseconds)
        => seconds is > 0 && milliseconds is { } measured && Math.Log(seconds.Value * 1e3 / measured) is var error && double.IsFinite(error) ? error : 0;
}
