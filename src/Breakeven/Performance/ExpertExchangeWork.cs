using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>What sending each token to the ranks of its experts, and their results back, costs.</summary>
internal static class ExpertExchangeWork
{
    /// <summary>All layers' exchanges: by the kernels for latency, or by those for throughput where they are sooner.</summary>
    public static CollectiveFamily FamilyOf(ModelShape shape, Deployment deployment, StepCurves curves)
    {
        var ranks = deployment.Layout.ExpertRanks;
        double layers = 0, shortPerToken = 0, longPerToken = 0, bytes = 0;
        var (shortOut, shortBack) = (curves.Collective(KernelFamily.DispatchLowLatency), curves.Collective(KernelFamily.CombineLowLatency));
        var (longOut, longBack) = (curves.Collective(KernelFamily.Dispatch), curves.Collective(KernelFamily.Combine));
        var format = shape.Precision[TensorClass.RoutedExpert].Nominal;
        // Tokens travel as the experts read them, in FP8 with a scale for each 128; results come back in 16 bits.
        var there = format.BitsPerElement <= 8 && format.Compute is not NumberFormat.Bf16 ? 1 + 4.0 / 128 : 2.0;
        foreach (var group in shape.Groups)
        {
            if (group.Layer.FeedForward is not FeedForwardKind.Mixture mixture) continue;
            var width = (double)(mixture.LatentWidth > 0 ? mixture.LatentWidth : shape.Model.Hidden) / deployment.Layout.Tensor;
            var toEach = Copies.ToEachExpert(deployment, mixture.ExpertsPerToken);
            var once = Copies.OncePerRank(deployment, mixture.ExpertsPerToken);
            layers += group.Count;
            shortPerToken += group.Count * width * (toEach.Time(there, shortOut, deployment) + toEach.Time(2, shortBack, deployment));
            longPerToken += group.Count * width * (once.Time(there, longOut, deployment) + once.Time(2, longBack, deployment));
            bytes += group.Count * width * (there + 2) * (toEach.Inside + toEach.Between);
        }

        var factor = curves.Serving.Collectives;
        return new(
            factor * layers * (shortOut.Launch + shortBack.Launch), factor * shortPerToken,
            factor * layers * (longOut.Launch + longBack.Launch), factor * longPerToken, OverReplica: false)
        {
            Overlaps = deployment.Settings.OverlapsHalves,
            Use = new("exchanges with experts", 2 * layers, bytes, ranks, KernelFamily.DispatchLowLatency, KernelFamily.Dispatch),
        };
    }

    // Copies of a token that go over the link inside a box, and over the network between boxes.
    private readonly record struct Copies(double Inside, double Between)
    {
        // The kernels for latency write to each of a token's experts directly.
        public static Copies ToEachExpert(Deployment deployment, int perToken)
        {
            var ranks = deployment.Layout.ExpertRanks;
            var near = (double)Math.Min(ranks, deployment.LinkedGpus) / ranks;
            return new(perToken * near, perToken * (1 - near));
        }

        // Those for throughput write once to each other box that holds an expert of the token's, from where it goes on over the link.
        public static Copies OncePerRank(Deployment deployment, int perToken)
        {
            var ranks = deployment.Layout.ExpertRanks;
            var boxes = Math.Ceiling((double)ranks / deployment.LinkedGpus);
            return new(Distinct(ranks, perToken), (boxes - 1) / boxes * Distinct(boxes, perToken));
        }

        // Both ways are under way at once.
        public double Time(double bytes, in KernelParameters link, Deployment deployment)
        {
            var inside = bytes * Inside / link.Bandwidth;
            return Between > 0 && deployment.Fabric is { } fabric ? Math.Max(inside, bytes * Between / (fabric.Value * CollectiveWork.FabricShare)) : inside;
        }

        private static double Distinct(double places, int drawn) => places * (1 - Math.Pow(1 - 1 / places, drawn));
    }
}
