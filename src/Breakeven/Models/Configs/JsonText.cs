using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakeven.Catalog;

namespace Breakeven.Models.Configs;

/// <summary>JSON text from a stranger, parsed within limits: size, depth, no member twice.</summary>
internal static class JsonText
{
    // The largest published config read so far takes 3 MB; a weight file given by mistake takes gigabytes.
    public const int SizeMax = 16 << 20;

    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions s_options = new()
    {
        MaxDepth = DepthMax,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <param name="json">The text.</param>
    /// <param name="where">What to call it in errors.</param>
    /// <param name="example">What should have been given.</param>
    /// <param name="bareTokens">Whether Infinity, -Infinity and NaN, as Python writes them for a value, are taken as the text of that name.</param>
    public static JsonElement Parse(ReadOnlyMemory<byte> json, string where, string example, bool bareTokens = false)
    {
        if (json.Length > SizeMax)
            throw new InputException($"the file is larger than {SizeMax >> 20} MiB, which no such file is", where, $"give {example}");
        var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        if (!Utf8.IsValid(text.Span)) throw new InputException("the file is not text in UTF-8", where, $"give {example}");
        if (bareTokens) text = BareTokens.Quote(text);
        try
        {
            // Not disposed: the element lives as long as the reader needs it, and the buffers go with it.
            var root = JsonDocument.Parse(text, s_options).RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new InputException($"the file holds {KindOf(root)}, not an object", where, $"give {example}");
        }
        catch (JsonException failure)
        {
            throw new InputException("not valid JSON: " + Cause(text.Span, failure), Place(where, failure), $"give {example}");
        }
        catch (InvalidOperationException)
        {
            throw new InputException("not valid JSON: a member's name is no Unicode text", where, $"give {example}");
        }
    }

    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static string Place(string where, JsonException failure) =>
        failure.LineNumber is { } line ? $"{where}:{line + 1}" : where;

    private static string Cause(ReadOnlySpan<byte> json, JsonException failure)
    {
        if (json.IndexOfAnyExcept(" \t\r\n"u8) < 0) return "the file is empty";
        var text = failure.Message;
        bool Says(string part) => text.Contains(part, StringComparison.Ordinal);
        if (Says("maximum configured depth")) return $"nested deeper than {DepthMax} levels";
        if (Says("Duplicate") || Says("duplicate")) return "a member stands twice in one object" + (text.Split('\'') is [_, { Length: > 0 and <= 60 } name, _, ..] ? $" ({name})" : "");
        if (Says("'I'") || Says("'N'")) return "Infinity and NaN are no JSON numbers" + Near(json, failure);
        if (Says("after a single JSON value")) return "something follows the end of the object";
        if (Says("reached end") || Says("end of data") || Says("end of string") || Says("depth to be zero")) return "the text ends too early";
        // A broken literal is quoted to the end of the file.
        var cause = text.Split(" LineNumber:", 2)[0].Trim().TrimEnd('.').ReplaceLineEndings(" ");
        return (cause.Length <= 120 ? cause : cause[..40] + "... is no JSON") + Near(json, failure);
    }

    /// <summary>The last member named before the place of a failure.</summary>
    private static string Near(ReadOnlySpan<byte> json, JsonException failure)
    {
        var offset = 0;
        for (var line = 0L; line < failure.LineNumber; line++) offset += json[offset..].IndexOf((byte)'\n') + 1;
        var before = json[..(int)Math.Min(json.Length, offset + failure.BytePositionInLine.GetValueOrDefault())];
        var colon = before.LastIndexOf((byte)':');
        var close = colon < 0 ? -1 : before[..colon].LastIndexOf((byte)'"');
        var open = close < 0 ? -1 : before[..close].LastIndexOf((byte)'"');
        return open < 0 || close - open > 60 ? "" : $" (at {Encoding.UTF8.GetString(before[(open + 1)..close]).ReplaceLineEndings(" ")})";
    }
}
