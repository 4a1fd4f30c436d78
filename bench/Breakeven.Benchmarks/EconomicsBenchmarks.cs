using BenchmarkDotNet.Attributes;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Prices;

namespace Breakeven.Benchmarks;

/// <summary>One bill, and all break-evens of a pair over seven decades of traffic, from everyday to absurd.</summary>
[MemoryDiagnoser]
public class EconomicsBenchmarks
{
    private static readonly Source Stated = new("a benchmark", new DateOnly(2026, 1, 1));
    private static readonly TrafficShape Shape = new() { Input = new(1200), Output = new(300) };
    private static readonly Choice.Hosted Box = Hosted(0.802, 3.39m);
    private static readonly Choice.Hosted Large = Hosted(5.083, 10.32m);
    private static readonly Choice.PerToken Api = new()
    {
        Label = "api",
        Model = "m",
        Shape = Shape,
        Offer = new TokenOffer { Provider = "p", Model = "m", Name = "m", Input = new(0.5m), Output = new(1.5m), Source = Stated },
    };

    [Benchmark]
    public Bill HostedBill() => Box.BillAt(new(1.2));

    [Benchmark]
    public Bill PerTokenBill() => Api.BillAt(new(1.2));

    [Benchmark]
    public int BoxAgainstApi() => BreakEvens.Between(Box, Api, TrafficRange.SevenDecades).Crossings.Count;

    [Benchmark]
    public int BoxAgainstLargerBox() => BreakEvens.Between(Box, Large, TrafficRange.SevenDecades).Crossings.Count;

    [Benchmark]
    public int SevenThousandStepsOfEqualSlope() => BreakEvens.Between(Hosted(0.01, 1m), Hosted(0.00999999, 0.999999m), TrafficRange.SevenDecades).Crossings.Count;

    [Benchmark]
    public int MoreStepsThanAreListed() => BreakEvens.Between(Hosted(1e-9, 1m), Hosted(7e-9, 7.000001m), TrafficRange.SevenDecades).Crossings.Count;

    [Benchmark]
    public int EnvelopeOfThirty() => Envelope.Of([.. Enumerable.Range(0, 30).Select(i => (Choice)Hosted(0.5 + (0.37 * i), 2m + (1.3m * i))), Api], TrafficRange.SevenDecades).Parts.Count;

    private static Choice.Hosted Hosted(double rate, decimal price) => new()
    {
        Label = "box",
        Model = "m",
        Shape = Shape,
        CapacityPerReplica = new(rate),
        CapacityBasis = Basis.Analytic,
        PrefillShare = 0.25,
        Offer = new HardwareOffer { Provider = "p", Name = "b", Accelerator = "H100-SXM", Gpus = 1, Price = new(price), Terms = OfferTerms.OnDemand, Region = "r", Source = Stated },
    };
}
