using Breakeven.Economics.Cascades;

namespace Breakeven.Catalog;

/// <summary>A file of graded prompts that a user names.</summary>
public static class GradedFiles
{
    /// <summary>Its prompts.</summary>
    /// <exception cref="InputException">It cannot be read: with line and column where it is text.</exception>
    public static GradedPrompts Read(string path) => GradedPrompts.Read(RegularFile.Read(path, "name a CSV of the columns id,small,large and perhaps confidence, such as --graded graded.csv", "name a file in it, such as --graded graded.csv"), path);
}
