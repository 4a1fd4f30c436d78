using System.Globalization;
using Breakeven.Performance;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Testing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>The closed form's capacity against the simulated one, over models, lengths and objectives; UPDATE_SNAPSHOTS=1 writes the table of docs/reference/simulation.md.</summary>
public sealed class CapacityGridTests
{
    private const string Page = "docs/reference/simulation.md";

    private static readonly (string Model, string Gpu, string Precision, string Layout)[] s_deployments =
    [
        ("meta-llama/Llama-3.1-8B", "H100-SXM", "native", "tp=1"),
        ("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2"),
        ("Qwen/Qwen3-30B-A3B", "H100-SXM", "native", "tp=2"),
    ];

    private static readonly (int Input, int Output)[] s_lengths = [(1200, 300), (4000, 100)];

    private static readonly string[] s_objectives = ["ttft p95 < 1 s", "tpot p95 < 30 ms", "ttft p95 < 2 s, tpot p95 < 50 ms"];

    [Fact]
    public void The_closed_form_is_as_far_off_as_the_page_says()
    {
        var cases = (from deployment in s_deployments from lengths in s_lengths from objective in s_objectives select new Case(deployment, lengths, objective)).ToList();
        var rows = cases.AsParallel().AsOrdered().Select(one => one.Run()).ToList();
        var (equal, spread) = (rows.Select(row => row.Equal).ToList(), rows.Select(row => row.Spread).ToList());
        var text = string.Create(CultureInfo.InvariantCulture, $"{"",-25}{"in",5}{"out",5}  {"bounds",-34}{"closed form",13}{"equal",9}{"",7}{"cv 1",9}\n")
            + string.Concat(rows.Select(row => row.Line))
            + string.Create(CultureInfo.InvariantCulture, $"\n{rows.Count} cases, closed form over simulated. Equal lengths: median {Signed(Median(equal))}, median distance {Median(Distances(equal)):0%}, farthest {Signed(equal.MaxBy(Math.Abs))}.\n")
            + string.Create(CultureInfo.InvariantCulture, $"Lengths with cv 1: median {Signed(Median(spread))}, median distance {Median(Distances(spread)):0%}, farthest {Signed(spread.MaxBy(Math.Abs))}.\n");
        var page = RepositoryFiles.Read(Page);
        Snapshot.MatchFile(MarkdownBlock.Rewrite(Page, page, block => block.Marker == "grid of capacities" ? text : null), Repository.PathOf(Page));
        Assert.InRange(Median(Distances(equal)), 0, MedianMost);
    }

    // What compare's replicas may be off by, usually, where lengths are what it takes them to be.
    private const double MedianMost = 0.15;

    private static string Signed(double share) => share.ToString("+0%;-0%;0%", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static IEnumerable<double> Distances(IEnumerable<double> values) => values.Select(Math.Abs);

    private sealed record Case((string Model, string Gpu, string Precision, string Layout) Deployed, (int Input, int Output) Lengths, string Objective)
    {
        public (double Equal, double Spread, string Line) Run()
        {
            var deployment = Deploy(Deployed.Model, Deployed.Gpu, Deployed.Precision, Deployed.Layout);
            var plan = Sizer.Plan(deployment);
            var objective = ObjectiveText.Parse(Objective);
            var shape = new Traffic { Rate = new(1), Input = new(Lengths.Input), Output = new(Lengths.Output) };
            var closed = new ServingModel(StepCompiler.Compile(deployment, Facts.Calibration), plan, shape, Facts.Calibration).Capacity(objective)!.Rate.Value;
            var model = new ReplicaModel(plan, Facts.Calibration, Lengths.Input, Lengths.Output);
            double Simulated(string cv) => CapacitySearch.Run(
                model, new DescribedTraffic(TrafficText.Describe($"1 requests/s, {Lengths.Input} in{cv}, {Lengths.Output} out{cv}"), new MakeOptions(), 4_000), new() { Objective = objective }, variants: 1, guess: closed).Multiples[0];
            var (equal, spread) = (Simulated(""), Simulated(" cv 1"));
            var name = $"{deployment.Model.Id.Split('/')[1].Replace("-Instruct", "", StringComparison.Ordinal)} {Deployed.Layout}";
            return (closed / equal - 1, closed / spread - 1, string.Create(CultureInfo.InvariantCulture,
                $"{name,-25}{Lengths.Input,5}{Lengths.Output,5}  {Objective,-34}{closed,11:0.0}/s{equal,7:0.0}/s{Signed(closed / equal - 1),7}{spread,7:0.0}/s{Signed(closed / spread - 1),7}\n"));
        }
    }
}
