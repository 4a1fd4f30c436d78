using Breakeven.Economics;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>The guide in five lines.</summary>
internal static class KeyFindings
{
    public static IEnumerable<FormattableString> Of()
    {
        var weights = Model(Article.Mixture).WeightBytes(Precision("fp8"));
        var memory = Article.MixtureBoxes.ToDictionary(box => box.Accelerator, box => Accelerator(box.Accelerator).Memory * box.Gpus);
        yield return $"The article's arithmetic is right to the cent for the dense model, and follows from {Said.Rate(Article.DenseThroughput)} tokens/s on one H100.";
        yield return $"None of the mixture's three boxes can be had and used as stated. Maverick's smaller FP8 checkpoint is {Said.Gib(weights)}; 4x H100 has {Said.Gib(memory["H100-SXM"])} in all; of the {Said.Gib(memory["MI300X"])} of 2x MI300X an engine may use {Said.Gib(memory["MI300X"] * 0.9)}; 3x H200 ({Said.Gib(memory["H200-SXM"])}) takes it as a pipeline with the memory fraction raised, and leaves little for cache. Nobody in the catalogue rents out three MI300X or three H200 in one box: boxes come by 1, 2, 4 and 8.";
        var plan = Sizer.Plan(DenseSection.Of(DenseSection.Variants[0]));
        var serving = DenseSection.Serving(DenseSection.Variants[0]);
        yield return $"The dense model leaves {Said.Gib(plan.Usable - plan.WeightTotal)} of an H100 beside its weights, {Said.Gib(plan.Left)} after the engine's workspace. With the defaults that carries {Said.Rate(DenseSection.TokensOf(serving.Capacity(Objective.None)))} tokens/s at any latency, not {Said.Rate(Article.DenseThroughput)}; other settings reach it.";
        var (dense, mixtures) = (EqualTrafficSection.Dense, EqualTrafficSection.Mixtures);
        yield return $"Equal utilisation is not equal traffic. At the traffic that keeps the dense GPU 10 % busy, the article's own boxes of the mixture cost {Said.PerMillion(mixtures[0].BillAt(EqualTrafficSection.Rates[0]).Blended)} to {Said.PerMillion(mixtures[^1].BillAt(EqualTrafficSection.Rates[0]).Blended)} a million tokens, against {Said.PerMillion(dense.BillAt(EqualTrafficSection.Rates[0]).Blended)}, not {Said.PerMillion(Article.MixtureCosts[2])}.";
        var contest = CheapestSection.ContestAt(EqualTrafficSection.Rates[^1]);
        var (cheapest, hosted) = (contest.Contenders[0], contest.Contenders.OfType<Contender.OnAccelerator>().First());
        yield return $"At the largest of the article's three traffics, {Said.PerDay(cheapest.Bill.Tokens)} tokens a day, the cheapest of all is {cheapest.Bill.Choice.Label} at {Said.PerMillion(cheapest.Bill.Blended)} a million; on hired hardware it is {hosted.Bill.Choice.Label} at {Said.PerMillion(hosted.Bill.Blended)}.";
    }
}
