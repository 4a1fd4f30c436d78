using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Models.Weights;
using Microsoft.Win32.SafeHandles;

namespace Breakeven.Catalog;

/// <summary>A checkpoint in a folder of the disk.</summary>
public sealed class CheckpointFolder : ICheckpointFolder, IDisposable
{
    private readonly List<SafeFileHandle> _handles = [];
    private readonly string _folder;

    private CheckpointFolder(string folder, string id) => (_folder, Id) = (folder, id);

    /// <inheritdoc/>
    public string Where => _folder;

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => field ??= Guarded(_folder, () => Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).ToList());

    /// <summary>Reads what a user names: a folder, a .safetensors, .gguf or index file with its neighbours; null where a config.json alone tells.</summary>
    public static Checkpoint? Read(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal)) return null;
        if (Directory.Exists(path))
        {
            using var whole = new CheckpointFolder(path, ModelName.From(null, Path.Combine(Path.GetFullPath(path), "config.json")));
            return CheckpointReader.Read(whole);
        }

        var name = Path.GetFileName(path);
        if (!IsWeights(name)) return null;
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
        var id = name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            ? ShardName.Parse(name)?.Stem ?? name[..^5]
            : ModelName.From(null, Path.Combine(Path.GetFullPath(folder), "config.json"));
        using var files = new CheckpointFolder(folder, id);
        return CheckpointReader.Read(files, name);
    }

    /// <summary>The model that a path means, with the bytes of its files where there are some, and what speaks against them.</summary>
    public static (Model Model, Checkpoint? Checkpoint) ReadModel(string path)
    {
        if (Read(path) is not { } checkpoint) return (ConfigReader.ReadPath(path), null);
        return (checkpoint.Model ?? throw new InputException(
            "there is no config.json beside the weights, and safetensors files do not tell a model's shape", checkpoint.Where, "put the checkpoint's config.json there, or give a .gguf file"), checkpoint);
    }

    /// <summary>Whether a name is that of weights or of their index.</summary>
    public static bool IsWeights(string name) =>
        name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".safetensors.index.json", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public WeightFile? Open(string name)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path)) return null;
        var handle = Guarded(path, () =>
        {
            RegularFile.Check(path);
            return File.OpenHandle(path);
        });
        _handles.Add(handle);
        return new(name, path, RandomAccess.GetLength(handle), (offset, buffer) =>
        {
            try
            {
                return RandomAccess.Read(handle, buffer, offset);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(path);
            }
        });
    }

    /// <inheritdoc/>
    public byte[]? ReadSmall(string name, int bytesMax)
    {
        if (Open(name) is not { } file) return null;
        if (file.Length > bytesMax) throw new InputException($"the file is larger than {bytesMax >> 20} MiB, which no such file is", file.Where, "give the file as it was published");
        var bytes = new byte[file.Length];
        file.Fill(0, bytes);
        return bytes;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var handle in _handles) handle.Dispose();
    }

    private static T Guarded<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path);
        }
    }

    private static InputException Unreadable(string path) => new("it cannot be read", path, "check that it is a file and that you may read it");
}
