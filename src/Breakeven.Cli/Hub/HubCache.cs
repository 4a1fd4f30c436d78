using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Breakeven.Cli.Hub;

/// <summary>
/// What was fetched before, in a folder a commit: small files whole, the beginnings of large ones, and which names there are not. Files appear whole or
/// not at all. A cache that cannot be written is no cache, and no error.
/// </summary>
internal sealed partial class HubCache
{
    private readonly string? _folder;

    private HubCache(string? folder) => _folder = folder;

    public static HubCache Of(Surroundings around, Uri endpoint, HubAddress address)
    {
        var root = around.Variable("XDG_CACHE_HOME") is { Length: > 0 } named ? named
            : around.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : around.Variable("LOCALAPPDATA");
        if (string.IsNullOrEmpty(root) || !Path.IsPathRooted(root)) return new(null);
        var host = $"{endpoint.Host}_{endpoint.Port}";
        return new(Path.Combine(root, "breakeven", "hub", Safe(host), $"models--{address.Owner}--{address.Name}"));
    }

    /// <summary>The commit that a branch or tag stood for when last asked.</summary>
    public string? Revision(string revision) => Load("refs", Safe(revision)) is { } bytes && System.Text.Encoding.ASCII.GetString(bytes) is var commit && Key().IsMatch(commit) ? commit : null;

    public void SaveRevision(string revision, string commit) => Save("refs", Safe(revision), System.Text.Encoding.ASCII.GetBytes(commit));

    public byte[]? Whole(string commit, string name) => Load(commit, Safe(name) + ".whole");

    public void SaveWhole(string commit, string name, byte[] bytes) => Save(commit, Safe(name) + ".whole", bytes);

    public bool IsAbsent(string commit, string name) => Load(commit, Safe(name) + ".absent") is not null;

    public void SaveAbsent(string commit, string name) => Save(commit, Safe(name) + ".absent", []);

    /// <summary>The beginning of a large file, and the length of all of it.</summary>
    public (long Length, byte[] Bytes)? Beginning(string commit, string name) =>
        Load(commit, Safe(name) + ".head") is { Length: > 8 } bytes && BinaryPrimitives.ReadInt64LittleEndian(bytes) is > 0 and var length && length >= bytes.Length - 8 ? (length, bytes[8..]) : null;

    public void SaveBeginning(string commit, string name, long length, ReadOnlySpan<byte> bytes)
    {
        var all = new byte[8 + bytes.Length];
        BinaryPrimitives.WriteInt64LittleEndian(all, length);
        bytes.CopyTo(all.AsSpan(8));
        Save(commit, Safe(name) + ".head", all);
    }

    /// <summary>A commit, or an entity tag where the server knows none; null where neither can be a folder's name.</summary>
    public static string? KeyOf(string? commit, string? tag) =>
        commit is not null && Key().IsMatch(commit) ? commit : tag?.Trim('"', 'W', '/') is { } text && Key().IsMatch(text) ? "etag-" + text : null;

    private byte[]? Load(string part, string name)
    {
        if (_folder is null) return null;
        try
        {
            var path = Path.Combine(_folder, part, name);
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Save(string part, string name, byte[] bytes)
    {
        if (_folder is null) return;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, part)).FullName;
            // Another process may write the same file: each writes its own, and the last one to be renamed stays.
            var draft = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            File.WriteAllBytes(draft, bytes);
            File.Move(draft, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // As if there were none.
        }
    }

    private static string Safe(string text) => Unsafe().Replace(text, match => $"%{(int)match.Value[0]:x2}");

    [GeneratedRegex(@"[^\w.-]", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\A[\w-]{8,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
