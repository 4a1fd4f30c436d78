using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Tests.Performance;

/// <summary>DeepSeek-V3 with a rank of attention and experts on each device; 58 of its layers exchange tokens.</summary>
public sealed class ExpertExchangeTests
{
    private static StepModel Step(string gpu, int ranks, ExpertExchange exchange, bool overlaps) => StepCompiler.Compile(
        Facts.Deploy("deepseek-ai/DeepSeek-V3", gpu, "native", $"dp={ranks},ep={ranks}") with
        {
            Engine = Engine.Sglang,
            SpansBoxes = ranks > 8,
            Fabric = BytesPerSecond.GigabitsPerSecond(400),
            Settings = new() { Exchange = exchange, OverlapsHalves = overlaps },
        },
        Facts.Calibration);

    private static StepWork Work(int ranks, double perRank) => new(0, 0, ranks * perRank, 4989);

    // Inside a box, 128 tokens a rank: 8 copies x 7,168 values x (1.03 B out at 63.1 % of 450 GB/s, 2 B back at 55.2 %) = 0.67 us a token and layer; with 23.2 us of
    // launches 58 x (128 x 0.67 + 23.2) us = 6.3 ms. Over 18 boxes, 44 tokens: 7.56 of 8 copies leave the box at 40 GB/s: 4.1 us a token, 58 x (44 x 4.1 + 23.2) us = 11.8 ms.
    [Theory]
    [InlineData("H100-SXM", 8, 128, 6.3)]
    [InlineData("H800-SXM", 144, 44, 11.8)]
    public void An_exchange_takes_what_its_copies_take_on_the_slower_way(string gpu, int ranks, double perRank, double milliseconds)
    {
        var parts = Step(gpu, ranks, ExpertExchange.AllToAll, overlaps: false).Explain(Work(ranks, perRank));
        Assert.InRange(parts.Communication.Value * 1e3, milliseconds * 0.9, milliseconds * 1.1);
    }

    // Gathering sends every token to all 143 others; an exchange sends each to some 8.
    [Fact]
    public void Gathering_over_many_ranks_costs_several_times_the_exchange()
    {
        var gather = Step("H800-SXM", 144, ExpertExchange.GatherAndScatter, overlaps: false).Explain(Work(144, 88)).Communication;
        var exchange = Step("H800-SXM", 144, ExpertExchange.AllToAll, overlaps: false).Explain(Work(144, 88)).Communication;
        Assert.True(gather.Value > 3 * exchange.Value, $"{gather} against {exchange}");
    }

    // 88 sequences a rank: 39 ms of kernels and 21 of exchange one after the other. A half computes for 25 ms, in which its twin's 12 ms of exchange hide: 50 ms.
    // With one sequence a rank both halves read nearly all that the whole would.
    [Fact]
    public void Two_halves_hide_the_exchange_where_the_batch_is_large_and_read_twice_where_it_is_small()
    {
        var (whole, halves) = (Step("H800-SXM", 144, ExpertExchange.AllToAll, overlaps: false), Step("H800-SXM", 144, ExpertExchange.AllToAll, overlaps: true));
        Assert.InRange(whole.Time(Work(144, 88)).Value * 1e3, 54, 66);
        Assert.InRange(halves.Time(Work(144, 88)).Value * 1e3, 45, 55);
        Assert.InRange(halves.Time(Work(144, 1)) / whole.Time(Work(144, 1)), 1.5, 2.0);
    }

    [Fact]
    public void What_is_explained_of_overlapping_halves_adds_up_to_their_time()
    {
        var halves = Step("H800-SXM", 144, ExpertExchange.AllToAll, overlaps: true);
        Assert.Equal(halves.Time(Work(144, 88)).Value, halves.Explain(Work(144, 88)).Total.Value, 1e-9);
    }
}
