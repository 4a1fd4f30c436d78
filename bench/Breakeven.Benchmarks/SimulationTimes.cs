using System.Diagnostics;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Benchmarks;

/// <summary>
/// How fast requests are simulated: a trace repeated to a month, a million of its requests, and 64 configurations on one core and on all.
/// <c>./build bench simulate FILE</c>; without a file, a described traffic of the same mean lengths.
/// </summary>
internal static class SimulationTimes
{
    private const double Month = 730 * 3600;
    private const int Configurations = 64;
    private const int RequestsEach = 100_000;
    private const string Described = "475k requests/day, 1155 in cv 0.96, 211 out cv 0.77";

    public static void Print(TextWriter output, string? file)
    {
        var requests = (file is null
            ? TrafficMaker.Requests(TrafficText.Describe(Described), new() { Duration = Seconds.Hours(1), Seed = 1 })
            : Simulation.Arrivals.TraceSource.Open(file).Requests).ToArray();
        var span = requests[^1].ArrivalNanoseconds + 1_000_000;
        var (input, output1) = (requests.Average(one => one.InputTokens), requests.Average(one => one.OutputTokens));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests.Length:N0} requests in {span * 1e-9:N0} s, {input:N0} in and {output1:N0} out on average, one after the other"));
        output.WriteLine();
        output.WriteLine("| what | requests | seconds | requests a second | running on average | thrown out | MB at most |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        var month = (int)Math.Ceiling(Month / (span * 1e-9));
        var million = (1_000_000 + requests.Length - 1) / requests.Length;
        var small = Model("meta-llama/Llama-3.1-8B", "H100-SXM", new(1), input, output1);
        var large = Model("Qwen/Qwen3-32B", "H100-SXM", new(2), input, output1);
        var mixture = Model("Qwen/Qwen3-30B-A3B", "H100-SXM", new(1, 1, 2, 2), input, output1);
        Row("a million: Llama-3.1-8B on H100", small, Repeated(requests, span, million, 1), new());
        Row("a million: 3 times the rate", small, Repeated(requests, span, million, 3), new());
        Row("a million: Qwen3-32B on 4 replicas of 2x H100", large, Repeated(requests, span, million, 2), new() { Replicas = 4 });
        Row("a million: Qwen3-30B-A3B on 2x H100, dp=2, ep=2", mixture, Repeated(requests, span, million, 2), new());
        Row("a million: autoscaled, 0 to 8 replicas", small, Repeated(requests, span, million, 4), new() { Autoscaling = new() { Least = 0, Most = 8, InFlightEach = 32, ColdStart = new(76) } });
        Row("a million, step by step", small, Repeated(requests, span, million, 1), new() { StepByStep = true });
        Row("a month", small, Repeated(requests, span, month, 1), new());
        output.WriteLine();
        Parallelly(output, small, requests, span);

        void Row(string what, ReplicaModel model, IEnumerable<TraceRequest> trace, SimulationOptions options)
        {
            SimulationResult? result = null;
            var seconds = Least(() =>
            {
                result = Simulator.Run(model, trace, options);
                // A percentile sorts all times: that belongs to it.
                if (result.TimeToFirstToken.At(95) + result.TimePerOutputToken.At(95) + result.EndToEnd.At(95) <= 0) throw new InvalidOperationException(what);
            });
            using var process = Process.GetCurrentProcess();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {result!.EndToEnd.Count:N0} | {seconds:0.00} | {result.EndToEnd.Count / seconds:N0} | {result.RunningTime / (result.End * 1e-9):0.0} | {result.Preemptions:N0} | {process.PeakWorkingSet64 / 1e6:0} |"));
        }
    }

    // Rates from a quarter of the trace's to four times, on one core and on all: each configuration is a simulation of its own.
    private static void Parallelly(TextWriter output, ReplicaModel model, TraceRequest[] requests, long span)
    {
        output.WriteLine("| 64 configurations of 100,000 requests | seconds | requests a second |");
        output.WriteLine("|---|---|---|");
        var times = (RequestsEach + requests.Length - 1) / requests.Length;
        foreach (var cores in (int[])[1, Environment.ProcessorCount])
        {
            var seconds = Least(() => Parallel.For(0, Configurations, new() { MaxDegreeOfParallelism = cores }, i =>
                Simulator.Run(model, Repeated(requests, span, times, Math.Pow(4, (i - 32) / 32.0)).Take(RequestsEach), new() { Replicas = 1 + i % 4, Routing = (Routing)(i / 4 % 4) })));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {cores} at a time | {seconds:0.00} | {Configurations * RequestsEach / seconds:N0} |"));
        }
    }

    // Of three, the one that neighbours disturbed least.
    private static double Least(Action run)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least;
    }

    private static IEnumerable<TraceRequest> Repeated(TraceRequest[] requests, long span, int times, double speed)
    {
        for (var pass = 0L; pass < times; pass++)
            foreach (var request in requests)
                yield return request with { ArrivalNanoseconds = (long)((request.ArrivalNanoseconds + pass * span) / speed) };
    }

    private static ReplicaModel Model(string id, string gpu, Layout layout, double input, double output)
    {
        var catalog = EmbeddedCatalog.Open();
        var (model, accelerator) = (catalog.FindModel(id)!, catalog.FindAccelerator(gpu)!);
        return new(Sizer.Plan(new() { Model = model, Precision = model.Native, Accelerator = accelerator, Layout = layout, Settings = DeploymentSearch.DefaultSettings(accelerator) }), Calibration.Embedded, input, output);
    }
}
