using System.Globalization;
using Breakeven.Economics.Hours;
using Breakeven.Testing;

namespace Breakeven.Tests.Economics.Hours;

/// <summary>
/// A day that DeepSeek published (deepseek-ai/open-infra-index, 202502OpenSourceWeek, day 6, of 27 to 28 February 2025): 226.75 nodes of 8 H800 on the mean, 278 at the peak; 608B input tokens, 342B of
/// them (56.3 %) cached, 168B output; $87,072 at $2 a GPU-hour; $562,027 at R1's prices of $0.14, $0.55 and $2.19 a million.
/// </summary>
public sealed class ProductionDayTests
{
    // 24 whole numbers of nodes with the published mean and peak: 5,442 node-hours.
    private static readonly int[] Nodes = [157, 157, 157, 157, 157, 157, 160, 175, 200, 230, 260, 278, 278, 278, 278, 278, 278, 278, 278, 278, 277, 253, 228, 215];

    // 1,000,000 requests carry it all, hour by hour in proportion to the nodes.
    private static FleetRequest Day()
    {
        var (input, cached, output) = (Spread(608_000_000_000), Spread(342_000_000_000), Spread(168_000_000_000));
        var hours = Spread(5_442_000).Select((requests, hour) => new DemandHour(requests, new(input[hour]), new(cached[hour]), new(output[hour])));
        return new()
        {
            Demand = new([.. hours], "a published day"),
            // 1,000 requests an hour and node.
            Work = ReplicaWork.OfRequests(new(1000 / 3600.0), CapacitySource.Given),
            Boxes = BoxPacking.Of(8, 8),
            AlwaysOn = BoxTerm.AlwaysOn(16),
            Elastic = BoxTerm.ByTheHour(16, Seconds.Zero),
        };
    }

    [Fact]
    public void The_day_has_the_published_mean_and_peak()
    {
        Assert.Equal((24, 226.75, 278), (Nodes.Length, Nodes.Average(), Nodes.Max()));
        Assert.Equal((608_000_000_000, 342_000_000_000, 168_000_000_000), (Day().Demand.Total.Input.Value, Day().Demand.Total.Cached.Value, Day().Demand.Total.Output.Value));
        Assert.Equal(0.563, 342.0 / 608, 0.001);
    }

    [Fact]
    public void Following_the_demand_costs_87072_dollars()
    {
        // 226.75 x 8 x 24 x $2.
        var plan = FleetPlan.Autoscaled(Day());
        Assert.Equal(Nodes, plan.Hours.Select(hour => hour.ElasticBoxes));
        var bill = HourlyBill.Of(plan);
        Assert.Equal(new Usd(87_072), bill.Total);
        Assert.Equal(new Usd(0), bill.Idle);
    }

    [Fact]
    public void A_flat_fleet_of_the_peak_costs_106752_dollars_of_which_19680_idle()
    {
        // 278 x 8 x 24 x $2 = 106,752; less the work of 87,072.
        var bill = HourlyBill.Of(FleetPlan.Fixed(Day()));
        Assert.Equal((new Usd(106_752), new Usd(19_680), new Usd(87_072)), (bill.Total, bill.Idle, bill.Of(LineKind.Work)));
    }

    [Fact]
    public void The_published_prices_bring_562100_dollars_from_the_rounded_counts()
    {
        // 342,000 x 0.14 = 47,880; 266,000 x 0.55 = 146,300; 168,000 x 2.19 = 367,920. The published 562,027 is of unrounded counts: 0.013 % less.
        var bill = HourlyBill.Of(FleetPlan.ByTheToken(Day() with { Overflow = new("R1", 0.55m, 0.14m, 2.19m) }));
        Assert.Equal((new Usd(47_880), new Usd(146_300), new Usd(367_920)), (bill.Of(LineKind.CachedInput), bill.Of(LineKind.Input), bill.Of(LineKind.Output)));
        Assert.Equal(new Usd(562_100), bill.Total);
        Assert.Equal(562_027, (double)bill.Total.Value, 562_027 * 0.0002);
    }

    [Fact]
    public void The_cheapest_mix_of_nodes_at_one_price_is_the_autoscaled_one()
    {
        var mix = Mix.Of(Day() with { Overflow = new("R1", 0.55m, 0.14m, 2.19m) });
        Assert.Equal((new Usd(87_072), MixMethod.LoadDurationCurve), (mix.Bill.Total, mix.Method));
        Assert.Equal([new(87_072), new(106_752), new Usd(562_100)], mix.Pure.Select(choice => choice.Bill.Total));
    }

    [Fact]
    public void The_page_shows_what_is_computed()
    {
        var (following, flat, api) = (HourlyBill.Of(FleetPlan.Autoscaled(Day())), HourlyBill.Of(FleetPlan.Fixed(Day())), HourlyBill.Of(FleetPlan.ByTheToken(Day() with { Overflow = new("R1", 0.55m, 0.14m, 2.19m) })));
        var page = RepositoryFiles.Read("docs/reference/economics.md");
        var rows = page[page.IndexOf("### A published day", StringComparison.Ordinal)..page.IndexOf("## Worked example", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[3]).Skip(1);
        Assert.Equal([following.Total, flat.Total, flat.Idle, api.Total], rows.Select(row => new Usd(decimal.Parse(row[1..], NumberStyles.Number, CultureInfo.InvariantCulture))));
    }

    private static long[] Spread(long total)
    {
        var shares = Nodes.Select(nodes => total / 5442 * nodes).ToArray();
        shares[^1] += total - shares.Sum();
        return shares;
    }
}
