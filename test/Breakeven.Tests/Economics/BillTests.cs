using Breakeven.Economics;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Tests.Economics;

public sealed class BillTests
{
    // 2.475 x 730 = 1806.75 dollars a month for one box; a replica serves 2 requests/s.
    private static readonly Choice.Hosted Box = Choices.Hosted("box", perSecond: 2, perHour: 2.475m);

    [Fact]
    public void One_box_for_a_month_costs_its_hourly_price_730_times() =>
        Assert.Equal(1806.75, Box.BillAt(new(0.5)).PerMonth.Value, 9);

    [Theory]
    [InlineData(0.5, 1, 0.25)]
    [InlineData(2, 1, 1.0)]
    [InlineData(2.0001, 2, 0.500025)]
    [InlineData(7, 4, 0.875)]
    public void Replicas_follow_the_rate_and_utilisation_follows_from_both(double rate, long replicas, double utilisation)
    {
        var bill = Box.BillAt(new(rate));
        Assert.Equal(replicas, bill.Replicas);
        Assert.Equal(utilisation, bill.Utilisation!.Value, 9);
        Assert.Equal(1806.75 * replicas * (1 - utilisation), bill.Idle.Value, 6);
    }

    [Fact]
    public void Peaks_spares_and_boxes_of_eight_add_up()
    {
        // Peak 3 x 7 = 21/s over 2/s is 10.5: 11 replicas and 2 spares, 13, in boxes of 8: 2 boxes of 8 GPUs.
        var choice = Box with { Shape = Choices.Shape with { PeakToMean = 3 }, SpareReplicas = 2, ReplicasPerBox = 8, Offer = Box.Offer with { Gpus = 8, Price = new(20m) } };
        var bill = choice.BillAt(new(7));
        Assert.Equal((13, 2, 16), (bill.Replicas, bill.Boxes, bill.Gpus));
        Assert.Equal(2 * 20 * 730, bill.PerMonth.Value, 6);
        Assert.Equal(7.0 / 32, bill.Utilisation!.Value, 9);
    }

    [Fact]
    public void A_replica_over_two_boxes_pays_for_both()
    {
        var bill = (Box with { BoxesPerReplica = 2 }).BillAt(new(3));
        Assert.Equal((2, 4), (bill.Replicas, bill.Boxes));
        Assert.Equal(0.75, bill.Utilisation!.Value, 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => Box with { BoxesPerReplica = 2, ReplicasPerBox = 2 });
    }

    [Fact]
    public void Serverless_pays_for_busy_hours_only()
    {
        // 0.5/s on 2/s is busy a quarter of 730 hours: 182.5 h at $4.
        var bill = Choices.Hosted("f", 2, 4m, terms: OfferTerms.Serverless).BillAt(new(0.5));
        Assert.Equal(730, bill.PerMonth.Value, 9);
        Assert.Equal(0, bill.Idle.Value, 9);
        Assert.Equal(1, bill.Utilisation!.Value, 9);
    }

    // 100 requests a day, each billed for 80 s of its own, warm and starting time, occupy 8,000 of 86,400 s: 9.26 % of 730 h at $4 is $270.37.
    // The replica could serve 2/s, so nearly all of that is idle. Serverless that stays on is billed like any box.
    [Fact]
    public void Sparse_requests_pay_for_the_time_they_keep_a_replica_up()
    {
        var offer = Choices.Hosted("f", 2, 4m, terms: OfferTerms.Serverless);
        var bill = (offer with { BilledPerRequest = new(80) }).BillAt(RequestsPerSecond.PerDay(100));
        Assert.Equal(270.37, bill.PerMonth.Value, 2);
        Assert.Equal(0.5 / 80, bill.Utilisation!.Value, 9);
        Assert.Equal(2920, (offer with { BilledPerRequest = null }).BillAt(RequestsPerSecond.PerDay(100)).PerMonth.Value, 9);
    }

    [Fact]
    public void Cents_per_million_follow_from_the_bill_and_the_reference_tokens()
    {
        // 1/s for 730 h is 2,628,000 requests: 3,153.6M in, 788.4M out, 3,942M together.
        var bill = Box.BillAt(new(1));
        Assert.Equal(1806.75 / 3942, bill.Blended.Value, 9);
        Assert.Equal(1806.75 * 0.25 / 3153.6, bill.Input.Value, 9);
        Assert.Equal(1806.75 * 0.75 / 788.4, bill.Output.Value, 9);
        Assert.Equal(1806.75 / 2_628_000, bill.PerRequest.Value, 12);
    }

    [Fact]
    public void Tokens_are_billed_by_what_they_are()
    {
        // A request: 1200 in of which half cached, 300 out: 600 x 0.5 + 600 x 0.1 + 300 x 1.5 = 810 micro-dollars.
        var choice = Choices.PerToken("api", 0.5m, 1.5m, cached: 0.1m) with { Shape = Choices.Shape with { CachedShare = 0.5 } };
        var bill = choice.BillAt(new(1));
        Assert.Equal(810e-6, bill.PerRequest.Value, 12);
        Assert.Equal(2_628_000 * 810e-6, bill.PerMonth.Value, 6);
        Assert.Equal(360.0 / 1200, bill.Input.Value, 9);
        Assert.Equal(1.5, bill.Output.Value, 9);
        Assert.Null(bill.Utilisation);
    }

    [Fact]
    public void Cached_input_costs_as_input_where_no_cache_is_sold() =>
        Assert.Equal(1050e-6, (Choices.PerToken("api", 0.5m, 1.5m) with { Shape = Choices.Shape with { CachedShare = 0.5 } }).BillAt(new(1)).PerRequest.Value, 12);

    [Fact]
    public void A_model_that_needs_more_tokens_pays_for_them_and_is_compared_by_the_reference_ones()
    {
        var bill = (Choices.PerToken("api", 0.5m, 1.5m) with { TokensRatio = new(1.1, 1.4) }).BillAt(new(1));
        Assert.Equal(((1320 * 0.5) + (420 * 1.5)) * 1e-6, bill.PerRequest.Value, 12);
        Assert.Equal(1290.0 / 1500, bill.Blended.Value, 9);
        Assert.Equal(1290.0 / 1740, bill.OwnBlended.Value, 9);
        Assert.Equal(0.5, bill.OwnInput.Value, 9);
        Assert.Equal(1.5, bill.OwnOutput.Value, 9);
    }

    [Fact]
    public void Batch_is_offered_only_where_no_latency_is_asked_for()
    {
        var offer = Choices.PerToken("api", 0.5m, 1.5m, batchInput: 0.25m, batchOutput: 0.75m).Offer;
        var idle = Choice.PerToken.AllOf(offer, "api", Choices.Shape, TokensRatio.One, Objective.None);
        Assert.Equal([1050e-6, 525e-6], idle.Select(choice => Math.Round(choice.BillAt(new(1)).PerRequest.Value, 12)));
        Assert.Single(Choice.PerToken.AllOf(offer, "api", Choices.Shape, TokensRatio.One, ObjectiveText.Parse("ttft p95 < 1 s")));
        Assert.Null(Choices.PerToken("api", 0.5m, 1.5m).InBatch());
    }

    [Fact]
    public void A_bill_allocates_nothing()
    {
        Choice[] choices = [Box, Choices.PerToken("api", 0.5m, 1.5m)];
        double Sum()
        {
            var sum = 0.0;
            for (var i = 1; i <= 1000; i++) foreach (var choice in choices) sum += choice.BillAt(new(i)).PerMonth.Value;
            return sum;
        }

        Sum();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Sum();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e18)]
    public void No_traffic_has_no_bill(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Box.BillAt(new(rate)));

    [Fact]
    public void More_replicas_than_there_can_be_are_a_slip() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => (Box with { CapacityPerReplica = new(1e-9) }).BillAt(new(1e5)));

    [Fact]
    public void A_copy_with_another_shape_is_billed_by_it() =>
        Assert.Equal(2100e-6, (Choices.PerToken("api", 0.5m, 1.5m) with { Shape = new() { Input = new(2400), Output = new(600) } }).BillAt(new(1)).PerRequest.Value, 12);

    [Fact]
    public void A_comparison_ranks_by_the_bill_at_equal_traffic()
    {
        var traffic = Choices.Shape.At(new(1));
        var comparison = Comparison.At(traffic, [Choices.PerToken("api", 0.5m, 1.5m), Box, Choices.Hosted("auction", 2, 1m, indicative: true)]);
        Assert.Equal(["auction", "box", "api"], comparison.Rows.Select(row => row.Choice.Label));
        Assert.Equal("box", comparison.Cheapest!.Choice.Label);
        Assert.Equal(2_628_000 * 1050e-6 / 1806.75, comparison.Rows[2].TimesCheapest, 9);
        Assert.Throws<ArgumentException>(() => Comparison.At(traffic with { Output = new(301) }, [Box]));
    }
}
