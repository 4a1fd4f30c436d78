using Breakeven.Economics;

namespace Breakeven.Tests.Economics;

/// <summary>The published article's arithmetic, and what it leaves unsaid.</summary>
public sealed class UtilisationTests
{
    [Fact]
    public void Boxes_cost_their_gpus_times_the_hourly_price()
    {
        HourlyPrice h100 = new(3.39m), h200 = new(3.44m), mi300x = new(1.99m);
        Assert.Equal([3.39m, 3.44m, 3.98m, 10.32m, 13.56m], new[] { h100, h200, mi300x * 2, h200 * 3, h100 * 4 }.Select(price => price.UsdPerHour));
    }

    [Fact]
    public void The_dense_figures_follow_from_1203_tokens_a_second_on_one_h100()
    {
        // 3.39 / (3600 x 0.9 x 0.87) x 1e6 = 1202.6.
        var price = new UsdPerHour(3.39);
        var throughput = UtilisationCost.ThroughputImplied(price, 0.9, new(0.87));
        Assert.Equal(1202.6, throughput.Value, 0.1);
        Assert.Equal([0.87, 1.96, 7.83], new[] { 0.9, 0.4, 0.1 }.Select(use => Math.Round(UtilisationCost.Of(price, new(1203), use).Value, 2)));
        Assert.Equal(0.9, UtilisationCost.UtilisationImplied(price, throughput, new(0.87)), 9);
    }

    [Theory]
    [InlineData(3.98, 2940)]
    [InlineData(10.32, 7624)]
    [InlineData(13.56, 10018)]
    public void Each_of_the_three_moe_boxes_gives_the_moe_figures_at_a_throughput_of_its_own(double perHour, double tokens)
    {
        // From 3.76 at 10 %: T = p / (360 x 3.76) x 1e6. At 90 % that is 3.76 / 9 = 0.4178, which the article cuts to 0.41;
        // rounded it is 0.42. So "about 0.41" does not single out a box: its throughput is what would have to be measured.
        var price = new UsdPerHour(perHour);
        var throughput = UtilisationCost.ThroughputImplied(price, 0.1, new(3.76));
        Assert.Equal(tokens, throughput.Value, 0.5);
        Assert.Equal([0.41, 0.94, 3.76], new[] { 0.9, 0.4, 0.1 }.Select(use => Math.Round(UtilisationCost.Of(price, throughput, use).Value + 1e-9, 2, MidpointRounding.ToZero)));
        Assert.Equal(0.42, Math.Round(UtilisationCost.Of(price, throughput, 0.9).Value, 2));
    }

    [Fact]
    public void Equal_utilisation_is_not_equal_traffic()
    {
        // 1,203 tokens/s of 1500 a request is 0.802/s; 7,624 tokens/s is 5.0827/s: at 10 % the larger serves 6.34 times as much.
        // At the dense one's 10 % (120.3 tokens/s, 7.83 a million) the larger idles at 1.578 %, and a million costs 23.83.
        var dense = Choices.Hosted("dense", 1203.0 / 1500, 3.39m);
        var moe = Choices.Hosted("moe", 7624.0 / 1500, 10.32m);
        var (small, large) = (UtilisationTable.Of(dense)[1], UtilisationTable.Of(moe)[1]);
        Assert.Equal((0.1, 0.1), (small.Utilisation, large.Utilisation));
        Assert.Equal(7624.0 / 1203, large.Tokens / small.Tokens, 9);
        Assert.Equal([7.83, 3.76], new[] { small.Blended.Value, large.Blended.Value }.Select(cost => Math.Round(cost, 2)));
        var bill = moe.BillAt(small.Rate);
        Assert.Equal(120.3 / 7624, bill.Utilisation!.Value, 9);
        Assert.Equal(23.83, bill.Blended.Value, 0.005);
    }

    [Fact]
    public void A_row_and_the_bill_at_its_traffic_agree()
    {
        var choice = Choices.Hosted("box", 2, 20m, gpus: 8) with { ReplicasPerBox = 4 };
        foreach (var row in UtilisationTable.Of(choice))
        {
            var bill = choice.BillAt(row.Rate);
            Assert.Equal(row.Utilisation, bill.Utilisation!.Value, 9);
            Assert.Equal(row.Blended.Value, bill.Blended.Value, 9);
            Assert.True(row.WithinPeak);
        }
    }

    [Fact]
    public void Peaks_and_spares_cap_the_utilisation_that_can_be_kept()
    {
        var choice = Choices.Hosted("box", 2, 20m) with { SpareReplicas = 1, Shape = Choices.Shape with { PeakToMean = 2.5 } };
        // Two replicas are rented, one is spare: the peak may reach 2 of 4, so the mean 0.8 of 4, which is 20 %.
        Assert.Equal([true, true, true, false, false, false, false, false], UtilisationTable.Of(choice).Select(row => row.WithinPeak));
    }

    [Fact]
    public void A_curve_falls_while_one_box_fills_and_holds_both_ends()
    {
        var curve = CostCurve.Of(Choices.Hosted("box", 1e5, 2.475m), TrafficRange.SevenDecades, 8);
        // 1806.75 a month over 1,000 tokens a day x 30.41667 days = 0.0304167M: 59,400 a million; ten times less each decade.
        Assert.Equal([59400, 5940, 594, 59.4, 5.94, 0.594, 0.0594, 0.00594], curve.Points.Select(point => Math.Round(point.Blended.Value, 6)));
        Assert.Equal(TrafficRange.SevenDecades.To, curve.Points[^1].Tokens);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_utilisation_is_a_share(double utilisation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => UtilisationCost.Of(new(1), new(1), utilisation));
}
