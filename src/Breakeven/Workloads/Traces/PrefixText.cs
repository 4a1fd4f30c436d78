using System.Globalization;
using System.Text;

namespace Breakeven.Workloads.Traces;

/// <summary>
/// What prompts share, as our own CSV writes it. system:800 is a prefix of 800 tokens that every request with that name begins with; system:800/alice:400 goes on with 400 that
/// only those share which name both. @512:46-57/2353 are segments of 512 tokens by their ids, as Mooncake's traces have them.
/// </summary>
internal sealed class PrefixText
{
    /// <summary>Tokens of a segment of a named prefix: the block that vLLM caches by default. A rest below that is not cached there either, and is not counted.</summary>
    public const int SegmentTokens = 16;

    // A name's segments are numbered from its hash, which has its lower bits free for that.
    private const int IndexBits = 24;

    // Traces name a handful of prefixes a million times; one with a million names is read again rather than held.
    private const int KeptMost = 4096;

    private readonly Dictionary<string, PrefixChain> _kept = new(StringComparer.Ordinal);

    public PrefixChain Read(ReadOnlySpan<byte> field, int column)
    {
        Span<char> characters = field.Length <= 256 ? stackalloc char[field.Length] : new char[field.Length];
        ReadOnlySpan<char> text = characters[..Encoding.UTF8.GetChars(field, characters)];
        if (_kept.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known)) return known;
        var written = text.ToString();
        var chain = written[0] == '@' ? ByIds(written, column) : ByNames(written, column);
        if (_kept.Count == KeptMost) _kept.Clear();
        if (written.Length <= 256) _kept.Add(written, chain);
        return chain;
    }

    /// <summary>A prefix that all who name it share.</summary>
    public static PrefixChain Named(string name, int tokens) => ByNames($"{name}:{tokens.ToString(CultureInfo.InvariantCulture)}", 1);

    /// <summary>A chain as it was written, or else by its ids.</summary>
    public static string Format(PrefixChain chain)
    {
        if (chain.Name is { } name) return name;
        var text = new StringBuilder("@").Append(CultureInfo.InvariantCulture, $"{chain.SegmentTokens}:");
        for (var (from, count) = (0, chain.Segments.Count); from < count;)
        {
            var to = from;
            while (to + 1 < count && chain.Segments[to] < long.MaxValue && chain.Segments[to + 1] == chain.Segments[to] + 1) to++;
            text.Append(from == 0 ? "" : "/").Append(CultureInfo.InvariantCulture, $"{chain.Segments[from]}");
            if (to > from) text.Append(CultureInfo.InvariantCulture, $"-{chain.Segments[to]}");
            from = to + 1;
        }
        return text.ToString();
    }

    private static PrefixChain ByNames(string text, int column)
    {
        var segments = new List<long>();
        var hash = 14695981039346656037UL;
        foreach (var part in text.Split('/'))
        {
            var colon = part.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) || tokens is < 1 or > (int)TokenCounts.Most)
                throw Wrong(text, column);
            // FNV-1a over all names so far, so that a part's segments are told apart by what stands before it.
            foreach (var octet in Encoding.UTF8.GetBytes(part[..colon] + "/")) hash = unchecked((hash ^ octet) * 1099511628211UL);
            var first = (long)(hash >> (IndexBits + 1) << IndexBits);
            for (var index = 0; index < tokens / SegmentTokens; index++) segments.Add(first + index);
        }
        return new(SegmentTokens, segments) { Name = text };
    }

    private static PrefixChain ByIds(string text, int column)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || !int.TryParse(text.AsSpan(1, colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) || tokens is < 1 or > (int)TokenCounts.Most) throw Wrong(text, column);
        var segments = new List<long>();
        foreach (var range in text.AsSpan(colon + 1).Split('/'))
        {
            var ids = text.AsSpan(colon + 1)[range];
            var dash = ids.IndexOf('-');
            if (!long.TryParse(dash < 0 ? ids : ids[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var from)) throw Wrong(text, column);
            var to = from;
            if (dash >= 0 && !long.TryParse(ids[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out to)) throw Wrong(text, column);
            if (to < from || to - from + segments.Count >= TokenCounts.Most / tokens) throw Wrong(text, column);
            for (var id = from; id <= to; id++) segments.Add(id);
        }
        return new(tokens, segments);
    }

    private static LineFault Wrong(string text, int column) => new(
        column, $"\"{(text.Length > 40 ? text[..40] + "..." : text)}\" is not a prefix", "write a name and how many tokens it names, such as system:800 or system:800/alice:400, or ids such as @512:46-57/2353");
}
