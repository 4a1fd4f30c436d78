namespace Breakeven.Models.Weights;

/// <summary>A checkpoint as its files are: the model they make, what they hold, and where they and the config disagree.</summary>
public sealed record Checkpoint
{
    public required string Where { get; init; }

    /// <summary>"safetensors" or "gguf".</summary>
    public required string Format { get; init; }

    /// <summary>The model, with the files' own bytes as its native precision; null where no config tells its shape.</summary>
    public required Model? Model { get; init; }

    public required WeightCensus Census { get; init; }

    /// <summary>The files that were read, with their lengths.</summary>
    public required IReadOnlyList<(string Name, long Length)> Files { get; init; }

    /// <summary>What cannot be true of config and files at once; one line each.</summary>
    public required IReadOnlyList<string> Disagreements { get; init; }

    /// <summary>What a reader should know that contradicts nothing.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
