using System.Globalization;

namespace Breakeven.Catalog;

/// <summary>Reads the facts of one file, each with its value, unit and source, and keeps them as stated.</summary>
internal sealed class FactReader
{
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<Fact> _facts = [];
    private readonly CatalogObject _root;

    public FactReader(CatalogObject root)
    {
        _root = root;
        foreach (var source in root.Object("sources", """{ "datasheet": { "where": "https://...", "date": "2026-08-21" } }""").Objects())
            _sources.Add(source.Name, SourceOf(source));
        if (_sources.Count == 0)
            throw root.Refuse("\"sources\" is empty", """name one: { "datasheet": { "where": "https://...", "date": "2026-08-21" } }""");
    }

    public IReadOnlyList<Fact> Facts => _facts;

    public IReadOnlyList<Source> Sources => [.. _sources.Values];

    public T Amount<T>(CatalogObject parent, string name, string within = "") where T : struct, IQuantity<T>
    {
        var fact = parent.Object(name, Example(T.Example));
        var text = ValueOf(fact, within + name, T.Example);
        if (Quantities.Amount.Parse<T>(text, out var error) is not { } amount)
            throw fact.Refuse("its value " + Quotable(error!), "write " + Example(T.Example));
        return amount.Value > 0 ? amount : throw fact.Refuse($"its value \"{text}\" is not positive", "leave the member out where there is no such hardware");
    }

    public string Text(CatalogObject parent, string name, string within, string example) => ValueOf(parent.Object(name, Example(example)), within + name, example);

    /// <summary>A count with its noun: "8 devices".</summary>
    public int Count(CatalogObject parent, string name, string within, string noun)
    {
        var fact = parent.Object(name, Example("8 " + noun));
        var text = ValueOf(fact, within + name, "8 " + noun);
        var parts = text.Split(' ', 2);
        if (parts.Length == 2 && parts[1] == noun && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return count;
        throw fact.Refuse($"its value \"{text}\" is not a count of {noun}", "write " + Example("8 " + noun));
    }

    /// <summary>A source that no fact names is a leftover, or a fact that lost its own.</summary>
    public void RefuseUnusedSources()
    {
        foreach (var key in _sources.Keys)
            if (!_used.Contains(key)) throw _root.Object("sources", "").Refuse($"no fact names the source \"{key}\"", "remove it, or name it where it is used");
    }

    private static string Example(string value) => $$"""{ "value": "{{value}}", "source": "datasheet" }""";

    // The message of an amount ends with its own example in words; the file's example follows as JSON.
    private static string Quotable(string error) => error.Split("; expected", 2)[0];

    private string ValueOf(CatalogObject fact, string name, string example)
    {
        fact.AllowOnly("value", "source", "note");
        var value = fact.Text("value", example);
        var key = fact.Text("source", "datasheet");
        if (!_sources.TryGetValue(key, out var source))
            throw fact.Refuse($"its source \"{key}\" is not among the file's sources", $"the sources are {string.Join(", ", _sources.Keys)}");
        _used.Add(key);
        _facts.Add(new(name, value, source, fact.Has("note") ? fact.Text("note", "read on a rented node") : ""));
        return value;
    }

    private static Source SourceOf(CatalogObject entry)
    {
        entry.AllowOnly("where", "date", "note");
        var date = entry.Text("date", "2026-08-21");
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw entry.Refuse($"\"{date}\" is not a date", "write it as 2026-08-21");
        return new(entry.Text("where", "https://..."), day, entry.Has("note") ? entry.Text("note", "dense rates") : "");
    }
}
