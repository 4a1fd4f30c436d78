using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Prices;

namespace Breakeven.Tests.Economics;

/// <summary>Choices with numbers small enough to bill by hand.</summary>
internal static class Choices
{
    public static TrafficShape Shape { get; } = new() { Input = new(1200), Output = new(300) };

    private static Source Stated { get; } = new("a test", new DateOnly(2026, 1, 1));

    public static Choice.Hosted Hosted(string label, double perSecond, decimal perHour, int gpus = 1, OfferTerms terms = OfferTerms.OnDemand, bool indicative = false) => new()
    {
        Label = label,
        Model = label,
        Shape = Shape,
        CapacityPerReplica = new(perSecond),
        CapacityBasis = Basis.Analytic,
        PrefillShare = 0.25,
        // At its fullest: as if requests always shared a full replica.
        BilledPerRequest = terms == OfferTerms.Serverless ? new(1 / perSecond) : null,
        Offer = new HardwareOffer
        {
            Provider = "Somewhere",
            Name = "box",
            Accelerator = "H100-SXM",
            Gpus = gpus,
            Price = new(perHour),
            Terms = terms,
            Region = "nyc",
            Indicative = indicative,
            Source = Stated,
        },
    };

    public static Choice.PerToken PerToken(string label, decimal input, decimal output, decimal? cached = null, decimal? batchInput = null, decimal? batchOutput = null) => new()
    {
        Label = label,
        Model = label,
        Shape = Shape,
        Offer = new TokenOffer
        {
            Provider = "Someone",
            Model = label,
            Name = label,
            Input = new(input),
            Output = new(output),
            CachedInput = cached is { } price ? new UsdPerMillionTokens(price) : null,
            BatchInput = batchInput is { } batch ? new UsdPerMillionTokens(batch) : null,
            BatchOutput = batchOutput is { } answers ? new UsdPerMillionTokens(answers) : null,
            Source = Stated,
        },
    };
}
