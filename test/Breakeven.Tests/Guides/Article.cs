using Breakeven.Economics;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Tests.Guides;

/// <summary>The published figures that the guide walks through, as they stand in the article, and the traffic that it is tried at.</summary>
internal static class Article
{
    public const string Address = "https://www.digitalocean.com/community/tutorials/mixture-of-experts-inference-cost";

    public static DateOnly Date { get; } = new(2026, 5, 28);

    public const string Dense = "meta-llama/Llama-3.3-70B-Instruct";

    public const string Mixture = "meta-llama/Llama-4-Maverick-17B-128E-Instruct";

    public static IReadOnlyList<double> Utilisations { get; } = [0.9, 0.4, 0.1];

    public static ArticleBox DenseBox { get; } = new("H100-SXM", 1, new(3.39m));

    /// <summary>"4x H100, 3x H200, or 2x MI300X minimum", at the article's prices a GPU.</summary>
    public static IReadOnlyList<ArticleBox> MixtureBoxes { get; } =
        [new("MI300X", 2, new(1.99m)), new("H200-SXM", 3, new(3.44m)), new("H100-SXM", 4, new(3.39m))];

    /// <summary>The boxes that the article's provider sold at the time, from its page of prices; what it asks now is in the catalogue.</summary>
    public static IReadOnlyList<HardwareOffer> Sold { get; } =
    [
        OnSale("gpu-h100x1-80gb", "H100-SXM", 1, 3.39m), OnSale("gpu-h100x8-640gb", "H100-SXM", 8, 23.92m),
        OnSale("gpu-h200x1-141gb", "H200-SXM", 1, 3.44m), OnSale("gpu-h200x8-1128gb", "H200-SXM", 8, 27.52m),
        OnSale("gpu-mi300x1-192gb", "MI300X", 1, 1.99m), OnSale("gpu-mi300x8-1536gb", "MI300X", 8, 15.92m),
    ];

    public static IReadOnlyList<UsdPerMillion> DenseCosts { get; } = [new(0.87), new(1.96), new(7.83)];

    public static IReadOnlyList<UsdPerMillion> MixtureCosts { get; } = [new(0.41), new(0.94), new(3.76)];

    /// <summary>Tokens a second that the dense figures imply.</summary>
    public static TokensPerSecond DenseThroughput { get; } = new(1203);

    /// <summary>The article does not say what a request is like; this is the traffic of the README.</summary>
    public static Traffic Traffic { get; } = new() { Rate = new(1), Input = new(1200), Output = new(300) };

    public const string ObjectiveWords = "ttft p95 < 1 s, tpot p95 < 50 ms";

    public static Objective Objective { get; } = ObjectiveText.Parse(ObjectiveWords);

    private static HardwareOffer OnSale(string name, string accelerator, int gpus, decimal usdPerHour) => new()
    {
        Provider = "DigitalOcean",
        Name = name,
        Accelerator = accelerator,
        Gpus = gpus,
        Price = new(usdPerHour),
        Terms = OfferTerms.OnDemand,
        Region = "",
        Source = new("https://docs.digitalocean.com/products/droplets/details/pricing/", Date),
    };
}

/// <summary>A number of one accelerator at a price for each.</summary>
internal sealed record ArticleBox(string Accelerator, int Gpus, HourlyPrice PerGpu)
{
    public UsdPerHour Price => (PerGpu * Gpus).Estimated;

    public string Name => $"{Gpus}x {Accelerator}";

    /// <summary>The throughputs at which each published cost, rounded to the cent, comes out; empty where no throughput gives them all.</summary>
    public (double Low, double High) ThroughputsOf(IReadOnlyList<UsdPerMillion> costs, IReadOnlyList<double> utilisations)
    {
        var (low, high) = (0.0, double.PositiveInfinity);
        foreach (var (cost, use) in costs.Zip(utilisations))
        {
            low = Math.Max(low, UtilisationCost.ThroughputImplied(Price, use, cost + new UsdPerMillion(0.005)).Value);
            high = Math.Min(high, UtilisationCost.ThroughputImplied(Price, use, cost - new UsdPerMillion(0.005)).Value);
        }

        return (low, high);
    }
}
