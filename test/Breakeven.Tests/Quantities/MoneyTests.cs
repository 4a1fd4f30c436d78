namespace Breakeven.Tests.Quantities;

public class MoneyTests
{
    [Fact]
    public void One_token_at_375_ten_thousandths_of_a_dollar_a_million_costs_that_millionth_exactly()
        => Assert.Equal(0.0000000375m, (new UsdPerMillionTokens(0.0375m) * new TokenCount(1)).Value);

    [Fact]
    public void A_million_tokens_cost_the_listed_price_to_the_last_digit()
        => Assert.Equal(0.0509m, (new UsdPerMillionTokens(0.0509m) * new TokenCount(1_000_000)).Value);

    [Fact]
    public void Ten_dimes_are_a_dollar()
    {
        var total = new Usd(0m);
        for (var i = 0; i < 10; i++) total += new Usd(0.1m);
        Assert.Equal(new Usd(1m), total);
    }

    [Fact]
    public void Billing_token_by_token_adds_up_to_billing_at_once()
    {
        var price = new UsdPerMillionTokens(0.0375m);
        var total = new Usd(0m);
        for (var i = 0; i < 999; i++) total += price * new TokenCount(1);
        Assert.Equal(price * new TokenCount(999), total);
    }

    [Fact]
    public void The_largest_count_at_the_dearest_price_does_not_overflow()
        => Assert.Equal(600m * long.MaxValue / 1_000_000m, (new UsdPerMillionTokens(600m) * new TokenCount(long.MaxValue)).Value);

    [Fact]
    public void Eight_boxes_of_an_hour_are_exact() => Assert.Equal(27.12m, (new HourlyPrice(3.39m) * 8).UsdPerHour);

    [Theory]
    [InlineData(0.125, "0.12")]     // half goes to the even cent
    [InlineData(0.135, "0.14")]
    [InlineData(2.675, "2.68")]     // as it is written, not as binary holds it (2.67499...)
    [InlineData(1234.5678, "1234.57")]
    public void An_estimate_becomes_an_invoice_by_rounding_half_to_the_even_cent(double estimate, string invoice)
        => Assert.Equal(decimal.Parse(invoice, System.Globalization.CultureInfo.InvariantCulture), new UsdEstimate(estimate).RoundToInvoice().Value);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_estimate_that_is_no_number_never_becomes_an_invoice(double estimate)
        => Assert.Throws<OverflowException>(() => new UsdEstimate(estimate).RoundToInvoice());

    [Fact]
    public void Counts_that_overflow_throw_rather_than_wrap()
    {
        Assert.Throws<OverflowException>(() => new TokenCount(long.MaxValue) + new TokenCount(1));
        Assert.Throws<OverflowException>(() => new TokenCount(long.MaxValue) * 2);
        Assert.Throws<OverflowException>(() => new TokenCount(long.MinValue) - new TokenCount(1));
    }

    [Fact]
    public void Listed_prices_are_shown_to_the_last_digit_that_was_published()
    {
        Assert.Equal("$0.0375/M", new UsdPerMillionTokens(0.0375m).ToString());
        Assert.Equal("$0.003625/M", new UsdPerMillionTokens(0.003625m).ToString());
        Assert.Equal("$3.39/h", new HourlyPrice(3.39m).ToString());
        Assert.Equal("$1.991667/h", new HourlyPrice(1.991667m).ToString());
        Assert.Equal("$1,234.50", new Usd(1234.5m).ToString());
        Assert.Equal("$0.0000000375", new Usd(0.0000000375m).ToString());
    }
}
