using Breakeven.Catalog;
using Breakeven.Workloads;

namespace Breakeven.Tests.Workloads;

/// <summary>What a description says beyond its means.</summary>
public sealed class TrafficDescriptionTests
{
    private const string Base = "2M requests/day, 1200 in, 300 out";

    [Fact]
    public void All_parts_of_a_description_are_read()
    {
        var description = TrafficText.Describe(Base + ", diurnal 4x, burst 3x, 40% shared prefix of 800");
        Assert.Equal((4.0, 3.0, 1.6), (description.PeakToTrough, description.Burst, description.Mean.PeakToMean));
        Assert.Equal(new SharedPrefix(0.4, new TokenCount(800)), description.Prefix);
        Assert.Equal(0.4 * 800 / 1200, description.Mean.CachedShare, 12);
        Assert.Equal((null, null, null), (description.InputSpread, description.OutputSpread, description.Documents));
    }

    // Without a length of the prefix, all requests share that much of the mean prompt: 40 % of 1200.
    [Fact]
    public void A_cached_share_is_a_prefix_of_all() => Assert.Equal(new SharedPrefix(1, new TokenCount(480)), TrafficText.Describe(Base + ", 40% cached").Prefix);

    // A batch a day: 10 million over 86,400 s on average, and 24 / 6 = 4 times as much while it is served.
    [Theory]
    [InlineData("10M documents of 900 tokens by 6h", 10_000_000, 6 * 3600, 10e6 / 86400, 4, 1)]
    [InlineData("10M docs of 1k within 2 days, 20 out", 10_000_000, 2 * 86400, 10e6 / 172800, 1, 20)]
    [InlineData("20 out; 1,000 documents of 900 by 30 min", 1000, 1800, 1000.0 / 86400, 48, 20)]
    public void Documents_are_a_batch_with_a_deadline(string text, long count, double deadline, double rate, double peak, long output)
    {
        var description = TrafficText.Describe(text);
        Assert.Equal((count, deadline, output), (description.Documents!.Count, description.Documents.Deadline.Value, description.Mean.Output.Value));
        Assert.Equal((rate, peak), (description.Mean.Rate.Value, description.Mean.PeakToMean));
        Assert.Single(description.BeyondMeans);
    }

    [Theory]
    [InlineData(Base, 0)]
    [InlineData(Base + ", peak 3x, 40% cached", 0)]
    [InlineData(Base + ", burst 1x", 0)]
    [InlineData(Base + ", burst 3x", 1)]
    [InlineData("2M requests/day, 1200 in p95 4,000, 300 out (cv 0.8), burst 3x", 3)]
    public void What_closed_forms_cannot_use_is_said(string text, int remarks) => Assert.Equal(remarks, TrafficText.Describe(text).BeyondMeans.Count);

    [Theory]
    [InlineData(Base + ", burst 0.5x", "\"burst 0.5x\" is not between 1x and 1000x")]
    [InlineData(Base + ", burst 3", "\"burst 3\" is not understood")]
    [InlineData(Base + ", burst 3x, burst 2x", "says the burst a second time")]
    [InlineData("2M requests/day, 1200 in p95 1100, 300 out", "has a p95 that is not between the mean and 3.87 times the mean")]
    [InlineData("2M requests/day, 1200 in p95 9k, 300 out", "has a p95 that is not between the mean and 3.87 times the mean")]
    [InlineData("2M requests/day, 1200 in cv 0, 300 out", "has no coefficient of variation between 0 and 100")]
    [InlineData("10M documents of 900 tokens", "\"10M documents of 900 tokens\" is not understood")]
    [InlineData("0 documents of 900 tokens by 6h", "has no whole number of documents")]
    [InlineData("1.5 documents of 900 tokens by 6h", "has no whole number of documents")]
    [InlineData("10M documents of 0 tokens by 6h", "is not a length")]
    [InlineData("10M documents of 900 tokens by 0h", "has no deadline")]
    [InlineData("10M documents of 900 tokens by 6h, 5 requests/s", "says the rate a second time")]
    [InlineData("10M documents of 900 tokens by 6h, diurnal 4x", "says the peak a second time")]
    public void What_cannot_be_read_is_named_with_an_example(string text, string clause)
    {
        var error = Assert.Throws<InputException>(() => TrafficText.Describe(text));
        Assert.Contains(clause, error.Message, StringComparison.Ordinal);
        Assert.Contains('"', error.Remedy);
    }
}
