using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Cli.Hub;

/// <summary>A repository of the hub as people write it: hf:owner/name, with a revision behind @ and perhaps one .gguf file.</summary>
internal sealed partial record HubAddress(string Owner, string Name, string Revision, string? File)
{
    private const string Prefix = "hf:";

    public string Id => $"{Owner}/{Name}";

    /// <summary>A commit, which never changes.</summary>
    public bool IsPinned => Commit().IsMatch(Revision);

    public static bool Is(string text) => text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static HubAddress Parse(string text)
    {
        var match = Pattern().Match(text[Prefix.Length..]);
        var (revision, file) = (match.Groups["revision"].Value, match.Groups["file"].Value);
        if (!match.Success || text.Contains("..", StringComparison.Ordinal) || (file.Length > 0 && !file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)))
            throw new InputException("this is no address of a model on the hub", text.Length <= 120 ? text : text[..120] + "...", "write hf:owner/name, hf:owner/name@revision or hf:owner/name/file.gguf, such as hf:Qwen/Qwen3-8B");
        return new(match.Groups["owner"].Value, match.Groups["name"].Value, revision.Length == 0 ? "main" : revision, file.Length == 0 ? null : file);
    }

    // A revision of a pull request has slashes of its own: refs/pr/1.
    [GeneratedRegex(@"\A(?<owner>[\w.-]{1,96})/(?<name>[\w.-]{1,96})(?:@(?<revision>refs/[\w.-]{1,40}/[\w.-]{1,100}|[\w.-]{1,100}))?(?:/(?<file>[\w.+-]{1,200}(?:/[\w.+-]{1,200}){0,4}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();
}
