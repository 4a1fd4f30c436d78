using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Calibration.Requests;

/// <summary>An engine's constants on one accelerator, as a user's own requests have them: calibration/requests-GPU-ENGINE.json of the user's catalogue.</summary>
/// <param name="Gpu">The accelerator that they hold for.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Fitted">What served the requests: model, precision and layout.</param>
/// <param name="Date">The day they were measured.</param>
/// <param name="Source">The file they came from.</param>
/// <param name="Requests">How many there were.</param>
/// <param name="Error">The largest error of a mean, median or 95th percentile on the second half, after a fit to the first alone.</param>
/// <param name="Constants">All of the engine's constants.</param>
public sealed record OwnConstants(string Gpu, string Engine, string Fitted, DateOnly Date, string Source, int Requests, double Error, ServingConstants Constants)
{
    private const string Again = "write it again with breakeven calibrate requests, or delete it";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where a catalogue has the constants of an accelerator and an engine, or would have them.</summary>
    public static string PathOf(string folder, Accelerator accelerator, Engine engine) =>
        Path.Combine(folder, "calibration", $"requests-{accelerator.Id}-{engine.Id}.json".ToLowerInvariant());

    /// <summary>Those of a catalogue; null where it has none.</summary>
    public static OwnConstants? Find(string folder, Accelerator accelerator, Engine engine)
    {
        var path = PathOf(folder, accelerator, engine);
        return File.Exists(path) ? Read(File.ReadAllBytes(path), path, engine) : null;
    }

    /// <summary>A calibration with these constants in place of its own.</summary>
    public Performance.Calibration Over(Performance.Calibration calibration) => Put(calibration, Constants);

    internal static Performance.Calibration Put(Performance.Calibration calibration, ServingConstants constants) =>
        calibration.With(new Dictionary<string, ServingConstants>(calibration.AllServing, StringComparer.OrdinalIgnoreCase) { [constants.Engine] = constants });

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var constants = new JsonObject();
        foreach (var (name, value) in ServingFile.Values(Constants)) constants[name] = double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["schema_version"] = 1,
            ["gpu"] = Gpu,
            ["engine"] = Engine,
            ["fitted"] = Fitted,
            ["date"] = Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["source"] = Source,
            ["requests"] = Requests,
            ["error"] = Math.Round(Error, 4),
            ["of"] = Constants.Engine,
            ["constants"] = constants,
        }.ToJsonString(s_indented) + "\n";
    }

    internal static OwnConstants Read(byte[] json, string where, Engine engine)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var read = ServingFile.Zero(root.GetProperty("of").GetString()!);
            foreach (var constant in ServingFile.Constants)
            {
                if (!root.GetProperty("constants").TryGetProperty(constant.Name, out var value) || !value.TryGetDouble(out var number) || !double.IsFinite(number) || number < 0)
                    throw new InputException($"{constant.Name} is missing, or no number of 0 or more", where, Again);
                read = constant.Set(read, number / constant.Scale);
            }

            var name = root.GetProperty("engine").GetString()!;
            if (!name.Equals(engine.Id, StringComparison.OrdinalIgnoreCase)) throw new InputException($"its engine is {name} and not {engine.Id}", where, Again);
            return new(
                root.GetProperty("gpu").GetString()!, name, root.GetProperty("fitted").GetString()!,
                DateOnly.ParseExact(root.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                root.GetProperty("source").GetString()!, root.GetProperty("requests").GetInt32(), root.GetProperty("error").GetDouble(), read);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            throw new InputException("it is not what breakeven calibrate requests writes", where, Again);
        }
    }
}
