using System.Text.RegularExpressions;

namespace Breakeven.Prices.Imports;

/// <summary>
/// What a price list's keys mean here. A key that the table names is what the table says. Otherwise its last part is compared with the
/// ids of the catalogue and with the keys that the table names; what is still unknown keeps its own name under its maker's.
/// </summary>
internal sealed partial class ModelNaming
{
    private readonly Dictionary<(string List, string Key), Named> _keys = [];
    private readonly Dictionary<string, string> _tails = new(StringComparer.Ordinal);
    private readonly List<(string List, string Id, string Provider)> _providers = [];
    private readonly List<(string Prefix, string Owner)> _owners;
    private readonly Dictionary<string, string> _ids;

    public ModelNaming(ImportTables tables, IEnumerable<string> modelIds)
    {
        _ids = modelIds.ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);
        foreach (var row in tables.Rows("models", ImportTables.ModelColumns))
            _keys.TryAdd((row.Text("list", "litellm"), row.Text("key", "groq/llama-3.3-70b-versatile")), new(row.Text("provider", "Groq"), row.Text("model", "openai/gpt-oss-120b"), row.Optional("batch"), row.Optional("note")));
        foreach (var row in tables.Rows("providers", "list", "id", "provider")) _providers.Add((row.Text("list", "litellm"), row.Text("id", "groq"), row.Text("provider", "Groq")));
        // The longest prefix wins, so that "llama-3.1-nemotron" is not taken for a llama.
        _owners = [.. tables.Rows("owners", "prefix", "owner").Select(row => (row.Text("prefix", "gpt"), row.Text("owner", "openai"))).OrderByDescending(pair => pair.Item1.Length)];
        foreach (var id in _ids.Keys) _tails.TryAdd(Tail(id), id);
        foreach (var group in _keys.GroupBy(entry => Tail(entry.Key.Key)))
            if (group.Select(entry => entry.Value.Model).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1) _tails.TryAdd(group.Key, group.First().Value.Model);
    }

    /// <summary>A key's meaning; batch and note only where the table states them.</summary>
    /// <param name="Provider">Our name of the seller.</param>
    /// <param name="Model">A hub id, or OWNER/NAME of a model that is sold by the token alone.</param>
    /// <param name="Batch">The published batch discount that applies; may be empty.</param>
    /// <param name="Note">What the table remarks; may be empty.</param>
    internal sealed record Named(string Provider, string Model, string Batch = "", string Note = "");

    public Named Of(string list, ListedPrice price)
    {
        if (_keys.TryGetValue((list, price.Key), out var named)) return named with { Model = _ids.GetValueOrDefault(named.Model, named.Model) };
        // A list that names no seller names him before the first slash.
        var seller = price.Seller.Length > 0 ? price.Seller : price.Key.Contains('/', StringComparison.Ordinal) ? price.Key.Split('/')[0] : list;
        return new(ProviderOf(list, seller), ModelOf(price with { Seller = seller }));
    }

    /// <summary>Our name of a list's seller; the list's own where the table has none.</summary>
    public string ProviderOf(string list, string id)
    {
        foreach (var (of, known, provider) in _providers)
            if (of == list && (known == id || known.EndsWith('*') && id.StartsWith(known[..^1], StringComparison.Ordinal))) return provider;
        return id;
    }

    private string ModelOf(ListedPrice price)
    {
        var tail = Tail(price.Key);
        if (_tails.TryGetValue(tail, out var id)) return id;
        var parts = price.Key.Split('/');
        foreach (var (prefix, owner) in _owners)
            if (tail.StartsWith(prefix, StringComparison.Ordinal)) return $"{owner}/{tail}";
        return $"{(parts.Length > 2 ? parts[^2] : price.Seller).TrimStart('@').ToLowerInvariant()}/{tail}";
    }

    /// <summary>
    /// The part of a key that names the model, as two lists would both write it: lower case, without seller, region, maker and revision.
    /// "us.anthropic.claude-sonnet-4-v1:0" and "vertex_ai/claude-sonnet-4" are both "claude-sonnet-4".
    /// </summary>
    internal static string Tail(string key)
    {
        var tail = Vendor().Replace(key[(key.LastIndexOf('/') + 1)..].ToLowerInvariant(), "");
        tail = Revision().Replace(tail.Replace('@', '-'), "");
        return Separators().Replace(tail, "-").Trim('-');
    }

    [GeneratedRegex(@"^(?:[a-z][a-z0-9-]*\.)+(?=[a-z])|^(?:databricks|anthropic|openai|meta|google)-(?=claude|gpt|llama|gemini|gemma|meta-llama|o\d)")]
    private static partial Regex Vendor();

    [GeneratedRegex(@"-v\d+:\d+$|:\d+$|-maas$|-1:0$")]
    private static partial Regex Revision();

    [GeneratedRegex(@"[^a-z0-9.]+")]
    private static partial Regex Separators();
}
