using System.Buffers;

namespace Breakeven.Models.Configs;

/// <summary>The three tokens by which Python's json writes what JSON has no number for. Two published configs hold one (time_step_limit of Nemotron).</summary>
internal static class BareTokens
{
    /// <summary>The text with these tokens quoted where they stand for a value; in names and strings they stay, and so does every other fault.</summary>
    public static ReadOnlyMemory<byte> Quote(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        if (text.IndexOf("Infinity"u8) < 0 && text.IndexOf("NaN"u8) < 0) return json;
        var quoted = new ArrayBufferWriter<byte>(json.Length + 64);
        int copied = 0, before = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '"')
            {
                at = EndOfString(text, at);
                before = '"';
                continue;
            }

            var length = before is ':' or ',' or '[' ? TokenAt(text[at..]) : 0;
            if (length > 0 && EndsValue(text[(at + length)..]))
            {
                quoted.Write(text[copied..at]);
                quoted.Write("\""u8);
                quoted.Write(text.Slice(at, length));
                quoted.Write("\""u8);
                at += length;
                copied = at;
                before = '"';
                continue;
            }

            if (!IsSpace(text[at])) before = text[at];
            at++;
        }

        quoted.Write(text[copied..]);
        return quoted.WrittenMemory;
    }

    private static int TokenAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : text.StartsWith("NaN"u8) ? 3 : 0;

    private static bool EndsValue(ReadOnlySpan<byte> rest)
    {
        var next = rest.IndexOfAnyExcept(" \t\r\n"u8);
        return next >= 0 && rest[next] is (byte)',' or (byte)']' or (byte)'}';
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int open)
    {
        for (var at = open + 1; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '"') return at + 1;
        }

        return text.Length;
    }

    private static bool IsSpace(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
