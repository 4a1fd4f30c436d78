using Breakeven.Economics;

namespace Breakeven.Tests.Guides;

/// <summary>The article's own arithmetic.</summary>
internal static class ArticleSection
{
    public static void Write(GuidePage page)
    {
        page.Heading(2, "1. The article's arithmetic");
        page.Text($"The article prices a GPU-hour at {Prices()}. Its boxes then cost, an hour:");
        page.Table(["model", "box", "$ a GPU-hour", "$ an hour", "times the dense box"], BoxRows());
        page.Text($"A box at p dollars an hour that can pass T tokens a second, busy the share u of the time, costs p / (3600 u T) x 1,000,000 dollars a million tokens. The article gives u and the cost; T follows:");
        page.Table(["box", "T, tokens/s, from the 10 % figure", "at 90 %", "at 40 %", "at 10 %", "published"], CostRows());
        var dense = Article.DenseBox.ThroughputsOf(Article.DenseCosts, Article.Utilisations);
        page.Text($"The three dense figures agree with each other: only throughputs from {dense.Low:#,0.0} to {dense.High:#,0.0} tokens/s round to all of them. So the article's one H100 passes {Article.DenseThroughput.Value:#,0} tokens/s at full use; section 3 tests that.");
        page.Text($"The mixture's figures fit any of its three boxes, each with a throughput of its own, so the box cannot be told from them. Nor do the three agree to the cent: {Said.PerMillion(Article.MixtureCosts[2])} at 10 % is {Said.PerMillion(Article.MixtureCosts[2] * (1 / 9.0))} at 90 %, where {Said.PerMillion(Article.MixtureCosts[0])} is printed. At every utilisation the mixture comes out {Article.MixtureCosts[2] / Article.DenseCosts[2]:0.00} times as dear as the dense model, since one ratio of price to throughput stands behind all rows. Two questions decide whether it means anything: do these boxes run the model (section 2), and do the two columns serve the same traffic (section 4)?");
    }

    private static string Prices() =>
        string.Join(", ", Article.MixtureBoxes.Reverse().Select(box => $"{Said.PerHour(box.PerGpu.Estimated)} for an {box.Accelerator}"));

    private static IEnumerable<IReadOnlyList<string>> BoxRows() =>
        Boxes().Select(box => (IReadOnlyList<string>)
        [
            box.Model, box.Box.Name, Said.PerHour(box.Box.PerGpu.Estimated), Said.PerHour(box.Box.Price),
            FormattableString.Invariant($"{box.Box.Price / Article.DenseBox.Price:0.00}"),
        ]);

    private static IEnumerable<IReadOnlyList<string>> CostRows() => Boxes().Select(box =>
    {
        var throughput = Implied(box.Box, box.Costs);
        var costs = Article.Utilisations.Select(use => Said.PerMillion(UtilisationCost.Of(box.Box.Price, throughput, use)));
        return (IReadOnlyList<string>)[box.Box.Name, Said.Rate(throughput), .. costs, string.Join(", ", box.Costs.Select(Said.PerMillion))];
    });

    /// <summary>The throughput behind the 10 % figure, which has the most digits.</summary>
    public static TokensPerSecond Implied(ArticleBox box, IReadOnlyList<UsdPerMillion> costs) => UtilisationCost.ThroughputImplied(box.Price, Article.Utilisations[^1], costs[^1]);

    private static IEnumerable<(string Model, ArticleBox Box, IReadOnlyList<UsdPerMillion> Costs)> Boxes() =>
        Article.MixtureBoxes.Select(box => ("Llama 4 Maverick FP8", box, Article.MixtureCosts)).Prepend(("Llama 3.3 70B FP8", Article.DenseBox, Article.DenseCosts));
}
