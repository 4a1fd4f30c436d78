namespace Breakeven.Models;

/// <summary>What a tensor is for. Precision is chosen per class, since checkpoints quantise by class.</summary>
public enum TensorClass
{
    Embedding,
    Head,
    Norm,
    Attention,
    LinearAttention,
    Router,
    DenseFeedForward,
    SharedExpert,
    RoutedExpert,

    /// <summary>Of images or sound, beside the language model.</summary>
    Encoder,
}
