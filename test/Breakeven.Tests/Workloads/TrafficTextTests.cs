using Breakeven.Catalog;
using Breakeven.Workloads;
using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Workloads;

public sealed class TrafficTextTests
{
    [Theory]
    [InlineData("2M requests/day, 1200 in, 300 out", 2e6 / 86400, 1200, 300)]
    [InlineData("500k requests/day,1,200 in,300 out", 5e5 / 86400, 1200, 300)]
    [InlineData("  20 Requests / S ;  1.2K IN ; 300 Out", 20, 1200, 300)]
    [InlineData("2,000,000 requests per day, 1200 input tokens, output 300", 2e6 / 86400, 1200, 300)]
    [InlineData("3.5 req/s, prompt 1200, 300 tokens out", 3.5, 1200, 300)]
    [InlineData("20 rps, 1200 in, 300 out", 20, 1200, 300)]
    [InlineData("2M/day, 1200 in, 300 out", 2e6 / 86400, 1200, 300)]
    [InlineData("1.5B tokens/day, 1200 in, 300 out", 1e6 / 86400, 1200, 300)]
    [InlineData("40M tokens/day, 1200 in, 300 out", 40e6 / 1500 / 86400, 1200, 300)]
    [InlineData("20 t/s, 4 in, 1 out", 4, 4, 1)]
    [InlineData("2.628 million requests/month, 1200 in, 300 out", 1, 1200, 300)]
    public void Rate_and_lengths_are_read(string text, double perSecond, long input, long output)
    {
        var traffic = TrafficText.Parse(text);
        Assert.Equal(perSecond, traffic.Rate.Value, perSecond * 1e-12);
        Assert.Equal((input, output), (traffic.Input.Value, traffic.Output.Value));
        Assert.Equal((0, 1), (traffic.CachedShare, traffic.PeakToMean));
    }

    [Theory]
    [InlineData("40% cached", 0.4)]
    [InlineData("cached 40 %", 0.4)]
    [InlineData("40% shared prefix of 300", 0.1)]
    [InlineData("40% share a prefix of 9k tokens", 0.4)]
    public void The_cached_share_is_of_input_tokens(string part, double share) =>
        Assert.Equal(share, TrafficText.Parse($"1/s, 1200 in, 300 out, {part}").CachedShare, 12);

    [Theory]
    [InlineData("peak 3x", 3)]
    [InlineData("PEAK=2.5 x", 2.5)]
    [InlineData("diurnal 4x", 1.6)]
    [InlineData("diurnal 1x", 1)]
    public void The_peak_is_over_the_mean_and_a_swing_is_from_quietest_to_busiest(string part, double peak) =>
        Assert.Equal(peak, TrafficText.Parse($"1/s, 1200 in, 300 out, {part}").PeakToMean, 12);

    [Theory]
    [InlineData("", "nothing was said")]
    [InlineData("0 requests/day, 1200 in, 300 out", "is no traffic")]
    [InlineData("-2 requests/day, 1200 in, 300 out", "is no traffic")]
    [InlineData("NaN requests/day, 1200 in, 300 out", "is no traffic")]
    [InlineData("1e18 requests/day, 1200 in, 300 out", "more than any service has seen")]
    [InlineData("1e400 requests/day, 1200 in, 300 out", "is no traffic")]
    [InlineData("2M requests/day, 1200 in, 0 out", "\"0 out\" is not a length")]
    [InlineData("2M requests/day, -1200 in, 300 out", "\"-1200 in\" is not a length")]
    [InlineData("2M requests/day, 1e18 in, 300 out", "is not a length")]
    [InlineData("2M requests/day, 1200.5 in, 300 out", "not a whole number")]
    [InlineData("2M requests/day, 300 out", "no input length")]
    [InlineData("2M requests/day, 1200 in", "no output length")]
    [InlineData("1200 in, 300 out", "no rate")]
    [InlineData("2M requests, 1200 in, 300 out", "\"2M requests\" is not understood")]
    [InlineData("2M requests/day, 1200 in, 300 out, blue", "\"blue\" is not understood")]
    [InlineData("2M requests/day, 1200 in, 300 out,", "a part is empty")]
    [InlineData("2M requests/day, 1200 in, 1300 in, 300 out", "says the input length a second time")]
    [InlineData("2M requests/day, 1200 in, 300 out, 40% cached, 10% shared prefix of 5", "says what is cached a second time")]
    [InlineData("2M requests/day, 1200 in, 300 out, 140% cached", "not between 0% and 100%")]
    [InlineData("2M requests/day, 1200 in, 300 out, 0.4 cached", "\"0.4 cached\" is not understood")]
    [InlineData("2M requests/day, 1200 in, 300 out, peak 0.5x", "not between 1x")]
    [InlineData("2M requests/day, 1200 in, 300 out, peak 3", "\"peak 3\" is not understood")]
    [InlineData("1e13 tokens/day, 1 in, 1 out", "more than any service has seen")]
    public void What_cannot_be_read_is_named_with_an_example(string text, string clause)
    {
        var error = Assert.Throws<InputException>(() => TrafficText.Parse(text));
        Assert.Contains(clause, error.Message, StringComparison.Ordinal);
        Assert.Contains('"', error.Remedy);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_long_hostile_text_is_refused_at_once() =>
        Assert.Throws<InputException>(() => TrafficText.Parse(new string('1', 1_000_000)));

    [Theory]
    [InlineData("2M requests/day, 1200 in, 300 out")]
    [InlineData("500k requests/day, 1200 in, 300 out, 40% cached, peak 3x")]
    [InlineData("3.5 requests/s, 1200 in, 300 out, peak 1.6x")]
    public void The_canonical_form_stays_as_it_is(string text) =>
        Assert.Equal(text, TrafficText.Format(TrafficText.Parse(text)));

    [Fact]
    public void Reading_what_was_written_gives_the_same_traffic()
    {
        var traffics =
            from rate in ArbMap.Default.GeneratorFor<NormalFloat>()
            from input in Gen.Choose(1, 1_000_000)
            from output in Gen.Choose(1, 100_000)
            from share in Gen.Choose(0, 999)
            from peak in Gen.Choose(0, 5000)
            select new Traffic
            {
                Rate = new(Math.Clamp(Math.Abs(rate.Get), 1e-7, 1e5)),
                Input = new(input),
                Output = new(output),
                CachedShare = share / 999.0,
                PeakToMean = 1 + (peak / 700.0),
            };
        Prop.ForAll(traffics.ToArbitrary(), traffic => TrafficText.Parse(TrafficText.Format(traffic)) == traffic).QuickCheckThrowOnFailure();
    }
}
