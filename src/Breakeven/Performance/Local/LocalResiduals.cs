using System.Globalization;
using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Performance.Local;

/// <summary>
/// Corrects a prediction by what the model missed at measured deployments like it. Formulas give the shape, the nearest measurements the level;
/// far from any, nothing is corrected.
/// </summary>
/// <remarks>
/// A robust kernel regression of log residuals: weight exp(-distance) of each measured point, and a weight of <see cref="Doubt"/> for no correction at all.
/// Residuals beyond <see cref="Outlying"/> count less, so that points of an unrecorded setting (speculation) do not pull.
/// </remarks>
public sealed class LocalResiduals
{
    private const string Resource = "catalog/calibration/local.csv";

    // Points of measurement that "no error here" weighs as much as.
    private const double Doubt = 2;

    // Residuals of ten per cent and more lose weight in proportion.
    private const double Outlying = 0.1;

    // exp(-9) of a point is less than a ten-thousandth of it.
    private const double Far = 9;

    private static readonly string[] s_columns = ["engine", "accelerator", "format", "mixture", "latent", "active", "total", "gpus", "data", "input", "output", "points", "step", "first"];

    private static readonly Lazy<LocalResiduals> s_embedded = new(ReadEmbedded);

    private readonly LocalResidual[] _all;

    public LocalResiduals(IEnumerable<LocalResidual> all) => _all = [.. all];

    /// <summary>The residuals of the measurements in the catalogue under the calibration that ships with the library.</summary>
    public static LocalResiduals Embedded => s_embedded.Value;

    public static LocalResiduals Empty { get; } = new([]);

    public IReadOnlyList<LocalResidual> All => _all;

    /// <summary>What measurements near a deployment and its requests say.</summary>
    public LocalCorrection At(in DeploymentTraits traits, double input, double output)
    {
        if (_all.Length == 0) return LocalCorrection.None;
        Span<(double Weight, double Step, double First)> near = stackalloc (double, double, double)[_all.Length <= 1024 ? _all.Length : 1024];
        var (count, longIn, longOut) = (0, Math.Log2(Math.Max(1, input)), Math.Log2(Math.Max(1, output)));
        foreach (ref readonly var one in _all.AsSpan())
        {
            // Rounding may put the exact distance a little below.
            if (DeploymentTraits.AtLeast(traits, one.Traits) > Far + 1e-6) continue;
            var distance = DeploymentTraits.Distance(traits, one.Traits)
                + 0.15 * DeploymentTraits.Square(longIn - one.Input) + 0.1 * DeploymentTraits.Square(longOut - one.Output);
            if (distance < Far && count < near.Length) near[count++] = (Math.Exp(-distance) * one.Points, one.Step, one.First);
        }

        near = near[..count];
        var step = Location(near, first: false);
        return new(Math.Exp(step), Math.Exp(Location(near, first: true) - step));
    }

    // Five rounds of reweighting settle Huber's estimate to a fraction of a per mille.
    private static double Location(ReadOnlySpan<(double Weight, double Step, double First)> near, bool first)
    {
        var mean = 0.0;
        for (var round = 0; round < 5; round++)
        {
            double sum = 0, weights = Doubt;
            foreach (ref readonly var one in near)
            {
                var value = first ? one.First : one.Step;
                var off = Math.Abs(value - mean);
                var weight = off <= Outlying ? one.Weight : one.Weight / (off / Outlying);
                sum += weight * value;
                weights += weight;
            }

            mean = sum / weights;
        }

        return mean;
    }

    /// <summary>Reads residuals as <see cref="Write"/> wrote them.</summary>
    public static LocalResiduals Read(byte[] bytes, string where)
    {
        var table = CsvTable.Read(bytes, where, s_columns);
        return new(table.Rows.Select(row => new LocalResidual(
            new(
                row.Text("engine", "vllm"), row.Text("accelerator", "H100-SXM"), Enum.Parse<WeightKind>(row.Text("format", "Eight"), ignoreCase: true),
                row.Flag("mixture"), row.Flag("latent"), Number(row, "active"), Number(row, "total"), Number(row, "gpus"), row.Flag("data")),
            Number(row, "input"), Number(row, "output"), row.Count("points"), Number(row, "step"), Number(row, "first"))));
    }

    /// <summary>The file's text, in a stable order.</summary>
    public static string Write(IEnumerable<LocalResidual> residuals, string source)
    {
        var text = new StringBuilder().Append("# ").Append(source).Append('\n').AppendJoin(',', s_columns).Append('\n');
        var lines = residuals.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Traits.Engine},{one.Traits.Accelerator},{one.Traits.Format},{Yes(one.Traits.Mixture)},{Yes(one.Traits.Latent)},{one.Traits.Active:0.##},{one.Traits.Total:0.##},{one.Traits.Gpus:0.##},{Yes(one.Traits.Data)},{one.Input:0.##},{one.Output:0.##},{one.Points},{one.Step:0.###},{one.First:0.###}"));
        foreach (var line in lines.Order(StringComparer.Ordinal)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Yes(bool value) => value ? "yes" : "no";

    private static double Number(CsvRow row, string column) =>
        double.TryParse(row.Text(column, "0.5"), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw row.Refuse(column, "it is no number", "write the file again with breakeven calibrate serving");

    private static LocalResiduals ReadEmbedded()
    {
        using var stream = typeof(LocalResiduals).Assembly.GetManifestResourceStream(Resource);
        if (stream is null) return Empty;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, Resource);
    }
}
