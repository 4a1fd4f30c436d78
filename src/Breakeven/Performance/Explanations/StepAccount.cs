using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance.Explanations;

/// <summary>
/// Bytes and arithmetic of a step on one rank, counted from the model's tensors apart from the times: a rate above the datasheet's would show that one of the two is wrong.
/// </summary>
internal sealed class StepAccount(ModelShape shape, Deployment deployment)
{
    private readonly Layout _layout = deployment.Layout;

    /// <summary>Dense products of a format: weights once, activations in and out in 16 bits.</summary>
    public (Bytes Moved, FlopCount Arithmetic) Dense(WeightFormat format, double rows, bool shared)
    {
        double bytes = 0, flop = 0;
        foreach (var group in shape.Groups)
        {
            var products = group.Layer.Tensors(shape.Model.Hidden)
                .Where(tensor => tensor is { IsMatrix: true, Class: not (TensorClass.RoutedExpert or TensorClass.Norm) } && IsShared(tensor) == shared && shape.Precision.Of(tensor) == format)
                .GroupBy(tensor => DenseProducts.Fused(tensor.Name));
            foreach (var product in products) Add(product, group.Count, group.Layer.Attention.CacheShards);
        }

        return (new(bytes), new(flop));

        void Add(IEnumerable<WeightTensor> product, int count, int heads)
        {
            double columns = 0, inner = 0;
            foreach (var tensor in product)
            {
                var share = ModelShape.RankShare(tensor.Sharding, _layout, heads);
                bytes += count * format.Size(tensor).Value * share;
                flop += count * 2 * tensor.ActiveParameters * share * rows;
                var byRows = IsSplitByRows(tensor);
                columns += tensor.Rows * (byRows ? 1 : share);
                inner = tensor.Columns * (byRows ? share : 1);
            }

            bytes += count * rows * 2 * (inner + columns);
        }
    }

    public (Bytes Moved, FlopCount Arithmetic) Head(double rows)
    {
        var tensor = shape.Model.OuterTensors().Single(one => one.Name == (shape.Model.TiedEmbeddings ? "embed_tokens" : "lm_head"));
        var share = ModelShape.RankShare(tensor.Sharding, _layout, 1);
        return (
            new(shape.Precision.Of(tensor).Size(tensor).Value * share + rows * 2 * (tensor.Columns + tensor.Rows * share)),
            new(2.0 * tensor.Parameters * share * rows));
    }

    /// <summary>Routed experts of one kind: so many touched on the rank, so many rows computed there, so many slots seen.</summary>
    public (Bytes Moved, FlopCount Arithmetic, int Layers, WeightFormat Format) Experts(int experts, int perToken, double onRank, double rows, double slots)
    {
        double bytes = 0, flop = 0;
        var layers = 0;
        var split = _layout.Expert > 1 ? 1 : _layout.ExpertRanks;
        foreach (var group in shape.Groups)
        {
            if (group.Layer.FeedForward is not FeedForwardKind.Mixture mixture || mixture.Experts != experts || mixture.ExpertsPerToken != perToken) continue;
            var share = group.Shares.Single(one => one.Class == TensorClass.RoutedExpert);
            var input = mixture.LatentWidth > 0 ? mixture.LatentWidth : shape.Model.Hidden;
            layers += group.Count;
            bytes += group.Count * (onRank * share.Bytes / experts / split + slots * 2 * (2.0 * input + (mixture.Gated ? 3.0 : 2.0) * mixture.ExpertWidth / split));
            flop += group.Count * rows * 2 * share.Multiplied / perToken / split;
        }

        return (new(bytes), new(flop), layers, shape.Precision[TensorClass.RoutedExpert]);
    }

    /// <summary>One kind of attention for new tokens of running sequences, so many each: cache read once, state read once and written for each.</summary>
    public (Bytes Moved, FlopCount Arithmetic) Decode(AttentionKind attention, double sequences, double tokensEach, double context)
    {
        double bytes = (1 + tokensEach) * attention.StatePerSequence.Value, flop = attention.StateFlop.Value;
        foreach (var pass in attention.Passes)
        {
            bytes += pass.Attended(context) * pass.Read.BytesPerToken(deployment.Precision);
            flop += pass.Attended(context) * pass.DecodeFlop;
        }

        var times = sequences * LayersOf(attention);
        return (new(times * bytes / Shards(attention)), new(times * tokensEach * flop / _layout.Tensor));
    }

    /// <summary>One kind of attention for a prompt's tokens: queries in and values out, keys and values once.</summary>
    public (Bytes Moved, FlopCount Arithmetic) Prefill(AttentionKind attention, double tokens, double attended)
    {
        var width = attention switch
        {
            AttentionKind.Grouped grouped => grouped.Heads * (double)(grouped.KeyDim + grouped.ValueDim),
            AttentionKind.Latent latent => latent.Heads * (double)(latent.NopeDim + latent.RopeDim + latent.ValueDim),
            _ => 0.0,
        };
        double bytes = tokens * width * 2 / _layout.Tensor + 2 * attention.StatePerSequence.Value / Shards(attention), flop = tokens * attention.StateFlop.Value;
        foreach (var pass in attention.Passes)
        {
            bytes += pass.Attended(attended + tokens / 2) * pass.Read.BytesPerToken(deployment.Precision) / Shards(attention);
            flop += tokens * pass.Attended(attended) * pass.PrefillFlop;
        }

        var layers = LayersOf(attention);
        return (new(layers * bytes), new(layers * flop / _layout.Tensor));
    }

    private int LayersOf(AttentionKind attention) => shape.Groups.Where(group => group.Layer.Attention == attention).Sum(group => group.Count);

    private double Shards(AttentionKind attention) => Math.Min(_layout.Tensor, attention.CacheShards);

    private static bool IsSplitByRows(WeightTensor tensor) => tensor.Name is "o_proj" or "out_proj" || tensor.Name.EndsWith("down_proj", StringComparison.Ordinal);

    /// <summary>Whether a tensor belongs to experts that every token passes; projections into a latent stay where they are without them.</summary>
    private static bool IsShared(WeightTensor tensor) => tensor.Name.StartsWith("shared_expert.", StringComparison.Ordinal);
}
