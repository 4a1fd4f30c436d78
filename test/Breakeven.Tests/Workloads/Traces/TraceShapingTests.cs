using Breakeven.Catalog;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Tests.Workloads.Traces;

public sealed class TraceShapingTests
{
    private static IEnumerable<TraceRequest> At(params double[] seconds) => seconds.Select((second, index) => new TraceRequest((long)(second * 1e9), index + 1, 1));

    private static List<(double, int)> Seen(IEnumerable<TraceRequest> requests) => [.. requests.Select(request => (request.ArrivalNanoseconds / 1e9, request.InputTokens))];

    [Fact]
    public void A_part_is_counted_from_its_own_start() =>
        Assert.Equal([(0, 2), (1, 3)], Seen(At(1, 2, 3, 4).Between(new Seconds(2), new Seconds(4))));

    [Fact]
    public void Twice_as_fast_is_half_the_time() => Assert.Equal([(0.5, 1), (1.5, 2)], Seen(At(1, 3).Faster(2)));

    // From 1 to 5 s in two gaps of 2 s on average: the second pass begins 2 s after the last, at 7 s, the third at 13 s.
    [Fact]
    public void A_pass_begins_a_mean_gap_after_the_last() =>
        Assert.Equal([(1, 1), (2, 2), (5, 3), (7, 1), (8, 2), (11, 3), (13, 1)], Seen(At(1, 2, 5).Repeat(new Seconds(14))));

    [Fact]
    public void What_arrives_at_once_cannot_be_repeated()
    {
        Assert.Throws<InputException>(() => At(3).Repeat(new Seconds(10)).Count());
        Assert.Throws<InputException>(() => At(3, 3).Repeat(new Seconds(10)).Count());
        Assert.Empty(At().Between(Seconds.Zero, null));
    }
}
