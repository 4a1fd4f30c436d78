using Breakeven.Performance;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Sizing;

public sealed class SmallestLayoutTests
{
    private const string Llama70B = "meta-llama/Llama-3.3-70B-Instruct";
    private const string Maverick = "meta-llama/Llama-4-Maverick-17B-128E-Instruct";

    // 0.9 x 79.65 GiB = 71.68; weights 67.69; residual 0.25 and gate, up and product of 28,672 x 8,192 tokens 1.31; libraries 0.22: 2.2 GiB left.
    // A sequence of 4,096 tokens holds 1.25 GiB, one of 8,192 2.5 GiB, so the longer one is 0.3 GiB short and takes a second device.
    [Fact]
    public void The_second_device_comes_when_the_cache_of_one_sequence_no_longer_fits()
    {
        var shorter = SmallestLayout.Find(Ask(Llama70B, "H100-SXM", "fp8", context: 4096));
        Assert.Equal((new Layout(1), 1), (shorter.Best!.Layout, shorter.Best.ConcurrencyMax));
        Assert.InRange(shorter.Best.Plan.Left / Bytes.Gibibytes(1), 2.1, 2.3);

        var longer = SmallestLayout.Find(Ask(Llama70B, "H100-SXM", "fp8", context: 8192));
        Assert.Equal(new Layout(2), longer.Best!.Layout);
        var refused = Assert.Single(longer.Refused);
        Assert.Equal(new Layout(1), refused.Layout);
        Assert.InRange(refused.Short!.Value / Bytes.Gibibytes(1), 0.2, 0.4);
        Assert.Equal(RefusalKind.DoesNotFit, refused.Refusal.Kind);
        Assert.Contains("1 sequence of 8,192 tokens holds 2.5 GiB", refused.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("tp=2", refused.Refusal.Nearest);
    }

    // 128 sequences hold 128 x 2.5 = 320 GiB beside 67.7 of weights: more than 5 x 71.68 = 358 GiB, and within 6 x 71.68 = 430.
    [Fact]
    public void More_sequences_take_more_devices_and_every_answer_holds_what_was_asked()
    {
        var devices = 0;
        foreach (var concurrency in (long[])[1, 16, 64, 128])
        {
            var best = SmallestLayout.Find(Ask(Llama70B, "H100-SXM", "fp8", concurrency: concurrency)).Best!;
            Assert.True(best.ConcurrencyMax >= concurrency);
            Assert.True(best.ContextMax.Value >= 8192);
            Assert.True(best.Layout.Gpus >= devices);
            devices = best.Layout.Gpus;
        }

        Assert.Equal(6, devices);
    }

    [Theory]
    [InlineData(Maverick, "fp8")]
    [InlineData("deepseek-ai/DeepSeek-V3", "native")]
    [InlineData("openai/gpt-oss-120b", "native")]
    public void No_fewer_devices_would_do(string model, string precision)
    {
        foreach (var gpu in (string[])["H100-SXM", "H200-SXM", "MI300X", "L40S", "B200-SXM"])
        {
            var request = Ask(model, gpu, precision);
            if (SmallestLayout.Find(request).Best is not { } best) continue;
            // Beyond one box a replica takes whole boxes, so parts of a second are not tried.
            for (var fewer = 1; fewer < Math.Min(9, best.Layout.Gpus); fewer++) Assert.Empty(SmallestLayout.OfSize(request, fewer).Fitting);
            Assert.Contains(SmallestLayout.OfSize(request, best.Layout.Gpus).Fitting, one => one.Layout == best.Layout);
        }
    }

    // 3 does not divide 40 heads, so 3 devices are a pipeline or hold the attention each; a pipeline is taken last.
    [Fact]
    public void A_pipeline_comes_last_among_layouts_that_fit()
    {
        var found = SmallestLayout.OfSize(Ask(Maverick, "MI300X", "fp8"), 3);

        Assert.Equal([1, 3], found.Fitting.Select(one => one.Layout.Pipeline));
        Assert.Contains(found.Refused, one => one.Layout == new Layout(3) && one.Refusal.Reason == "40 query heads do not divide over tp=3" && one.Short is null);
    }

    [Fact]
    public void Hardware_without_the_format_is_refused_once_and_not_for_every_layout()
    {
        var found = SmallestLayout.Find(Ask(Llama70B, "A100-SXM-80GB", "fp8") with { Engine = Engine.Sglang });

        Assert.Empty(found.Fitting);
        Assert.Equal("no FP8 arithmetic", Assert.Single(found.Refused).Refusal.Brief);
        Assert.Same(found.Refused[0], found.Nearest);
    }

    [Fact]
    public void A_fixed_layout_that_is_refused_names_one_that_passes()
    {
        var request = Ask(Maverick, "H200-SXM", "fp8");
        var refused = Assert.Single(SmallestLayout.Exactly(request, Layouts.Parse("tp=3")).Refused);

        Assert.Equal("tp=4", refused.Refusal.Nearest);
        Assert.NotNull(SmallestLayout.Exactly(request, Layouts.Parse(refused.Refusal.Nearest)).Best);
    }

    // 671 GB of weights over 8 x 79.65 GiB x 0.9 = 573 GiB cannot be; nor is it sold in boxes that a network joins without one.
    [Fact]
    public void Beyond_one_box_only_a_network_between_boxes_helps()
    {
        var alone = Ask("deepseek-ai/DeepSeek-V3", "H100-SXM", "native") with { Boxes = [new(1, null), new(8, null)] };
        Assert.Null(SmallestLayout.Find(alone).Best);
        Assert.InRange(SmallestLayout.Find(alone).Nearest!.Short!.Value / Bytes.Gibibytes(1), 5, 25);
        Assert.Equal(8, SmallestLayout.Find(alone).Nearest!.Layout.Gpus);

        var joined = SmallestLayout.Find(alone with { Boxes = [new(8, BytesPerSecond.GigabitsPerSecond(400))] }).Best!;
        Assert.Equal((16, 2), (joined.Layout.Gpus, joined.Layout.Pipeline));
        Assert.Equal(new Purchase(8, 2, 0), joined.Purchase);
        Assert.True(joined.Purchase.IsSold);
    }

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 8, 1, 6)]
    [InlineData(8, 8, 1, 0)]
    [InlineData(12, 8, 2, 4)]
    public void Devices_are_had_in_the_smallest_boxes_that_hold_them(int gpus, int box, int count, int idle)
    {
        var request = Ask(Llama70B, "H100-SXM", "fp8") with { Boxes = [new(8, new(50e9)), new(1, null)] };
        Assert.Equal(new Purchase(box, count, idle), SmallestLayout.PurchaseOf(request, gpus));
        Assert.Equal(new Purchase(null, 0, 0), SmallestLayout.PurchaseOf(request with { Boxes = [] }, gpus));
    }

    // The middle of all accelerators, since other tests share the machine and any one search may wait for them.
    // Every attention rank runs its own sequences, so 8 of them with 16 each are 128.
    [Theory]
    [InlineData("tp=8,ep=8", false)]
    [InlineData("tp=1,dp=8,ep=8", true)]
    public void The_engines_bound_on_sequences_holds_for_each_attention_rank(string layout, bool fits)
    {
        var request = Ask("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", concurrency: 128) with { Settings = new() { SequencesMax = 16 } };
        var found = SmallestLayout.Exactly(request, Layouts.Parse(layout));
        Assert.Equal(fits, found.Best is not null);
        if (!fits) Assert.Contains("16 sequences at once", found.Refused[0].Refusal.Reason, StringComparison.Ordinal);
    }

    private static SizingRequest Ask(string model, string gpu, string precision, long context = 8192, long concurrency = 1) => new()
    {
        Model = Model(model),
        Precision = precision == "native" ? Model(model).Native : Precision(precision),
        Accelerator = Accelerator(gpu),
        Settings = DeploymentSearch.DefaultSettings(Accelerator(gpu)),
        Context = new(context),
        Concurrency = concurrency,
        Boxes = BoxShape.Of(Facts.Catalog.HardwareOffers.Where(offer => offer.Accelerator == gpu && !offer.Indicative)),
    };
}
