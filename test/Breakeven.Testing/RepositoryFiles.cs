namespace Breakeven.Testing;

/// <summary>The files of the checkout that are, or could be, committed; what builds leave behind is not among them.</summary>
public static class RepositoryFiles
{
    private static readonly string[] Left = [".git", ".vs", ".vscode", ".idea", "artifacts", "bin", "obj", "node_modules", "BenchmarkDotNet.Artifacts", "TestResults", "shared"];

    private static readonly Lazy<string[]> Everything = new(() => [.. Walk(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)]);

    /// <summary>All of them, as the checkout names them.</summary>
    public static IReadOnlyList<string> All => Everything.Value;

    /// <summary>Those under a folder whose name ends so: <c>Under("src/", ".cs")</c>.</summary>
    public static IEnumerable<string> Under(string folder, string ending)
        => All.Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The text of one.</summary>
    public static string Read(string name) => File.ReadAllText(Repository.PathOf(name));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => file.LinkTarget is null && file.Name != ".git"))
            yield return Repository.NameOf(file.FullName);
        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null && !Left.Contains(inner.Name)))
            foreach (var name in Walk(inner))
                yield return name;
    }
}
