namespace Breakeven.Models.Weights;

/// <summary>Where a checkpoint's files lie: a folder of a disk, or a repository of a hub.</summary>
public interface ICheckpointFolder
{
    /// <summary>What to call it in errors.</summary>
    string Where { get; }

    /// <summary>What the model is called after where it lies.</summary>
    string Id { get; }

    /// <summary>Names of its files; null where they cannot be listed.</summary>
    IReadOnlyList<string>? Names { get; }

    /// <summary>The file of this name, or null where there is none.</summary>
    WeightFile? Open(string name);

    /// <summary>These files will be opened: a folder that is far away may fetch them together.</summary>
    void Prepare(IReadOnlyList<string> names)
    {
    }

    /// <summary>All of a small file, or null where there is none; a larger one is refused.</summary>
    byte[]? ReadSmall(string name, int bytesMax);
}
