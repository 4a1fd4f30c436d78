using Breakeven.Catalog;
using Breakeven.Workloads;

namespace Breakeven.Tests.Workloads;

public sealed class ObjectiveTextTests
{
    [Fact]
    public void Bounds_are_read_in_order()
    {
        var objective = ObjectiveText.Parse("ttft p95 < 1 s, TPOT P99.9 <= 50ms; end to end p99 < 20 s");
        Assert.Equal(
            [
                new(LatencyMetric.TimeToFirstToken, 95, new(1)),
                new(LatencyMetric.TimePerOutputToken, 99.9, Seconds.Milliseconds(50)),
                new(LatencyMetric.EndToEnd, 99, new(20)),
            ],
            objective.Bounds);
    }

    [Theory]
    [InlineData("itl p95<50 milliseconds", "tpot p95 < 50 ms")]
    [InlineData("time to first token median < 1.5 sec", "ttft p50 < 1.5 s")]
    [InlineData("latency p99 ≤ 2 min", "e2e p99 < 120 s")]
    [InlineData("none", "none")]
    public void Synonyms_have_one_canonical_form(string text, string canonical)
    {
        Assert.Equal(canonical, ObjectiveText.Format(ObjectiveText.Parse(text)));
        Assert.Equal(canonical, ObjectiveText.Format(ObjectiveText.Parse(canonical)));
    }

    [Theory]
    [InlineData("", "nothing was said")]
    [InlineData("tpot p95 < 50", "lacks a unit of time")]
    [InlineData("tpot p95 < soon", "ends in no time")]
    [InlineData("tpot p95 < 50 GB", "ends in no time")]
    [InlineData("tpot p95 < -50 ms", "ends in no time")]
    [InlineData("tpot p95 < 0 ms", "not a time between")]
    [InlineData("tpot p95 < 1e18 s", "not a time between")]
    [InlineData("tpot p95 < 999999999999 s", "not a time between")]
    [InlineData("tpot < 50 ms", "has no percentile")]
    [InlineData("tpot mean < 50 ms", "hides the slow requests")]
    [InlineData("tpot p0 < 50 ms", "not between p0 and p100")]
    [InlineData("tpot p100 < 50 ms", "not between p0 and p100")]
    [InlineData("tpot p < 50 ms", "not between p0 and p100")]
    [InlineData("speed p95 < 50 ms", "names no metric")]
    [InlineData("tpot p95 > 50 ms", "lower bound")]
    [InlineData("fast please", "is not a bound")]
    [InlineData("tpot p95 < 50 ms, ", "a bound is empty")]
    [InlineData("tpot p95 < 50 ms, itl p95 < 40 ms", "a second time")]
    public void What_cannot_be_read_is_named_with_an_example(string text, string clause)
    {
        var error = Assert.Throws<InputException>(() => ObjectiveText.Parse(text));
        Assert.Contains(clause, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Different_percentiles_of_one_metric_may_stand_together() =>
        Assert.Equal(2, ObjectiveText.Parse("ttft p50 < 300 ms, ttft p99 < 2 s").Bounds.Count);
}
