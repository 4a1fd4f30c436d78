using System.Text;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>Tells a layout by the beginning of a file: the header of a CSV, or the members of the first JSON object.</summary>
internal static class TraceRecognition
{
    // The members that tell the layouts apart come in the first lines of each.
    private const int Beginning = 1 << 16;

    public static TraceFormat Of(Stream stream, string name)
    {
        var buffer = new byte[Beginning];
        var text = new ReadOnlySpan<byte>(buffer, 0, stream.ReadAtLeast(buffer, Beginning, throwOnEndOfStream: false));
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        if (text is [0x1F, 0x8B, ..]) throw new InputException("it is compressed", name, "unpack it first: gunzip it");
        if (text.Trim(" \t\r\n"u8).IsEmpty) throw new InputException("it is empty", name, "give a trace with a line for each request");
        return (text.TrimStart(" \t\r\n"u8)[0] == '{' ? OfJson(text) : OfHeader(text))
            ?? throw new InputException($"its layout is not known by its first line, \"{FirstLine(text)}\"", name,
                "name it with --format-of, or write our own: arrival_s,input_tokens,output_tokens");
    }

    private static TraceFormat? OfHeader(ReadOnlySpan<byte> text)
    {
        while (text.StartsWith("#"u8)) text = text.IndexOf((byte)'\n') is >= 0 and var end ? text[(end + 1)..] : default;
        if (BreakevenLines.IsHeader(FirstBytes(text))) return TraceFormat.Breakeven;
        if (text.StartsWith(AzureLines.Header)) return TraceFormat.Azure;
        return text.StartsWith("Timestamp,"u8) && text[..Math.Max(0, text.IndexOf((byte)'\n'))].IndexOf("Response tokens"u8) > 0 ? TraceFormat.BurstGpt : null;
    }

    private static TraceFormat? OfJson(ReadOnlySpan<byte> text)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1) members.Add(Encoding.UTF8.GetString(reader.ValueSpan));
        }
        catch (JsonException)
        {
            // The reader of the layout says which line is wrong; what stood before it may tell the layout.
        }
        if (members.Contains("input_length") && members.Contains("output_length")) return TraceFormat.Mooncake;
        if (members.Contains("input_toks")) return TraceFormat.VllmRequests;
        if (members.Contains("benchmarks")) return TraceFormat.GuideLlm;
        if (members.Contains("metrics") && members.Contains("metadata")) return TraceFormat.AiPerf;
        return members.Contains("request_throughput") || members.Contains("input_lens") ? TraceFormat.VllmBench : null;
    }

    private static string FirstLine(ReadOnlySpan<byte> text) => TokenCounts.Text(FirstBytes(text));

    private static ReadOnlySpan<byte> FirstBytes(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? text : text[..end];
    }
}
