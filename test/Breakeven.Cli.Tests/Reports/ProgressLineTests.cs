namespace Breakeven.Cli.Tests.Reports;

public sealed class ProgressLineTests
{
    [Fact]
    public void A_run_of_seconds_tells_how_far_it_is_and_leaves_no_trace()
    {
        var (error, clock) = (new StringWriter(), new SlowClock());
        using (var progress = new ProgressLine(error, clock, shown: true, "requests", 4096))
            Assert.Equal(4096, progress.Watch(Enumerable.Range(0, 4096)).Count());
        var lines = error.ToString().Split('\r');
        Assert.Contains(lines, line => line.StartsWith("[###############...............] 50% of 4,096 requests", StringComparison.Ordinal));
        Assert.Equal("", lines[^1]);
        Assert.Equal("", lines[^2].Trim());
    }

    // Of 3 expected, 4 come: the bar never says that all is done.
    [Fact]
    public void What_takes_long_is_counted_one_by_one_from_any_thread()
    {
        var error = new StringWriter();
        using (var progress = new ProgressLine(error, new SlowClock(), shown: true, "simulations", 3, about: true))
            Parallel.For(0, 4, _ => progress.Add());
        var lines = error.ToString().Split('\r');
        Assert.Contains(lines, line => line.StartsWith("[##########....................] 1 of about 3 simulations, ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("[########################......] 4 of about 5 simulations, ", StringComparison.Ordinal));
    }

    // 2 s pass whenever the clock is read, twice before the first line: 3 tables in 4 s are fewer than one a second, so the time is told.
    [Fact]
    public void Slow_steps_are_told_with_the_time_they_took_and_never_backwards()
    {
        var error = new StringWriter();
        using (var progress = new ProgressLine(error, new SlowClock(), shown: true, "tables", 0))
        {
            progress.Tell(3, 8);
            progress.Tell(2, 8);
        }
        var lines = error.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("[###########...................] 38% of 8 tables, 4 s", lines[0]);
        Assert.Equal("", Assert.Single(lines[1..]).Trim());
    }

    [Fact]
    public void Where_nobody_looks_nothing_is_written()
    {
        var error = new StringWriter();
        using (var progress = new ProgressLine(error, new SlowClock(), shown: false, "requests", 4096)) _ = progress.Watch(Enumerable.Range(0, 4096)).Count();
        Assert.Equal("", error.ToString());
    }

    // Two seconds pass whenever it is looked at.
    private sealed class SlowClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds += 2;
    }
}
