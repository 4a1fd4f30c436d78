namespace Breakeven.Testing;

/// <summary>
/// Public measurements and published figures that lie outside the repository. A test that wants them begins with
/// <c>var data = ReferenceData.Require("models/published_params.csv")</c> under [SkippableFact], and is skipped where they are absent.
/// </summary>
public static class ReferenceData
{
    private const string Variable = "BREAKEVEN_REFERENCE_DATA";

    /// <summary>The folder of the reference data, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>True where the reference data is there.</summary>
    public static bool Exists => Folder is not null;

    /// <summary>The full path of one file or folder of the reference data; skips the test where it is absent.</summary>
    public static string Require(string relative)
    {
        Skip.If(Folder is null, $"no reference data: set {Variable} or put a folder shared/data above the checkout");
        var path = Path.Combine(Folder!, relative);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"the reference data lacks {relative}");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{Variable} names a folder that does not exist: {named}");
        for (var folder = Directory.GetParent(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
