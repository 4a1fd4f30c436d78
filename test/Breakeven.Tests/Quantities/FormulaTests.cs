namespace Breakeven.Tests.Quantities;

/// <summary>Each entry of the multiplication table against a number worked out by hand.</summary>
public class FormulaTests
{
    private const int Digits = 9;

    [Fact]
    public void Reading_all_weights_once_takes_bytes_over_bandwidth()
        => Assert.Equal(2.0, (new Bytes(6e12) / new BytesPerSecond(3e12)).Value);

    [Fact]
    public void A_link_of_400_gigabits_moves_50_gigabytes_a_second()
        => Assert.Equal(Bytes.Gigabytes(50), BytesPerSecond.GigabitsPerSecond(400) * new Seconds(1));

    [Fact]
    public void An_amount_moved_in_a_time_is_a_rate()
        => Assert.Equal(BytesPerSecond.TerabytesPerSecond(3.35), Bytes.Gigabytes(3350) / new Seconds(1));

    [Fact]
    public void Two_teraflop_at_one_a_second_take_two_seconds_and_back()
    {
        Assert.Equal(new Seconds(2), FlopCount.Teraflop(2) / FlopPerSecond.TeraflopPerSecond(1));
        Assert.Equal(FlopCount.Teraflop(2), FlopPerSecond.TeraflopPerSecond(1) * new Seconds(2));
    }

    [Fact]
    public void A_cache_of_128_KiB_a_token_holds_a_GiB_in_8192_tokens()
        => Assert.Equal(Bytes.Gibibytes(1), new BytesPerToken(128 * 1024) * new TokenCount(8192));

    [Fact]
    public void Two_million_requests_a_day_of_1500_tokens_are_34722_tokens_a_second()
        => Assert.Equal(34722.2222222, (RequestsPerSecond.PerDay(2e6) * new TokenCount(1500)).Value, 6);

    [Fact]
    public void Tokens_over_time_and_over_a_rate()
    {
        Assert.Equal(new TokensPerSecond(20), new TokenCount(100) / new Seconds(5));
        Assert.Equal(new Seconds(5), new TokenCount(100) / new TokensPerSecond(20));
    }

    [Fact]
    public void A_dollar_an_hour_at_1000_tokens_a_second_is_28_cents_a_million()
        => Assert.Equal(0.277777778, (new UsdPerHour(1) / new TokensPerSecond(1000)).Value, Digits);

    [Fact]
    public void Half_an_hour_at_3_39_an_hour_costs_1_695()
        => Assert.Equal(1.695, (new HourlyPrice(3.39m).Estimated * Seconds.Minutes(30)).Value, Digits);

    [Fact]
    public void A_thousand_tokens_a_second_at_60_cents_a_million_cost_2_16_an_hour()
        => Assert.Equal(2.16, (new UsdPerMillionTokens(0.6m) * new TokensPerSecond(1000)).Value, Digits);

    [Fact]
    public void A_gibibyte_is_not_a_gigabyte()
    {
        Assert.Equal(1_073_741_824, Bytes.Gibibytes(1).Value);
        Assert.Equal(1_000_000_000, Bytes.Gigabytes(1).Value);
        Assert.Equal(1_048_576, Bytes.Mebibytes(1).Value);
    }

    [Fact]
    public void What_every_quantity_shares()
    {
        var (one, three) = (new Seconds(1), new Seconds(3));
        Assert.Equal(new Seconds(4), one + three);
        Assert.Equal(new Seconds(2), three - one);
        Assert.Equal(3.0, three / one);
        Assert.Equal(new Seconds(1.5), three / 2);
        Assert.True(one < three && three > one && one <= three && three >= one);
        Assert.Equal(three, Seconds.Max(one, three));
        Assert.Equal(one, Seconds.Min(three, one));
        Assert.Equal(new Seconds(4), new[] { one, three }.Total);
        Assert.Equal(Seconds.Zero, Array.Empty<Seconds>().Total);
    }
}
