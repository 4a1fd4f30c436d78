using Breakeven.Economics;
using Breakeven.Prices;

namespace Breakeven.Tests.Economics;

public sealed class VerdictTests
{
    // In units of $1,971 a month for 1 request/s: api costs r, a box 1.46 for each 2/s begun, dear 1.2 r.
    private static readonly Choice.Hosted Box = Choices.Hosted("Llama on one H100", 2, 3.942m) with { Model = "llama" };
    private static readonly Choice.PerToken Api = Choices.PerToken("Llama by the token", 0.5m, 0.5m) with { Model = "llama" };
    private static readonly Choice.PerToken Other = Choices.PerToken("Qwen by the token", 0.6m, 0.6m) with { Model = "qwen" };

    [Fact]
    public void The_paragraph_says_what_where_and_how_sure()
    {
        // At 1.8/s: box 2877.66 (0.9 busy, 287.77 idle), api 1.8 x 1971 = 3547.8 (+23.3 %), Qwen 4257.36 (+47.9 %).
        // It holds from 1.46 to 2/s. Halved, 0.9/s, the api leads at 1773.9 and staying costs 1.6222 times; doubled, 3.6/s,
        // two boxes at 5755.32 against 7095.6. 3547.8 / 2877.66 pays for one box only, so a replica must serve 1.8 of 2.
        Note[] notes = [new("prices are six months old", 0.1), new("prompts may grow", 0.3), new("Qwen speaks at length", 0.9, Other)];
        var verdict = Verdict.Of(Choices.Shape.At(new(1.8)), [Other, Api, Box], notes, TrafficRange.SevenDecades);
        Assert.Equal(
            "At 156k requests a day (233M tokens a day) the cheapest is Llama on one H100: $2,880 a month, $0.41 a million tokens. "
            + "It rents one box with one GPU and keeps it 90 % busy, so $288 of that buys no tokens. "
            + "The cheapest by the token, Llama by the token, costs $3,550, 23 % more. "
            + "The best of another model, Qwen by the token, costs $4,260, 48 % more. "
            + "It stays the cheapest from 189M tokens a day to 259M tokens a day; on either side Llama by the token is cheaper. "
            + "Should the traffic halve, Llama by the token leads at $1,770 a month, and staying costs 62 % more; should it double, it remains the cheapest at $5,760 a month. "
            + "Its capacity is computed, not measured: it undercuts Llama by the token while a replica serves at least 90 % of that. "
            + "The biggest caveat: prompts may grow, which may move the bill by 30 %, more than the lead of 23 %.",
            verdict.Text);
    }

    [Fact]
    public void By_the_token_nothing_idles_and_the_latency_is_not_promised()
    {
        var verdict = Verdict.Of(Choices.Shape.At(new(0.1)), [Box, Api], [], TrafficRange.SevenDecades);
        Assert.Contains("It is bought by the token, so nothing idles. The cheapest on hired or own hardware, Llama on one H100, costs $2,880, 15 times as much.", verdict.Text, StringComparison.Ordinal);
        Assert.Contains("It stays the cheapest up to 189M tokens a day; above that Llama on one H100 is cheaper.", verdict.Text, StringComparison.Ordinal);
        Assert.EndsWith("the provider's latency and rate limits are not checked against the objective.", verdict.Text, StringComparison.Ordinal);
        Assert.Null(verdict.CapacityNeeded);
    }

    [Fact]
    public void The_capacity_that_suffices_is_where_the_bill_meets_the_rival_s()
    {
        // At 10/s the api costs 10 units; 6 boxes of 1.46 are 8.76 and a seventh would make 10.22: so 10/s on 6 boxes, 1.6667 of 2.
        var verdict = Verdict.Of(Choices.Shape.At(new(10)), [Box, Api], [], TrafficRange.SevenDecades);
        Assert.Equal(10.0 / 12, verdict.CapacityNeeded!.Value, 9);
        Choice.Hosted At(double share) => Box with { CapacityPerReplica = Box.CapacityPerReplica * share };
        Assert.True(At(10.0 / 12).BillAt(new(10)).PerMonth < Api.BillAt(new(10)).PerMonth);
        Assert.True(At((10.0 / 12) - 1e-6).BillAt(new(10)).PerMonth > Api.BillAt(new(10)).PerMonth);
    }

    [Fact]
    public void A_single_choice_has_no_rival_and_no_end()
    {
        var text = Verdict.Of(Choices.Shape.At(new(1)), [Box], [new("the price is a promotion")], TrafficRange.SevenDecades).Text;
        Assert.Contains("It stays the cheapest at any traffic from 1k tokens a day to 10B tokens a day.", text, StringComparison.Ordinal);
        Assert.EndsWith("To bear in mind: the price is a promotion.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Serverless_hours_are_said_to_be_billed_when_busy() =>
        Assert.Contains("Only its busy hours are billed.", Verdict.Of(Choices.Shape.At(new(1)), [Choices.Hosted("f", 2, 4m, terms: OfferTerms.Serverless)], [], TrafficRange.SevenDecades).Text, StringComparison.Ordinal);

    [Fact]
    public void A_verdict_needs_something_that_can_be_had() =>
        Assert.Throws<ArgumentException>(() => Verdict.Of(Choices.Shape.At(new(1)), [Choices.Hosted("auction", 2, 1m, indicative: true)], [], TrafficRange.SevenDecades));

    [Theory]
    [InlineData(14_912, "$14,900")]
    [InlineData(1_234_567, "$1,230,000")]
    [InlineData(999.6, "$1,000")]
    [InlineData(42.5, "$42.50")]
    [InlineData(0.41, "$0.41")]
    [InlineData(0.0375, "$0.038")]
    [InlineData(0, "$0")]
    public void Money_is_rounded_as_it_is_said(double money, string said) => Assert.Equal(said, Spoken.Money(new(money)));

    [Theory]
    [InlineData(41_234_567, "41.2M")]
    [InlineData(999_900, "1M")]
    [InlineData(123, "123")]
    [InlineData(1.5e12, "1,500B")]
    public void Counts_are_rounded_as_they_are_said(double count, string said) => Assert.Equal(said, Spoken.Count(count));
}
