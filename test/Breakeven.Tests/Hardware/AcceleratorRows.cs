using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Tests.Hardware;

/// <summary>
/// Holds catalog/accelerators to a list of devices with a row each. The list stays outside the repository; what is committed is which row is which
/// accelerator, where another figure was kept and why, this, and the result.
/// </summary>
internal static partial class AcceleratorRows
{
    public static readonly string[] MapColumns = ["row", "accelerator", "devices"];
    public static readonly string[] KeptColumns = ["row", "column", "because"];

    public static readonly string[] Columns =
    [
        "name", "vendor", "memory_gb", "mem_bw_gbs", "bf16_dense_tflops", "fp8_dense_tflops", "fp4_dense_tflops", "int8_dense_tops",
        "link_gbs_per_gpu_one_direction", "link", "tdp_w", "source", "notes",
    ];

    // Lists round to three or four digits.
    private const double Tolerance = 0.005;

    /// <param name="Column">The list's column, in the unit that its name has.</param>
    /// <param name="Path">Where the accelerator's file has the fact.</param>
    /// <param name="Unit">The unit that the converter writes.</param>
    /// <param name="Of">The fact in the column's unit, of one device; null where the catalogue has none.</param>
    private sealed record Figure(string Column, string[] Path, string Unit, Func<Accelerator, double?> Of);

    private static readonly Figure[] Figures =
    [
        new("memory_gb", ["marketed_memory"], " GB", device => double.Parse(Digits().Match(device.MarketedMemory).Value, CultureInfo.InvariantCulture)),
        new("mem_bw_gbs", ["memory_bandwidth"], "GB/s", device => device.MemoryBandwidth.Value / 1e9),
        new("bf16_dense_tflops", ["dense_rates", "bf16"], "TFLOP/s", device => Rate(device, NumberFormat.Bf16)),
        new("fp8_dense_tflops", ["dense_rates", "fp8"], "TFLOP/s", device => Rate(device, NumberFormat.Fp8)),
        new("fp4_dense_tflops", ["dense_rates", "fp4"], "TFLOP/s", device => Rate(device, NumberFormat.Fp4)),
        new("int8_dense_tops", ["dense_rates", "int8"], "TFLOP/s", device => Rate(device, NumberFormat.Int8)),
        new("link_gbs_per_gpu_one_direction", ["link", "per_direction"], "GB/s", device => device.Link == ScaleUpLink.None ? null : device.Link.PerDirection.Value / 1e9),
        new("tdp_w", ["power"], "W", device => device.Power?.Value),
    ];

    /// <summary>A figure of the list that the catalogue has otherwise, or not at all, without a reason.</summary>
    public sealed record Difference(string Row, string Column, string Id, string[] Path, string Value)
    {
        public override string ToString() => $"{Row}, {Column}: {Id} should have {string.Join('.', Path)} = {Value}";
    }

    /// <summary>All rows compared. A row without an accelerator and a reason for what does not differ are problems of their own.</summary>
    public static (List<Difference> Differences, List<string> Problems) Compare(byte[] list, byte[] map, byte[] kept, ICatalog catalog)
    {
        var ids = CsvTable.Read(map, "gpus.map.csv", MapColumns).Rows.ToDictionary(row => row.Text("row", "H200 141GB SXM"));
        var reasons = CsvTable.Read(kept, "gpus.kept-instead.csv", KeptColumns).Rows.ToDictionary(row => (row.Text("row", "MI355X"), row.Text("column", "tdp_w")), row => row.Text("because", "..."));
        var differences = new List<Difference>();
        var problems = new List<string>();
        foreach (var row in CsvTable.Read(list, "gpus.csv", Columns).Rows)
        {
            var name = row.Text("name", "H200 141GB SXM");
            if (!ids.Remove(name, out var mapped)) problems.Add($"{name}: no accelerator is named for the row");
            else if (catalog.FindAccelerator(mapped.Text("accelerator", "H200-SXM")) is not { } device) problems.Add($"{name}: there is no accelerator {mapped.Optional("accelerator")}");
            else
                foreach (var figure in Figures)
                    if (Differing(row, figure, device, mapped.Count("devices")) is { } difference && !reasons.Remove((name, figure.Column)))
                        differences.Add(difference);
        }
        problems.AddRange(ids.Keys.Select(name => $"{name}: the list has no such row"));
        problems.AddRange(reasons.Keys.Select(reason => $"{reason.Item1}, {reason.Item2}: a reason is given, and nothing differs"));
        return (differences, problems);
    }

    /// <summary>An accelerator's file with the list's value in the place of its own; the source and note of the fact stay for a person to mend.</summary>
    public static string Rewrite(string json, Difference difference)
    {
        var from = difference.Path.Length == 1 ? 0 : json.IndexOf($"\"{difference.Path[0]}\"", StringComparison.Ordinal);
        var fact = new Regex($"(?<=\"{difference.Path[^1]}\": {{ \"value\": \")[^\"]*");
        return from >= 0 && fact.IsMatch(json, from)
            ? fact.Replace(json, difference.Value, 1, from)
            : throw new InputException($"{difference.Id} has no {string.Join('.', difference.Path)}", "catalog/accelerators", $"add it with its source: {difference.Value}, or give a reason in gpus.kept-instead.csv");
    }

    // Some rows are packages of several devices; memory, bandwidth, rates, links and power are shared out alike.
    private static Difference? Differing(CsvRow row, Figure figure, Accelerator device, int devices)
    {
        if (row.Optional(figure.Column).Length == 0) return null;
        var listed = double.Parse(row.Optional(figure.Column), CultureInfo.InvariantCulture) / devices;
        return figure.Of(device) is { } ours && Math.Abs(ours - listed) <= Tolerance * listed
            ? null
            : new(row.Optional("name"), figure.Column, device.Id, figure.Path, listed.ToString(CultureInfo.InvariantCulture) + figure.Unit);
    }

    private static double? Rate(Accelerator device, NumberFormat format) => device.DenseRates.TryGetValue(format, out var rate) ? rate.Value / 1e12 : null;

    [GeneratedRegex("^[0-9.]+")]
    private static partial Regex Digits();
}
