namespace Breakeven.Catalog;

/// <summary>Entries by id, each read from its file when first asked for.</summary>
internal sealed class Shelf<T> where T : class
{
    private readonly Dictionary<string, CatalogFile> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<CatalogFile, T> _read = new(ReferenceEqualityComparer.Instance);
    private readonly Func<CatalogFile, T> _reader;
    private readonly string[] _ids;

    public Shelf(IEnumerable<CatalogFile> files, Func<CatalogFile, T> reader)
    {
        _reader = reader;
        // The user's files come first, so that ours of the same id do not replace them.
        foreach (var file in files) _files.TryAdd(file.Id, file);
        _ids = [.. _files.Values.Select(file => file.Id)];
        Array.Sort(_ids, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Ids => _ids;

    public T? Find(string text)
    {
        if (FileOf(text) is not { } file) return null;
        // A search asks from several threads; reading twice would cost more than waiting.
        lock (_read)
        {
            if (!_read.TryGetValue(file, out var entry)) _read.Add(file, entry = _reader(file));
            return entry;
        }
    }

    /// <summary>The file of an id, or of the only id that a text can mean.</summary>
    public CatalogFile? FileOf(string text)
    {
        if (_files.TryGetValue(text, out var file)) return file;
        return Names.Resolve(text, _ids) is { } id ? _files[id] : null;
    }
}
