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

        /// <summary>Experts of gate, up and down; without a gate, of up and down (Nemotron).</summary>
        public bool Gated { get; init; } = true;

        /// <summary>The width to which tokens are projected before routed experts and from which they come back; 0 where experts take the hidden state (Nemotron 3, Kimi K3).</summary>
        public int LatentWidth { get; init; }

        /// <summary>A norm on the latent (Kimi K3).</summary>
        public bool LatentNorm { get; init; }

        /// <summary>Width of a dense network that runs beside the experts in the same layer (Gemma 4, Arctic); 0 without.</summary>
        public int DenseWidth { get; init; }

        /// <summary>Numbers that a router learns beside its matrix: scales of inputs and of experts (Gemma 4).</summary>
        public int RouterScales { get; init; }

        /// <summary>Tokens of a table that names each token's experts in place of a learnt choice (the first layers of DeepSeek V4); 0 without.</summary>
        public int HashedTokens { get; init; }

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            var input = LatentWidth > 0 ? LatentWidth : hidden;
            var rows = (Gated ? 2L : 1L) * ExpertWidth;
            var up = Gated ? "experts.gate_up_proj" : "experts.up_proj";
            yield return new("router", TensorClass.Router, Sharding.Replicated, Experts, hidden);
            if (RouterBias) yield return new("router.bias", TensorClass.Norm, Sharding.Replicated, Experts, 1);
            if (HashedTokens > 0) yield return new("router.tid2eid", TensorClass.Norm, Sharding.Replicated, ExpertsPerToken, 1, HashedTokens);
            if (RouterScales > 0) yield return new("router.scale", TensorClass.Norm, Sharding.Replicated, RouterScales, 1);
            if (LatentWidth > 0)
            {
                yield return new("latent_down_proj", TensorClass.SharedExpert, Sharding.Replicated, LatentWidth, hidden);
                yield return new("latent_up_proj", TensorClass.SharedExpert, Sharding.Replicated, hidden, LatentWidth);
                if (LatentNorm) yield return new("latent_norm", TensorClass.Norm, Sharding.Replicated, LatentWidth, 1);
            }

            yield return new(up, TensorClass.RoutedExpert, Sharding.Experts, rows, input, Experts, ExpertsPerToken);
            yield return new("experts.down_proj", TensorClass.RoutedExpert, Sharding.Experts, input, ExpertWidth, Experts, ExpertsPerToken);
            if (ExpertBias)
            {
                yield return new(up + ".bias", TensorClass.Norm, Sharding.Experts, rows, 1, Experts, ExpertsPerToken);
                yield return new("experts.down_proj.bias", TensorClass.Norm, Sharding.Experts, input, 1, Experts, ExpertsPerToken);
            }

            if (SharedWidth > 0)
                foreach (var tensor in Network("shared_expert.", TensorClass.SharedExpert, hidden, SharedWidth, Gated, bias: false))
                    yield return tensor;
            if (DenseWidth > 0)
                foreach (var tensor in Network("", TensorClass.DenseFeedForward, hidden, DenseWidth, Gated, bias: false))
                    yield return tensor;
            if (SharedGate) yield return new("shared_expert_gate", TensorClass.Router, Sharding.Replicated, 1, hidden);
        }
    }

    /// <summary>Nothing: a layer of attention or of state alone (Nemotron-H), or a network that was pruned away.</summary>
    public sealed record Absent : FeedForwardKind
    {
        public override IEnumerable<WeightTensor> Tensors(int hidden) => [];
    }

    /// <summary>One matrix in place of the network (Nemotron by NAS).</summary>
    public sealed record Linear : FeedForwardKind
    {
        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("linear", TensorClass.DenseFeedForward, Sharding.Tensor, hidden, hidden);
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
