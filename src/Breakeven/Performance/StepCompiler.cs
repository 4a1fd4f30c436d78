using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>Compiles a deployment to a <see cref="StepModel"/>: done once, before any step is timed.</summary>
public static class StepCompiler
{
    /// <summary>Compiles a legal deployment with a calibration.</summary>
    public static StepModel Compile(Deployment deployment, Calibration calibration) =>
        Compile(deployment, ModelShape.Of(deployment.Model, deployment.Precision), calibration);

    internal static StepModel Compile(Deployment deployment, ModelShape shape, Calibration calibration)
    {
        var coefficients = CoefficientsOf(deployment, shape, calibration);
        return new(deployment.Settings.Speculation is null ? coefficients : coefficients with { Draft = DraftOf(deployment, shape.Drafter, calibration) });
    }

    /// <summary>The drafter as a deployment of its own, on the ranks of the last stage.</summary>
    internal static Deployment DrafterOf(Deployment deployment, ModelShape drafter) => deployment with
    {
        Model = drafter.Model,
        Layout = deployment.Layout with { Pipeline = 1 },
        Settings = deployment.Settings with { Speculation = null, OverlapsHalves = false },
    };

    // It runs in the same step: no scheduling and no work for a sequence of its own.
    private static StepModel DraftOf(Deployment deployment, ModelShape drafter, Calibration calibration)
    {
        var coefficients = CoefficientsOf(DrafterOf(deployment, drafter), drafter, calibration);
        return new(coefficients with { Overhead = coefficients.Overhead - coefficients.OverheadOnce, OverheadOnce = 0, OverheadPerSequence = 0 });
    }

    private static StepCoefficients CoefficientsOf(Deployment deployment, ModelShape shape, Calibration calibration)
    {
        var layout = deployment.Layout;
        var curves = new StepCurves(deployment, calibration);
        var serving = curves.Serving;
        double layers = 0, expertLayers = 0;
        foreach (var group in shape.Groups)
        {
            layers += group.Count * (0.5 * (group.Layer.Attention is AttentionKind.Absent ? 0 : 1) + 0.5 * (group.Layer.FeedForward is FeedForwardKind.Absent ? 0 : 1));
            if (group.Layer.FeedForward is FeedForwardKind.Mixture) expertLayers += group.Count;
        }

        return new()
        {
            Dense = DenseWork.FamiliesOf(shape, layout, curves),
            Head = DenseWork.HeadOf(shape, layout, curves),
            Experts = [.. ExpertsOf(shape, deployment, curves).Select(family => Ablated.Experts(calibration.Without, family, deployment.Settings.TokensVerified))],
            Attention = AttentionOf(shape, deployment, curves),
            Collectives = calibration.Without.HasFlag(Ablation.Communication) ? [] : CollectiveWork.FamiliesOf(shape, deployment, curves),
            PerDataRank = 1.0 / layout.Data,
            DataRanks = layout.Data,
            Pipeline = layout.Pipeline,
            Overhead = serving.Step.Value + layers * serving.Layer.Value + expertLayers * serving.ExpertLayer.Value,
            EagerLaunch = layers * serving.EagerLayer.Value + expertLayers * serving.EagerExpertLayer.Value,
            OverheadOnce = serving.Step.Value,
            OverlapsHalves = deployment.Settings.OverlapsHalves && layout.Data > 1,
            OverheadPerSequence = serving.Sequence.Value,
            OverheadPerToken = layers * serving.Passes * shape.Model.Hidden * 2 / deployment.Accelerator.MemoryBandwidth.Value,
            Basis = curves.Basis,
            Traits = Local.DeploymentTraits.Of(deployment, shape, serving.Engine),
            AdmitsAll = calibration.Without.HasFlag(Ablation.Admission),
            TokensVerified = deployment.Settings.TokensVerified,
            TokensYielded = deployment.Settings.TokensYielded,
        };
    }

    private static ExpertFamily[] ExpertsOf(ModelShape shape, Deployment deployment, StepCurves curves)
    {
        var layout = deployment.Layout;
        // Layers with equal experts are one family, whatever attention stands before them.
        var families = new Dictionary<(int, int), ExpertFamily>();
        var ranks = layout.ExpertRanks;
        var dealt = layout.Expert > 1;
        // Drafts are neighbours of the token before them.
        var drafts = deployment.Settings.TokensVerified - 1;
        foreach (var group in shape.Groups)
        {
            if (group.Layer.FeedForward is not FeedForwardKind.Mixture mixture) continue;
            var share = group.Shares.Single(one => one.Class == TensorClass.RoutedExpert);
            var format = shape.Precision[TensorClass.RoutedExpert];
            var kernel = curves.Experts(format);
            var factor = curves.ExpertsFactor(format);
            var split = dealt ? 1 : ranks;
            var layers = group.Count * factor;
            var input = mixture.LatentWidth > 0 ? mixture.LatentWidth : shape.Model.Hidden;
            // Each slot once in and once out of both products, 16 bits each.
            var activations = 2.0 * (2.0 * input + (mixture.Gated ? 3 : 2) * (double)mixture.ExpertWidth / split);
            // Where all tokens are gathered each rank sorts all slots; where they are sent, those alone that are its own.
            var own = dealt && deployment.Settings.Exchange == ExpertExchange.AllToAll ? ExpertRouting.StragglerByTokens(mixture.Experts, ranks) / ranks : 1;
            var key = (mixture.Experts, mixture.ExpertsPerToken);
            var miss = ExpertRouting.LogMiss(mixture.Experts, mixture.ExpertsPerToken);
            if (!families.TryGetValue(key, out var sum))
                sum = new(
                    mixture.Experts, mixture.ExpertsPerToken, miss * (curves.Serving.Independence + drafts * ExpertRouting.NeighbourShare), miss * ExpertRouting.NeighbourShare, dealt, ranks, ExpertRouting.ExpectedMaximum(ranks),
                    0, 0, 0, 0, 0, dealt ? ExpertRouting.StragglerByTokens(mixture.Experts, ranks) : 1, kernel.Tile)
                { LogMissFirst = miss * (1 - curves.Serving.Independence) };
            families[key] = sum with
            {
                Launch = sum.Launch + group.Count * curves.Serving.Launch * kernel.Launch,
                LaunchPerExpert = sum.LaunchPerExpert + layers * kernel.Each,
                ReadTimePerExpert = sum.ReadTimePerExpert + layers * share.Bytes / mixture.Experts / split / kernel.Bandwidth,
                TimePerSlot = sum.TimePerSlot + layers * own * kernel.Fill * activations / kernel.Bandwidth,
                TimePerRow = sum.TimePerRow + layers * 2 * share.Multiplied / mixture.ExpertsPerToken / split * (1 + kernel.Soft * split / mixture.ExpertWidth) / kernel.Rate,
            };
        }

        return [.. families.Values];
    }

    private static AttentionFamily[] AttentionOf(ModelShape shape, Deployment deployment, StepCurves curves)
    {
        var families = new List<AttentionFamily>();
        var tensor = deployment.Layout.Tensor;
        var factor = curves.Serving.Attention;
        double verified = deployment.Settings.TokensVerified;
        foreach (var byKind in shape.Groups.GroupBy(group => group.Layer.Attention))
        {
            var (attention, count) = (byKind.Key, byKind.Sum(group => group.Count));
            if (attention is AttentionKind.Absent) continue;
            var before = families.Count;
            var latent = attention is AttentionKind.Latent;
            var (decode, prefill) = (curves.Decode(latent), curves.Prefill(latent));
            var shards = Math.Min(tensor, attention.CacheShards);
            var heads = Math.Max(1.0, attention.QueryHeads / (double)tensor);
            // A key head's queries share a tile of the arithmetic, however few they are; those of a sequence's drafts look back on the same cache, read once.
            var keyHeads = latent ? 1.0 : Math.Max(1.0, (double)attention.CacheShards / tensor);
            var padding = KernelForms.Padded(heads / keyHeads * verified, decode.Tile) / (heads / keyHeads);
            // What keeps a state and no cache (Mamba's shards are thousands of channels) starts no block for each.
            var each = attention.Cache.Count == 0 ? 0 : decode.Each * keyHeads;
            var (launch, stateTime, stateFlop) = (count * decode.Launch * curves.Serving.Launch, 0.0, attention.StateFlop.Value);
            var widths = latent ? 192 + 128 : 2.0 * HeadWidth(attention);
            // An exponential a pair, whatever the width.
            var softened = (1 + prefill.Soft / widths) / prefill.Rate;
            if (attention.StatePerSequence.Value > 0 || stateFlop > 0)
            {
                // Read once, and written after every token: which of them will stand is not known yet.
                stateTime = KernelForms.Blend((1 + verified) * attention.StatePerSequence.Value / shards / decode.Bandwidth, verified * stateFlop / tensor / decode.Rate);
            }

            var first = true;
            foreach (var pass in attention.Passes)
            {
                var read = pass.Read.BytesPerToken(deployment.Precision) / shards / decode.Bandwidth;
                families.Add(new(
                    pass.Most ?? double.PositiveInfinity,
                    launch,
                    count * factor * KernelForms.Blend(read, pass.DecodeFlop / tensor * padding / decode.Rate),
                    count * factor * (first ? each + stateTime : 0),
                    count * factor * decode.Walk,
                    count * prefill.Launch,
                    count * pass.PrefillFlop / tensor * softened,
                    count * (first ? stateFlop / tensor / prefill.Rate + heads * (2 * widths / prefill.Bandwidth + prefill.Each / Math.Max(1, prefill.Tile)) : 0),
                    count * (first ? prefill.Fill * prefill.Tile * 2 * widths * softened + keyHeads * 2 * widths / prefill.Bandwidth : 0),
                    prefill.Tile));
                first = false;
            }

            if (first) families.Add(new(0, launch, 0, count * factor * (each + stateTime), 0, count * prefill.Launch, 0, count * stateFlop / tensor / prefill.Rate, 0, prefill.Tile));
            for (var i = before; i < families.Count; i++) families[i] = families[i] with { Kind = attention };
        }

        return [.. families];
    }

    private static double HeadWidth(AttentionKind attention) => attention is AttentionKind.Grouped grouped ? grouped.KeyDim : 128;
}
