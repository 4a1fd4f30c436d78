namespace Breakeven.Models.Configs;

/// <summary>What checkpoints call the modules that hold our tensors; quantisation configs speak in these names.</summary>
/// <param name="FeedForward">The feed-forward block of a layer; empty where experts and router stand in the layer itself.</param>
/// <param name="Router">The router within it.</param>
/// <param name="Shared">The shared expert within it.</param>
/// <param name="Gate">An expert's gate projection.</param>
/// <param name="Up">An expert's up projection.</param>
/// <param name="Down">An expert's down projection.</param>
internal sealed record ModuleNames(
    string FeedForward = "mlp", string Router = "gate", string Shared = "shared_expert",
    string Gate = "gate_proj", string Up = "up_proj", string Down = "down_proj")
{
    /// <summary>Layers whose experts have names as in Mixtral, dense networks and shared experts as in Llama.</summary>
    public static ModuleNames BlockSparse { get; } = new("block_sparse_moe", Shared: "shared_experts", Gate: "w1", Up: "w3", Down: "w2") { Dense = "mlp" };

    /// <summary>What every module's path begins with.</summary>
    public string Root { get; init; } = "model.";

    /// <summary>What stands before a layer's number, where that is more than the root and "layers."; empty where not.</summary>
    public string Layers { get; init; } = "";

    /// <summary>The attention of a layer.</summary>
    public string Attention { get; init; } = "self_attn";

    /// <summary>The linear attention of a layer.</summary>
    public string Linear { get; init; } = "linear_attn";

    /// <summary>The block of a layer without experts, where it has another name; empty where it has none.</summary>
    public string Dense { get; init; } = "";

    /// <summary>The head.</summary>
    public string Head { get; init; } = "lm_head";

    /// <summary>Tensors that the checkpoint calls otherwise, or holds within another: the name within its block by ours.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Paths of the modules behind one tensor of a layer; an expert stands for itself only.</summary>
    public IReadOnlyList<string> Of(int layer, in WeightTensor tensor, int expert)
    {
        var prefix = Layers.Length > 0 ? $"{Layers}{layer}." : $"{Root}layers.{layer}.";
        var block = FeedForward.Length == 0 ? prefix : $"{prefix}{FeedForward}.";
        var known = Renamed.TryGetValue(tensor.Name, out var renamed);
        var name = known ? renamed! : tensor.Name;
        return tensor.Class switch
        {
            TensorClass.Head when tensor.Name == "lm_head" => [Head],
            TensorClass.Attention => [$"{prefix}{Attention}.{name}"],
            TensorClass.LinearAttention => [$"{prefix}{Linear}.{name}"],
            TensorClass.DenseFeedForward => [$"{prefix}{(Dense.Length > 0 ? Dense : FeedForward)}.{name}"],
            TensorClass.SharedExpert => [known ? block + name : $"{block}{Shared}.{name.Split('.')[^1]}"],
            TensorClass.RoutedExpert => tensor.Name.Contains("down", StringComparison.Ordinal)
                ? [$"{block}experts.{expert}.{Down}"]
                // Without a gate, or with both in one matrix, there is but one name.
                : Gate == Up ? [$"{block}experts.{expert}.{Up}"] : [$"{block}experts.{expert}.{Gate}", $"{block}experts.{expert}.{Up}"],
            TensorClass.Router => tensor.Name switch
            {
                "router" => [block + Router],
                "shared_expert_gate" => [$"{block}{Shared}_gate"],
                _ when tensor.Name.StartsWith("indexer.", StringComparison.Ordinal) => [$"{prefix}{Attention}.{name}"],
                _ => [prefix + name],
            },
            _ => [],
        };
    }
}
