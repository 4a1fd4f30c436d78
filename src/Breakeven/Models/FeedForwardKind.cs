namespace Breakeven.Models;

/// <summary>What a layer does to each token by itself.</summary>
public abstract record FeedForwardKind
{
    private FeedForwardKind()
    {
    }

    public abstract IEnumerable<WeightTensor> Tensors(int hidden);

    /// <summary>One network for every token: gate, up and down, or up and down.</summary>
    public sealed record Dense(int Width) : FeedForwardKind
    {
        public bool Gated { get; init; } = true;

        public bool Bias { get; init; }

        public override IEnumerable<WeightTensor> Tensors(int hidden) => Network("", TensorClass.DenseFeedForward, hidden, Width, Gated, Bias);
    }

    /// <summary>Routed experts, of which a token uses a few, and experts that all tokens share.</summary>
    /// <param name="Experts">Routed experts, E.</param>
    /// <param name="ExpertsPerToken">Routed experts a token uses, k.</param>
    /// <param name="ExpertWidth">Width of one routed expert.</param>
    public sealed record Mixture(int Experts, int ExpertsPerToken, int ExpertWidth) : FeedForwardKind
    {
        /// <summary>Width of all shared experts together; 0 without.</summary>
        public int SharedWidth { get; init; }

        /// <summary>A learnt gate, one number a token, on the shared expert (Qwen).</summary>
        public bool SharedGate { get; init; }

        /// <summary>One bias an expert on the router: a correction for balance (DeepSeek V3) or a plain bias (gpt-oss).</summary>
        public bool RouterBias { get; init; }

        /// <summary>Biases on the experts' matrices (gpt-oss).</summary>
        public bool ExpertBias { get; init; }

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("router", TensorClass.Router, Sharding.Replicated, Experts, hidden);
            if (RouterBias) yield return new("router.bias", TensorClass.Norm, Sharding.Replicated, Experts, 1);
            yield return new("experts.gate_up_proj", TensorClass.RoutedExpert, Sharding.Experts, 2L * ExpertWidth, hidden, Experts, ExpertsPerToken);
            yield return new("experts.down_proj", TensorClass.RoutedExpert, Sharding.Experts, hidden, ExpertWidth, Experts, ExpertsPerToken);
            if (ExpertBias)
            {
                yield return new("experts.gate_up_proj.bias", TensorClass.Norm, Sharding.Experts, 2L * ExpertWidth, 1, Experts, ExpertsPerToken);
                yield return new("experts.down_proj.bias", TensorClass.Norm, Sharding.Experts, hidden, 1, Experts, ExpertsPerToken);
            }

            if (SharedWidth > 0)
                foreach (var tensor in Network("shared_expert.", TensorClass.SharedExpert, hidden, SharedWidth, gated: true, bias: false))
                    yield return tensor;
            if (SharedGate) yield return new("shared_expert_gate", TensorClass.Router, Sharding.Replicated, 1, hidden);
        }
    }

    private static IEnumerable<WeightTensor> Network(string prefix, TensorClass kind, int hidden, int width, bool gated, bool bias)
    {
        if (gated) yield return new(prefix + "gate_proj", kind, Sharding.Tensor, width, hidden);
        yield return new(prefix + "up_proj", kind, Sharding.Tensor, width, hidden);
        yield return new(prefix + "down_proj", kind, Sharding.Tensor, hidden, width);
        if (!bias) yield break;
        if (gated) yield return new(prefix + "gate_proj.bias", TensorClass.Norm, Sharding.Tensor, width, 1);
        yield return new(prefix + "up_proj.bias", TensorClass.Norm, Sharding.Tensor, width, 1);
        yield return new(prefix + "down_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
    }
}
