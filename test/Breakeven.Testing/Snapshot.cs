using System.Runtime.CompilerServices;

namespace Breakeven.Testing;

/// <summary>
/// Compares text with the file <c>Snapshots/FILE.TEST.txt</c> beside the test that calls it.
/// UPDATE_SNAPSHOTS=1 rewrites the file instead, so that a change of output is read as a diff before it is committed.
/// </summary>
public static class Snapshot
{
    private const string Variable = "UPDATE_SNAPSHOTS";

    /// <summary>True when snapshots are to be rewritten rather than compared.</summary>
    public static bool Updating => Environment.GetEnvironmentVariable(Variable) is "1" or "true";

    /// <summary>Fails unless the text is what the snapshot of this test holds. Give a name where one test has several.</summary>
    public static void Match(string actual, string name = "", [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var title = Path.GetFileNameWithoutExtension(file) + "." + test + (name.Length == 0 ? "" : "." + name);
        MatchFile(actual, Path.Combine(Path.GetDirectoryName(file)!, "Snapshots", title + ".txt"));
    }

    /// <summary>Fails unless the text is what the file holds; for output that is committed elsewhere, such as a generated page.</summary>
    public static void MatchFile(string actual, string path)
    {
        actual = Normal(actual);
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        if (!File.Exists(path))
            Assert.Fail($"There is no snapshot {Shown(path)}. Read the output below; if it is right, run the test again with {Variable}=1 and commit the file.\n\n{actual}");
        var expected = Normal(File.ReadAllText(path));
        if (expected != actual)
            Assert.Fail($"The output differs from {Shown(path)}. If the change is meant, run the test again with {Variable}=1 and commit the file.\n\n{Difference(expected, actual)}");
    }

    /// <summary>The first lines that differ, with what was expected (-) and what came (+).</summary>
    internal static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var first = 0;
        while (first < before.Length && first < after.Length && before[first] == after[first]) first++;
        const int shown = 8;
        var removed = before.Skip(first).Take(shown).Select(line => "  - " + line);
        var added = after.Skip(first).Take(shown).Select(line => "  + " + line);
        return $"first difference at line {first + 1}:\n" + string.Join('\n', removed.Concat(added));
    }

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string Shown(string path) => path.StartsWith(Repository.Root, StringComparison.Ordinal) ? Repository.NameOf(path) : path;
}
