using Breakeven.Models;

namespace Breakeven.Training;

/// <summary>Where memory goes in a fine-tuning. What is sharded is split evenly over all devices (ZeRO-3, FSDP); the rest is on each.</summary>
/// <param name="Weights">The model's weights as they are kept, sharded.</param>
/// <param name="Gradients">Of what is trained, 16 bits, sharded.</param>
/// <param name="Optimizer">Adam's two moments and a copy of the trained weights in 32 bits, sharded.</param>
/// <param name="Adapters">The adapters' own weights in 16 bits, sharded; none in a full fine-tuning.</param>
/// <param name="Activations">Of one sequence, on each device: the input of every layer, all of one layer, and the logits.</param>
/// <param name="Gathered">The largest layer in 16 bits, which each device puts together from the others' shards; none on a single device.</param>
public sealed record TrainingMemory(Bytes Weights, Bytes Gradients, Bytes Optimizer, Bytes Adapters, Bytes Activations, Bytes Gathered)
{
    // Mixed precision with Adam: 2 B of weight, 2 of gradient, and 4 + 4 + 4 of 32-bit weight and moments, 16 B a trained parameter (Rajbhandari et al., arXiv:1910.02054, section 3.1).
    // Frameworks that sum gradients in 32 bits take 18.
    private const double HalfBytes = 2;
    private const double OptimizerBytes = 12;

    // Logits in 32 bits and their gradient.
    private const double LogitBytes = 8;

    /// <summary>What all devices share between them.</summary>
    public Bytes Sharded => Weights + Gradients + Optimizer + Adapters;

    /// <summary>What one of so many devices holds.</summary>
    public Bytes OnEach(int devices) => Sharded / devices + Activations + (devices > 1 ? Gathered : Bytes.Zero);

    internal static TrainingMemory Of(FineTuneRequest request)
    {
        var model = request.Model;
        var full = request.Method == FineTuneMethod.Full;
        // Encoders of images stay as they are when text is trained on.
        var trained = full ? model.TotalParameters - model.EncoderParameters : AdapterShape.Parameters(model, request.Targets, request.Rank).Total;
        var kept = model.WeightBytes(request.Method == FineTuneMethod.Qlora ? Nf4 : PrecisionScheme.Bf16);
        return new(kept, new(trained * HalfBytes), new(trained * OptimizerBytes), full ? Bytes.Zero : new(trained * HalfBytes), ActivationsOf(model, request.Sequence), LargestLayer(model));
    }

    // Dettmers et al., arXiv:2305.14314: linear layers in NF4 with quantised scales, the rest in 16 bits.
    private static PrecisionScheme Nf4 { get; } = PrecisionScheme.Uniform("nf4", WeightFormat.Nf4Double, PrecisionScheme.Linears);

    // Checkpointing keeps each layer's input and computes the layer again on the way back, when all of that layer is there (Korthikanti et al., arXiv:2205.05198, section 5). Scores are
    // not kept (FlashAttention). Gradients of these activations are left out: they live as long as the operation that makes them.
    private static Bytes ActivationsOf(Model model, int tokens)
    {
        var inside = model.LayerKinds.Max(kind => kind.Layer.Attention.WorkspaceElements + 4.0 * model.Hidden + Network(kind.Layer.FeedForward, model.Hidden));
        return new(tokens * (HalfBytes * ((double)model.Layers.Count * model.Hidden + inside) + LogitBytes * model.Vocabulary));
    }

    // Gate, up, what the gate makes of them, and for experts the k copies of their input and output.
    private static double Network(FeedForwardKind network, int hidden) => network switch
    {
        FeedForwardKind.Dense dense => 3.0 * dense.Width,
        FeedForwardKind.Mixture mixture => mixture.ExpertsPerToken * (3.0 * mixture.ExpertWidth + 2.0 * hidden) + 3.0 * (mixture.SharedWidth + mixture.DenseWidth),
        FeedForwardKind.Linear => hidden,
        _ => 0,
    };

    private static Bytes LargestLayer(Model model) => new(HalfBytes * Math.Max(
        (double)model.Vocabulary * model.Hidden,
        model.LayerKinds.Max(kind => kind.Layer.Tensors(model.Hidden).Sum(tensor => (double)tensor.Parameters))));
}
