using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>Compiles a deployment to a <see cref="StepModel"/>: done once, before any step is timed.</summary>
public static class StepCompiler
{
    // Rows of the smallest tile of a grouped product: the smallest an MMA instruction leaves unpadded in current kernels.
    private const double TileRows = 16;

    // Host work a running sequence adds to a step: input preparation, sampling bookkeeping, detokenising. BLIS fits 4 us a request.
    private const double OverheadPerSequence = 4e-6;

    /// <summary>Compiles a legal deployment with the constants of its accelerator's family.</summary>
    public static StepModel Compile(Deployment deployment, Efficiency efficiency) =>
        Compile(deployment, ModelShape.Of(deployment.Model, deployment.Precision), efficiency);

    internal static StepModel Compile(Deployment deployment, ModelShape shape, Efficiency efficiency)
    {
        var layout = deployment.Layout;
        var rates = new AchievableRates(deployment.Accelerator, efficiency);
        var collectives = new Collectives(deployment, efficiency);
        var (perLocal, perToken, fixedTime) = CommunicationOf(shape, layout, collectives);
        var head = HeadOf(shape);
        return new(new()
        {
            Basis = efficiency.Basis,
            Linear = LinearOf(shape, layout, rates, efficiency),
            Experts = ExpertsOf(shape, layout, rates, efficiency),
            Attention = AttentionOf(shape, deployment, rates, efficiency),
            HeadReadTime = head.Bytes / layout.Tensor / (rates.Bandwidth * efficiency.WeightBandwidth),
            HeadTimePerToken = 2 * head.Multiplied / layout.Tensor / rates.Matmul(head.Compute),
            PerDataRank = 1.0 / layout.Data,
            DataRanks = layout.Data,
            Pipeline = layout.Pipeline,
            TileRows = TileRows,
            CommunicationFixed = fixedTime,
            CommunicationPerLocalToken = perLocal,
            CommunicationPerToken = perToken,
            Overhead = efficiency.StepOverhead.Value + shape.Model.Layers.Count * efficiency.LayerOverhead.Value,
            OverheadPerSequence = OverheadPerSequence,
        });
    }

    // Of what stands outside the layers only this is multiplied; a second embedding (Gemma 3n) is looked up as the first is.
    private static WeightShare HeadOf(ModelShape shape)
    {
        var tensor = shape.Model.OuterTensors().Single(one => one.Name == (shape.Model.TiedEmbeddings ? "embed_tokens" : "lm_head"));
        var format = shape.Precision.Of(tensor);
        return new(tensor.Class, tensor.Sharding, format.Compute, format.Size(tensor).Value, tensor.Parameters);
    }

    private static LinearFamily[] LinearOf(ModelShape shape, Layout layout, AchievableRates rates, Efficiency efficiency)
    {
        var families = new Dictionary<NumberFormat, LinearFamily>();
        foreach (var group in shape.Groups)
            foreach (var share in group.Shares)
            {
                if (share.Class == TensorClass.RoutedExpert) continue;
                var part = group.Count * ModelShape.RankShare(share.Sharding, layout, group.Layer.Attention.CacheShards);
                families.TryGetValue(share.Compute, out var sum);
                families[share.Compute] = new(
                    sum.ReadTime + share.Bytes * part / (rates.Bandwidth * efficiency.WeightBandwidth),
                    sum.TimePerToken + 2 * share.Multiplied * part / rates.Matmul(share.Compute));
            }

        return [.. families.Values];
    }

    private static ExpertFamily[] ExpertsOf(ModelShape shape, Layout layout, AchievableRates rates, Efficiency efficiency)
    {
        // Layers with equal experts are one family, whatever attention stands before them.
        var families = new Dictionary<(int, int), ExpertFamily>();
        var ranks = layout.ExpertRanks;
        var dealt = layout.Expert > 1;
        foreach (var group in shape.Groups)
        {
            if (group.Layer.FeedForward is not FeedForwardKind.Mixture mixture) continue;
            var share = group.Shares.Single(one => one.Class == TensorClass.RoutedExpert);
            var straggler = dealt ? ExpertRouting.StragglerByTokens(mixture.Experts, ranks) : 1;
            var key = (mixture.Experts, mixture.ExpertsPerToken);
            families.TryGetValue(key, out var sum);
            families[key] = new(
                mixture.Experts,
                mixture.ExpertsPerToken,
                ExpertRouting.LogMiss(mixture.Experts, mixture.ExpertsPerToken),
                dealt,
                ranks,
                ExpertRouting.ExpectedMaximum(ranks),
                sum.ReadTimePerExpert + group.Count * share.Bytes / mixture.Experts / ranks / (rates.Bandwidth * efficiency.ExpertBandwidth),
                sum.TimePerRow + group.Count * 2 * share.Multiplied / mixture.ExpertsPerToken / ranks * straggler / rates.ExpertMatmul(share.Compute));
        }

        return [.. families.Values];
    }

    private static AttentionFamily[] AttentionOf(ModelShape shape, Deployment deployment, AchievableRates rates, Efficiency efficiency)
    {
        var families = new List<AttentionFamily>();
        var bandwidth = rates.Bandwidth * efficiency.CacheBandwidth;
        var tensor = deployment.Layout.Tensor;
        var arithmetic = rates.Matmul(NumberFormat.Bf16);
        var prefill = rates.Dense(NumberFormat.Bf16) * efficiency.PrefillAttention;
        foreach (var byKind in shape.Groups.GroupBy(group => group.Layer.Attention))
        {
            var (attention, count) = (byKind.Key, byKind.Sum(group => group.Count));
            var shards = Math.Min(tensor, attention.CacheShards);
            var flop = attention.StateFlop.Value;
            if (attention.StatePerSequence.Value > 0 || flop > 0)
                families.Add(new(
                    0, 0, count * 2 * attention.StatePerSequence.Value / shards / bandwidth, 0, count * flop / tensor / arithmetic, 0, count * flop / tensor / prefill));
            foreach (var pass in attention.Passes)
                families.Add(new(
                    pass.Most ?? double.PositiveInfinity,
                    count * pass.Read.BytesPerToken(deployment.Precision) / shards / bandwidth,
                    0,
                    count * pass.DecodeFlop / tensor / arithmetic,
                    0,
                    count * pass.PrefillFlop / tensor / prefill,
                    0));
        }

        return [.. families];
    }

    // A layer ends its attention and its feed-forward each with one sum over ranks. With attention-parallel ranks the experts' part is
    // an all-gather before and a reduce-scatter after them, over all tokens of the replica: together the volume of one all-reduce.
    private static (double PerLocalToken, double PerToken, double Fixed) CommunicationOf(ModelShape shape, Layout layout, Collectives collectives)
    {
        double perLocal = 0, perToken = 0, fixedTime = 0;
        var bytes = shape.Model.Hidden * 2.0;
        foreach (var group in shape.Groups)
        {
            var mixture = group.Layer.FeedForward is FeedForwardKind.Mixture;
            var sums = (group.Layer.Attention is AttentionKind.Absent ? 0 : 1)
                + (group.Layer.FeedForward is FeedForwardKind.Absent || (mixture && layout.Data > 1) ? 0 : 1);
            if (layout.Tensor > 1)
            {
                perLocal += group.Count * sums * bytes * collectives.AllReducePerByte(layout.Tensor);
                fixedTime += group.Count * sums * collectives.Latency(layout.Tensor);
            }

            if (!mixture || layout.Data == 1) continue;
            perToken += group.Count * bytes * collectives.AllReducePerByte(layout.ExpertRanks);
            fixedTime += group.Count * 2 * collectives.Latency(layout.ExpertRanks);
        }

        var hops = layout.Pipeline - 1;
        return (perLocal + hops * bytes * collectives.HopPerByte, perToken, fixedTime + hops * collectives.HopLatency);
    }
}
