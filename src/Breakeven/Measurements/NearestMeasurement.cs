using Breakeven.Catalog;
using Breakeven.Measurements.Intervals;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Measurements;

/// <summary>The measured row that is most like a deployment, and what the model predicts for that row.</summary>
/// <param name="Predicted">The row with its prediction, or with why there is none.</param>
/// <param name="Distance">By the rules of <see cref="NearestMeasurement"/>: 0 is the same deployment under the same load, below about 1 the same model and accelerator.</param>
public sealed record NearestPoint(PredictedRow Predicted, double Distance)
{
    /// <summary>The row.</summary>
    public Measurement Row => Predicted.Row;

    /// <summary>The figure to compare by: the time per output token, or else whatever the row measures; null where it was not predicted.</summary>
    public PredictedFigure? Figure => Predicted.Figures.OrderBy(figure => figure.Metric == PredictedMetric.TimePerOutputToken ? 0 : 1).FirstOrDefault();
}

/// <summary>
/// Finds the measured row nearest to a deployment and its load. The distance is a sum of what differs, a factor of e in a quantity being 1: the model (0 for one shape, else 1 and
/// the logarithms of active parameters, total parameters and layers, and 1 more between dense and experts), the accelerator (1 for another of its family, 2 of another
/// family, 3 of another vendor), the engine (1), the weights' bits (1), the number of devices (half its logarithm), the layout (0.1), prompt and output length (a fifth of
/// their logarithms), the sequences at once (three tenths), half where the load was not that of clients in a loop, and half where no time per output token was measured.
/// </summary>
public sealed class NearestMeasurement(ICatalog catalog, MeasurementPredictor? predictor = null)
{
    private readonly MeasurementReader _reader = new(catalog);
    private readonly MeasurementPredictor _predictor = predictor ?? new(catalog);
    private readonly Dictionary<string, Shape?> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Family, string Vendor)?> _accelerators = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The nearest of the catalogue's measurements, or null where it has none.</summary>
    /// <param name="deployment">What is predicted.</param>
    /// <param name="input">Mean prompt tokens, or null where they do not matter.</param>
    /// <param name="output">Mean output tokens, or null.</param>
    /// <param name="sequences">Sequences at once on one replica, or null.</param>
    public NearestPoint? Of(Deployment deployment, double? input, double? output, double? sequences)
    {
        var (asked, name) = (Shape.Of(deployment.Model), Plain(deployment.Model.Id));
        (Measurement? Row, double Distance) best = (null, double.PositiveInfinity);
        // A model is read only for rows that may still win by what they say themselves; those of a like name come first and rule most others out.
        foreach (var alike in (bool[])[true, false])
        {
            foreach (var row in Rows)
            {
                if (row.Name == name != alike || Beside(row, deployment, input, output, sequences) is var least && least >= best.Distance || ShapeOf(row.Row.Model) is not { } shape) continue;
                if (least + asked.DistanceTo(shape) is var distance && distance < best.Distance) best = (row.Row, distance);
            }
        }
        return best.Row is null ? null : new(_predictor.Predict(best.Row), best.Distance);
    }

    private IReadOnlyList<Read> Rows => field ??= [.. catalog.Measurements.Where(row => !row.Scenario.StartsWith("production", StringComparison.Ordinal)).Select(Read.Of)];

    private double Beside(in Read read, Deployment deployment, double? input, double? output, double? sequences)
    {
        var (row, layout) = (read.Row, deployment.Layout);
        var distance = OnAccelerator(row.Accelerator, deployment) + read.Unlike;
        if (read.Engine != deployment.Engine.Id) distance += 1;
        if (read.Bits is { } bits && bits != IntervalWords.BitsOf(deployment.Precision.Name)) distance += 1;
        distance += 0.5 * Apart(layout.Gpus, read.Ranks);
        if (row.Tensor is { } tensor && (tensor != layout.Tensor || (row.Expert ?? 1) > 1 != layout.Expert > 1)) distance += 0.1;
        distance += 0.2 * (Apart(input, row.InputTokens) + Apart(output, row.OutputTokens));
        return distance + 0.3 * Apart(sequences, row.Concurrency * Math.Min(1, (double)read.Ranks / row.Gpus));
    }

    private double OnAccelerator(string id, Deployment deployment)
    {
        var own = deployment.Accelerator;
        if (id.Equals(own.Id, StringComparison.OrdinalIgnoreCase)) return 0;
        if (!_accelerators.TryGetValue(id, out var other)) _accelerators[id] = other = catalog.FindAccelerator(id) is { } found ? (found.Family, found.Vendor) : null;
        return other is null || other.Value.Vendor != own.Vendor ? 3 : other.Value.Family == own.Family ? 1 : 2;
    }

    private Shape? ShapeOf(string model)
    {
        if (!_shapes.TryGetValue(model, out var shape)) _shapes[model] = shape = _reader.ModelNamed(model) is { } found ? Shape.Of(found) : null;
        return shape;
    }

    // What a row does not state may be a factor of e off; what is not asked does not matter.
    private static double Apart(double? one, double? other) => one is { } a && other is { } b && a > 0 && b > 0 ? Math.Abs(Math.Log(a / b)) : one is null ? 0 : 1;

    // Only to look at likely rows first: the name up to its size.
    private static string Plain(string id)
    {
        var name = id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant().Replace("meta-", "", StringComparison.Ordinal);
        return name[..Math.Min(8, name.Length)];
    }

    // What a row says itself, read once.
    private readonly record struct Read(Measurement Row, string Name, string Engine, int? Bits, int Ranks, double Unlike)
    {
        public static Read Of(Measurement row) => new(
            row, Plain(row.Model), MeasurementReader.EngineOf(row.Engine).Id,
            row.Precision is "not stated" or "native" or "as published" ? null : IntervalWords.BitsOf(row.Precision),
            row.Tensor is null ? row.Gpus : (row.Tensor ?? 1) * (row.Pipeline ?? 1) * (row.Data ?? 1),
            (row.Scenario == "closed-loop" ? 0 : 0.5) + (row.TimePerOutputTokenMs is null ? 0.5 : 0));
    }

    private sealed record Shape(string Key, double Active, double Total, int Layers, bool Mixture)
    {
        public static Shape Of(Model model) => new(ArchitectureKey.Of(model), model.ActiveParameters, model.TotalParameters, model.Layers.Count, model.IsMixture);

        public double DistanceTo(Shape other) => Key == other.Key ? 0
            : 1 + Apart(Active, other.Active) + Apart(Total, other.Total) + Apart(Layers, other.Layers) + (Mixture == other.Mixture ? 0 : 1);
    }
}
