using System.Globalization;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models.Configs;

/// <summary>
/// One object of a config file. Every value is taken by name with its kind and range, and a failure names the member.
/// A default is taken only where the caller knows it for the architecture, and is written down.
/// </summary>
internal sealed class ConfigObject(JsonElement element, string where, string path, List<string> notes)
{
    public string Where { get; } = where;

    /// <summary>The object around this one, where a language model stands inside a wrapper.</summary>
    public ConfigObject? Outer { get; init; }

    /// <summary>What was taken by default or left out, for the reader of the result.</summary>
    public List<string> Notes { get; } = notes;

    public IReadOnlyList<string> Names
    {
        get
        {
            try
            {
                return [.. element.EnumerateObject().Select(member => member.Name)];
            }
            catch (InvalidOperationException)
            {
                throw new InputException("a member's name is no Unicode text", Where, "give names in Unicode");
            }
        }
    }

    /// <summary>Every member that is an object, with its name, in one pass: lists of modules run to tens of thousands.</summary>
    public IEnumerable<(string Name, ConfigObject Value)> ObjectMembers()
    {
        foreach (var member in Names.Zip(element.EnumerateObject()))
        {
            if (member.Second.Value.ValueKind != JsonValueKind.Object) throw Wrong(member.First, member.Second.Value, "an object", "{ }");
            yield return (member.First, new ConfigObject(member.Second.Value, Where, $"{path}{member.First}.", Notes));
        }
    }

    public IEnumerable<ConfigObject> Objects(string name) => Present(name) is not { } list ? [] : list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Object
            ? new ConfigObject(item, Where, $"{path}{name}[{i}].", Notes)
            : throw Wrong($"{name}[{i}]", item, "an object", "{ }"))
        : throw Wrong(name, list, "a list of objects", "[{ }]");

    public bool Has(string name) => Present(name) is not null;

    /// <summary>The first of several names for one thing that the file uses; the first of all where it uses none.</summary>
    public string Either(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Has(name)) return name;
        return names[0];
    }

    public bool IsText(string name) => Present(name)?.ValueKind == JsonValueKind.String;

    public bool IsList(string name) => Present(name)?.ValueKind == JsonValueKind.Array;

    public bool IsWhole(string name, long number) => Present(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var whole) && whole == number;

    public string PlaceOf(string name) => $"{Where}: {path}{name}";

    /// <summary>A whole number from 1 (or 0 where allowed) to a bound; required unless there is a default.</summary>
    public int Count(string name, long bound, int? fallback = null, bool zero = false)
    {
        if (Present(name) is { } value) return Whole(name, value, zero ? 0 : 1, bound);
        if (fallback is not { } known) throw Missing(name, "a whole number", bound < Bounds.Hidden ? "32" : "4096");
        Note(name, known.ToString(CultureInfo.InvariantCulture));
        return known;
    }

    /// <summary>The same, null where absent or null; nothing is supposed.</summary>
    public int? CountOrNull(string name, long bound, bool zero = false) =>
        Present(name) is { } value ? Whole(name, value, zero ? 0 : 1, bound) : null;

    public long Long(string name, long bound, long? fallback = null)
    {
        if (Present(name) is not { } value)
        {
            if (fallback is not { } known) throw Missing(name, "a whole number", "131072");
            Note(name, known.ToString(CultureInfo.InvariantCulture));
            return known;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 1 && count <= bound
            ? count
            : throw Wrong(name, value, $"a whole number from 1 to {bound}", "131072");
    }

    public double Number(string name, double bound) =>
        Present(name) is not { } value ? throw Missing(name, "a number", "70.6e9")
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && number <= bound ? number
        : throw Wrong(name, value, $"a number above 0, at most {bound.ToString("G3", CultureInfo.InvariantCulture)}", "70.6e9");

    /// <summary>True or false; an absent member is the architecture's default and not worth a note.</summary>
    public bool Flag(string name, bool fallback) => Present(name) is not { } value ? fallback
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, value, "true or false", "false");

    public bool RequiredFlag(string name) => Has(name) ? Flag(name, false) : throw Missing(name, "true or false", "false");

    public string? TextOrNull(string name) => Present(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? String(name, value)
        : throw Wrong(name, value, "text", "\"bfloat16\"");

    public string Text(string name, string example) => TextOrNull(name) ?? throw Missing(name, "text", $"\"{example}\"");

    public IReadOnlyList<string>? TextsOrNull(string name) => Present(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String ? String(name, item) : throw Wrong($"{name}[{i}]", item, "text", "\"lm_head\""))]
        : throw Wrong(name, value, "a list of texts", "[\"lm_head\"]");

    public IReadOnlyList<int>? CountsOrNull(string name, long bound) => Present(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, i) => Whole($"{name}[{i}]", item, 0, bound))]
        : throw Wrong(name, value, "a list of whole numbers", "[0, 1]");

    /// <summary>One number for all layers, or a list with one for each.</summary>
    public IReadOnlyList<int> EachLayer(string name, long bound, int layers, int? fallback = null)
    {
        if (Present(name) is not { ValueKind: JsonValueKind.Array }) return [.. Enumerable.Repeat(Count(name, bound, fallback, zero: true), layers)];
        var counts = CountsOrNull(name, bound)!;
        return counts.Count == layers ? counts : throw Error(name, $"the list has {counts.Count} entries for {layers} layers", "give one entry a layer");
    }

    public ConfigObject? ObjectOrNull(string name) => Present(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ConfigObject(value, Where, $"{path}{name}.", Notes) { Outer = this }
        : throw Wrong(name, value, "an object", "{ }");

    /// <summary>The member is there and is neither null, false, 0 nor an empty list or object.</summary>
    public bool Says(string name) => Present(name) is { } value && value.ValueKind switch
    {
        JsonValueKind.False => false,
        JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    /// <summary>Refuses members that would change the shape of this architecture in a way that no reader knows.</summary>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Says(name))
                throw new InputException("this member changes the model in a way that is not understood for this architecture", PlaceOf(name),
                    "size a checkpoint without it, or write a model file by hand (see catalog/models)");
    }

    /// <summary>Refuses members that are none of these; for files of our own, where an unknown name is a slip of the pen.</summary>
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (var name in Names)
            if (!known.Contains(name))
                throw new InputException("the member is not known here", PlaceOf(name.Length <= 40 ? name : "..."), $"known: {string.Join(", ", known!)}");
    }

    public InputException Error(string name, string what, string remedy) => new(what, PlaceOf(name), remedy);

    public void Note(string name, string value) => Notes.Add($"{path}{name} is absent: took the architecture's default, {value}");

    private JsonElement? Present(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private int Whole(string name, JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= least && count <= most
            ? (int)count
            : throw Wrong(name, value, $"a whole number from {least} to {most}", Math.Min(most, 64).ToString(CultureInfo.InvariantCulture));

    // Unpaired surrogates are JSON but no text.
    private string String(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, value, "text in Unicode", "\"llama\"");
        }
    }

    private InputException Missing(string name, string kind, string example) =>
        new("the member is missing", PlaceOf(name), $"add {kind}, such as \"{name}\": {example}");

    private InputException Wrong(string name, JsonElement value, string expected, string example)
    {
        var raw = value.GetRawText().ReplaceLineEndings(" ");
        var shown = raw.Length <= 40 ? raw : JsonText.KindOf(value);
        return new($"{shown} is not {expected}", PlaceOf(name), $"give {expected}, such as {example}");
    }
}
