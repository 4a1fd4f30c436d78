using System.Globalization;
using System.Text;
using Breakeven.Simulation;
using Breakeven.Testing;

namespace Breakeven.Tests.Simulation;

/// <summary>A second's end of a recorded run: requests that ran and that waited, as recorded and as simulated.</summary>
internal readonly record struct RecordedMoment(int Second, int Running, double SimulatedRunning, int Waiting, double SimulatedWaiting);

/// <summary>How many requests ran and waited in each second of a recorded run, beside the same requests simulated.</summary>
internal sealed record RecordedTimeline(IReadOnlyList<RecordedMoment> Moments)
{
    private const int Shown = 12;

    public double RunningApart => Moments.Average(one => Math.Abs(one.Running - one.SimulatedRunning));

    public double WaitingApart => Moments.Average(one => Math.Abs(one.Waiting - one.SimulatedWaiting));

    public int MostRunning => Moments.Max(one => one.Running);

    public int MostWaiting => Moments.Max(one => one.Waiting);

    /// <summary>The recorder looks at the end of each second; the simulation has means over seconds, so that the mean of the two that meet there is set beside it.</summary>
    public static RecordedTimeline Of(string folder, Timeline timeline)
    {
        Assert.Equal(1_000_000_000, timeline.Span);
        var rows = File.ReadLines(ReferenceData.Require($"traces/vllm-requests/{folder}/vllm/timeseries.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        return new([.. rows.Select((row, i) => new RecordedMoment(
            i + 1, int.Parse(row[3], CultureInfo.InvariantCulture), At(timeline.Running, i), int.Parse(row[4], CultureInfo.InvariantCulture), At(timeline.Waiting, i)))]);

        // After its last request a simulated run has none.
        double At(Func<int, double> of, int second) => (Span(of, second) + Span(of, second + 1)) / 2;

        double Span(Func<int, double> of, int second) => second < timeline.Count ? of(second) : 0;
    }

    /// <summary>A dozen moments, as far from each other as from both ends, and how far apart all are.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Line("second", "running", "simulated", "waiting", "simulated"));
        for (var i = 1; i <= Shown; i++)
        {
            var (second, running, simulated, waiting, queued) = Moments[Moments.Count * i / (Shown + 1)];
            text.Append(Line(Number(second), Number(running), Number(simulated), Number(waiting), Number(queued)));
        }

        text.Append(CultureInfo.InvariantCulture, $"  Apart on average over all {Moments.Count} seconds: {RunningApart:0.0} running, of {MostRunning} at most, and {WaitingApart:0.0} waiting, of {MostWaiting} at most.\n");
        return text.ToString();
    }

    private static string Line(params string[] cells) => $"  {cells[0],6}{cells[1],11}{cells[2],11}{cells[3],11}{cells[4],11}\n";

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
