using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;
using Breakeven.Testing;

namespace Breakeven.Tests.Performance.Machines;

/// <summary>
/// catalog/calibration/machines.json is fitted to every second row of catalog/measurements/llama-cpp.csv and judged on the others; UPDATE_CATALOG=1 writes it anew.
/// </summary>
public class MachineFitTests
{
    private const string File = "catalog/calibration/machines.json";

    [Fact]
    public void The_shares_are_those_of_the_fit()
    {
        var runs = Runs();
        var shares = Fit([.. runs.Where((_, i) => i % 2 == 0)]);
        var errors = runs.Where((_, i) => i % 2 == 1).Select(run => Error(run, shares)).Order().ToList();
        var text = Text(shares, errors, runs.Count);
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") System.IO.File.WriteAllText(Repository.PathOf(File), text);
        Assert.Equal(text, System.IO.File.ReadAllText(Repository.PathOf(File)));
    }

    [Fact]
    public void Runs_that_were_left_out_are_met_within_a_third_in_the_middle_and_half_at_worst()
    {
        var errors = Runs().Where((_, i) => i % 2 == 1).Select(run => Error(run, MachineShares.Embedded)).Order().ToList();
        Assert.True(errors[errors.Count / 2] < 0.33 && errors[^1] < 0.5, string.Join(' ', errors.Select(error => error.ToString("P0", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void No_run_was_faster_than_the_bound()
    {
        foreach (var run in Runs())
            Assert.True(run.Seconds >= PlacementSpeed.StepAtLeast(run.Placement).Value, $"{run.Placement.Model.Id}: {run.Seconds} s");
    }

    private static double Error(Run run, MachineShares shares) => Math.Abs(PlacementSpeed.StepUsually(run.Placement, shares)!.Value.Value / run.Seconds - 1);

    // Least squares of relative errors: bytes / bandwidth of each tier, and layers, over the measured time, should sum to one.
    private static MachineShares Fit(List<Run> runs)
    {
        var rows = runs.Select(run =>
        {
            var tiers = PlacementSpeed.Tiers(run.Placement).ToDictionary(tier => tier.Tier, tier => tier.Bytes / tier.Bandwidth);
            return (double[])[tiers.GetValueOrDefault(Tier.Accelerator) / run.Seconds, tiers.GetValueOrDefault(Tier.Memory) / run.Seconds, run.Placement.Model.Layers.Count / run.Seconds];
        }).ToList();
        var (a, b) = (new double[3, 3], new double[3]);
        foreach (var row in rows)
            for (var i = 0; i < 3; i++)
            {
                b[i] += row[i];
                for (var j = 0; j < 3; j++) a[i, j] += row[i] * row[j];
            }

        var x = Solve(a, b);
        return new(Math.Round(1 / x[0], 2), Math.Round(1 / x[1], 2), new(Math.Round(x[2] * 1e6) * 1e-6), 0, "");
    }

    private static double[] Solve(double[,] a, double[] b)
    {
        var determinant = Determinant(a);
        return [.. Enumerable.Range(0, 3).Select(column =>
        {
            var replaced = (double[,])a.Clone();
            for (var i = 0; i < 3; i++) replaced[i, column] = b[i];
            return Determinant(replaced) / determinant;
        })];
    }

    private static double Determinant(double[,] m) =>
        m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1]) - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0]) + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0]);

    private static string Text(MachineShares shares, List<double> errors, int runs) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "schema_version": 1,
          "accelerator_bandwidth": "{{shares.Accelerator * 100:0}}%",
          "memory_bandwidth": "{{shares.Memory * 100:0}}%",
          "layer_overhead": "{{shares.LayerOverhead.Value * 1e6:0}}us",
          "median_error": "{{errors[errors.Count / 2] * 100:0}}%",
          "worst_error": "{{errors[^1] * 100:0}}%",
          "source": "fitted to every second of {{runs}} public llama.cpp runs of one sequence (catalog/measurements/llama-cpp.csv); errors are of the {{errors.Count}} left out"
        }

        """);

    private static List<Run> Runs()
    {
        var catalog = EmbeddedCatalog.Open();
        var lines = System.IO.File.ReadAllLines(Repository.PathOf("catalog/measurements/llama-cpp.csv"));
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells =>
        {
            var model = catalog.FindModel(cells[0])!;
            var machine = new Machine
            {
                Accelerator = catalog.FindAccelerator("RTX-4090")! with { Id = cells[2], MemoryBandwidth = Amount.Parse<BytesPerSecond>(cells[3], out _)!.Value },
                Memory = Bytes.Gibibytes(128),
                MemoryBandwidth = cells[5].Length == 0 ? new(1) : Amount.Parse<BytesPerSecond>(cells[5], out _)!.Value,
            };
            int Number(int cell) => int.Parse(cells[cell], CultureInfo.InvariantCulture);
            var placement = Placer.Exactly(model, LlamaCppPrecision.Of(cells[1], model)!, machine, new(Number(8)), Number(6), Number(7));
            return new Run(placement, 1 / double.Parse(cells[9], CultureInfo.InvariantCulture));
        })];
    }

    private sealed record Run(Placement Placement, double Seconds);
}
