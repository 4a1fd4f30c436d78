using System.Globalization;
using System.Text.Json;

namespace Breakeven.Performance.Machines;

/// <summary>What share of its bandwidth a tier was measured to deliver under llama.cpp, and what a layer costs besides.</summary>
/// <param name="Accelerator">Of the accelerator's memory bandwidth.</param>
/// <param name="Memory">Of the host's; it hangs on the processor, and is the least certain of the three.</param>
/// <param name="LayerOverhead">Launches and waiting, a layer.</param>
/// <param name="Error">Median error on runs that were left out of the fit, as a share.</param>
/// <param name="Source">Where the runs were read.</param>
public sealed record MachineShares(double Accelerator, double Memory, Seconds LayerOverhead, double Error, string Source)
{
    private const string Resource = "catalog/calibration/machines.json";

    private static readonly Lazy<MachineShares> s_embedded = new(Read);

    /// <summary>Those that ship with the library, fitted to catalog/measurements/llama-cpp.csv.</summary>
    public static MachineShares Embedded => s_embedded.Value;

    private static MachineShares Read()
    {
        using var stream = typeof(MachineShares).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        double Number(string name) => double.Parse(root.GetProperty(name).GetString()!.TrimEnd('%', 'u', 's'), CultureInfo.InvariantCulture);
        return new(
            Number("accelerator_bandwidth") / 100, Number("memory_bandwidth") / 100, new(Number("layer_overhead") * 1e-6), Number("median_error") / 100,
            root.GetProperty("source").GetString()!);
    }
}
