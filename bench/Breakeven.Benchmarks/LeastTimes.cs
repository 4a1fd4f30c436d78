using System.Diagnostics;
using System.Globalization;

namespace Breakeven.Benchmarks;

/// <summary>The least time of single calls, for machines that others share: there a mean measures the neighbours. <c>./build bench least</c></summary>
internal static class LeastTimes
{
    private const double SecondsEach = 3;

    // One step is shorter than a clock's tick.
    private const int StepsTogether = 2000;

    // Results go somewhere, or the compiler would leave the work out.
    private static double s_seen;

    public static void Print(TextWriter output)
    {
        output.WriteLine("| what | of | least | a tenth below | median |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var model in EstimatorBenchmarks.Models)
        {
            var one = new EstimatorBenchmarks { Model = model };
            one.Prepare();
            Row("Step", model, StepsTogether, () =>
            {
                for (var i = 0; i < StepsTogether; i++) s_seen += one.Step().Value;
            });
            Row("Estimate", model, 1, () => s_seen += one.Estimate()!.Rate.Value);
            Row("Search", model, 1, () => s_seen += one.Search());
        }

        void Row(string what, string model, int together, Action run)
        {
            var times = new List<double>();
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsEach)
            {
                var at = Stopwatch.GetTimestamp();
                run();
                times.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds / together);
            }

            if (double.IsNaN(s_seen)) throw new InvalidOperationException($"{what} of {model} is not a number");
            times.Sort();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {model} | {times[0]:0.000} us | {times[times.Count / 10]:0.000} us | {times[times.Count / 2]:0.000} us |"));
        }
    }
}
