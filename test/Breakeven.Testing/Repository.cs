namespace Breakeven.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds Breakeven.slnx, found upwards from the test's own assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the checkout, given with forward slashes.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    /// <summary>A path as the checkout names it: relative, with forward slashes on every system.</summary>
    public static string NameOf(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Breakeven.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"no Breakeven.slnx above {AppContext.BaseDirectory}; run the tests from inside the checkout");
    }
}
