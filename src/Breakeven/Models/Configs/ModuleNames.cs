namespace Breakeven.Models.Configs;

/// <summary>What checkpoints call the modules that hold our tensors; quantisation configs speak in these names.</summary>
/// <param name="FeedForward">The feed-forward block of a layer.</param>
/// <param name="Router">The router within it.</param>
/// <param name="Shared">The shared expert within it.</param>
/// <param name="Gate">An expert's gate projection.</param>
/// <param name="Up">An expert's up projection.</param>
/// <param name="Down">An expert's down projection.</param>
/// <param name="Layers">What stands before a layer's number.</param>
/// <param name="Attention">The attention block of a layer.</param>
/// <param name="Linear">The block of a layer that keeps a state.</param>
internal sealed record ModuleNames(
    string FeedForward = "mlp", string Router = "gate", string Shared = "shared_expert",
    string Gate = "gate_proj", string Up = "up_proj", string Down = "down_proj",
    string Layers = "model.layers.", string Attention = "self_attn", string Linear = "linear_attn")
{
    /// <summary>Paths of the modules behind one tensor of a layer; an expert stands for itself only.</summary>
    public IReadOnlyList<string> Of(int layer, in WeightTensor tensor, int expert)
    {
        var prefix = $"{Layers}{layer}.";
        var block = $"{prefix}{FeedForward}.";
        return tensor.Class switch
        {
            TensorClass.Head when tensor.Name == "lm_head" => ["lm_head"],
            TensorClass.Attention => [$"{prefix}{Attention}.{tensor.Name}"],
            TensorClass.LinearAttention => [$"{prefix}{Linear}.{tensor.Name}"],
            TensorClass.DenseFeedForward => [block + tensor.Name],
            TensorClass.SharedExpert => [$"{block}{Shared}.{tensor.Name.Split('.')[^1]}"],
            TensorClass.RoutedExpert => tensor.Name.Contains("down", StringComparison.Ordinal)
                ? [$"{block}experts.{expert}.{Down}"]
                : [$"{block}experts.{expert}.{Gate}", $"{block}experts.{expert}.{Up}"],
            TensorClass.Router => [tensor.Name == "router" ? block + Router : $"{block}{Shared}_gate"],
            _ => [],
        };
    }
}
