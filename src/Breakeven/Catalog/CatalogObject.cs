using System.Text.Json;

namespace Breakeven.Catalog;

/// <summary>One object of a catalogue file, with its place for the message when it is wrong.</summary>
internal sealed class CatalogObject
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonElement _element;
    private readonly string _file;
    private readonly string _path;

    private CatalogObject(JsonElement element, string file, string path)
    {
        _element = element;
        _file = file;
        _path = path;
    }

    /// <summary>The member that holds it; empty for the whole file.</summary>
    public string Name => _path[(_path.LastIndexOf('.') + 1)..];

    public string Where => _path.Length == 0 ? _file : $"{_file}, {_path}";

    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string file, out CatalogObject root)
    {
        try
        {
            var document = JsonDocument.Parse(json, Options);
            root = Of(document.RootElement, file, "");
            return document;
        }
        catch (JsonException failure)
        {
            // The parser has a place for what is no JSON; without one, it is JSON that states a member twice.
            throw failure.LineNumber is { } line
                ? new InputException("it is not valid JSON", $"{file}:{line + 1}:{(failure.BytePositionInLine ?? 0) + 1}", "compare it with a file that is, such as catalog/accelerators/H100-SXM.json")
                : new InputException("it states a member twice", file, "remove the one that is wrong");
        }
    }

    /// <summary>Refuses members that nothing would read: a misspelt fact must not pass for an absent one.</summary>
    public void AllowOnly(params ReadOnlySpan<string> known)
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (known.Contains(member.Name)) continue;
            var nearest = Names.Nearest(member.Name, known.ToArray(), 1);
            var hint = nearest.Count > 0 ? $"did you mean \"{nearest[0]}\"?" : $"the members here are {string.Join(", ", known.ToArray())}";
            throw new InputException("no such member is known", Place(member.Name), hint);
        }
    }

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public string Text(string name, string example)
    {
        if (!_element.TryGetProperty(name, out var value))
            throw new InputException($"\"{name}\" is missing", Where, $"add it, such as \"{name}\": \"{example}\"");
        if (value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()))
            throw new InputException("it is not a text", Place(name), $"write \"{name}\": \"{example}\"");
        return value.GetString()!;
    }

    public CatalogObject Object(string name, string example)
        => _element.TryGetProperty(name, out var value)
            ? Of(value, _file, _path.Length == 0 ? name : $"{_path}.{name}")
            : throw new InputException($"\"{name}\" is missing", Where, $"add it, such as \"{name}\": {example}");

    // By hand and not by LINQ: over structs that costs a start some ten methods compiled at run time.
    public IEnumerable<CatalogObject> Objects()
    {
        foreach (var member in _element.EnumerateObject()) yield return Of(member.Value, _file, Path(member.Name));
    }

    public InputException Refuse(string what, string remedy) => new(what, Where, remedy);

    private string Path(string member) => _path.Length == 0 ? member : $"{_path}.{member}";

    private string Place(string member) => $"{_file}, {Path(member)}";

    private static CatalogObject Of(JsonElement element, string file, string path)
        => element.ValueKind == JsonValueKind.Object
            ? new(element, file, path)
            : throw new InputException("it is not an object", path.Length == 0 ? file : $"{file}, {path}", "write { ... }, as the files in catalog/ do");
}
