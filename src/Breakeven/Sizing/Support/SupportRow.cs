using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Sizing.Support;

/// <summary>What one source says of where a model runs. An empty member is one that the source does not state.</summary>
public sealed record SupportRow
{
    /// <summary>The engine's id, such as vllm.</summary>
    public required string Engine { get; init; }

    /// <summary>The first version that it is known for; empty where none is stated.</summary>
    public string From { get; init; } = "";

    /// <summary>The last version that it is known for; empty where nothing that was read ends it.</summary>
    public string To { get; init; } = "";

    /// <summary>The architecture (model_type); empty for any.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>One model's id; empty for every model of the architecture.</summary>
    public string Model { get; init; } = "";

    /// <summary>bf16, fp8 or fp8-block, int8, int4, mxfp4, nvfp4.</summary>
    public string Precision { get; init; } = "";

    /// <summary>An accelerator's id, its family, or its vendor.</summary>
    public string Hardware { get; init; } = "";

    public LayoutCondition? Layout { get; init; }

    /// <summary>Whether it runs: yes or no, never in between.</summary>
    public required bool Runs { get; init; }

    public required Source Source { get; init; }

    /// <summary>Whether the row speaks of a model: of it by name, of its architecture, or of all.</summary>
    public bool Concerns(string id, string architecture) =>
        (Model.Length == 0 || Same(Model, id)) && (Architecture.Length == 0 || Same(Architecture, architecture));

    public bool Concerns(Accelerator accelerator) =>
        Hardware.Length == 0 || Same(Hardware, accelerator.Id) || Same(Hardware, accelerator.Family) || Same(Hardware, accelerator.Vendor);

    /// <summary>"fp8" speaks of every way to scale it, "fp8-block" of one.</summary>
    public bool Concerns(PrecisionScheme precision) => ConcernsPrecision(NameOf(precision));

    internal bool ConcernsPrecision(string name) =>
        Precision.Length == 0 || Same(Precision, name) || name.StartsWith(Precision + "-", StringComparison.OrdinalIgnoreCase);

    public bool ConcernsVersion(string version) =>
        (From.Length == 0 || EngineVersion.Compare(From, version) <= 0) && (To.Length == 0 || EngineVersion.Compare(version, To) <= 0);

    /// <summary>Whether the source names all that makes a deployment. A "yes" that leaves something open proves nothing for a given one.</summary>
    public bool IsWhole => (Architecture.Length > 0 || Model.Length > 0) && Precision.Length > 0 && Hardware.Length > 0 && Layout is not null;

    /// <summary>A scheme by the format of what is largest: the routed experts, else the dense layers.</summary>
    internal static string NameOf(PrecisionScheme precision)
    {
        foreach (var kind in (TensorClass[])[TensorClass.RoutedExpert, TensorClass.DenseFeedForward, TensorClass.Attention])
            if (precision.Weights.TryGetValue(kind, out var format) && format != WeightFormat.Bf16) return format.Name;
        return WeightFormat.Bf16.Name;
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
