using System.Globalization;
using System.Text;

namespace Breakeven.Catalog;

/// <summary>A folder of ServeGen's clients: chunk-0-trace.csv with chunk-0-dataset.json, and so on.</summary>
public sealed record ServeGenFolder(string Path, IReadOnlyList<(int Client, string Trace, string Dataset)> Files)
{
    // The largest published dataset of a client has two megabytes.
    private const long SizeLimit = 64L << 20;

    /// <summary>The folder's pairs of files by client; null where it has none.</summary>
    public static ServeGenFolder? Find(string path)
    {
        if (!Directory.Exists(path)) return null;
        var files = new SortedDictionary<int, (string, string)>();
        foreach (var trace in Directory.EnumerateFiles(path, "chunk-*-trace.csv"))
        {
            var name = System.IO.Path.GetFileName(trace);
            if (!int.TryParse(name.Split('-')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var client)) continue;
            var dataset = System.IO.Path.Combine(path, FormattableString.Invariant($"chunk-{client}-dataset.json"));
            if (!File.Exists(dataset)) throw new InputException($"client {client} has a trace and no dataset", path, $"put {System.IO.Path.GetFileName(dataset)} beside {name}");
            files[client] = (trace, dataset);
        }
        return files.Count == 0 ? null : new(path, [.. files.Select(pair => (pair.Key, pair.Value.Item1, pair.Value.Item2))]);
    }

    /// <summary>The bytes of one of its files.</summary>
    public static byte[] Read(string file)
    {
        try
        {
            if (new FileInfo(file).Length > SizeLimit) throw new InputException("it is larger than 64 MiB", file, "give a client's file as it was published");
            var bytes = File.ReadAllBytes(file);
            return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be read", file, "check that it is a file that you may read");
        }
    }
}
