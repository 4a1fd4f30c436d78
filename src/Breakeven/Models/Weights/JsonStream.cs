using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>Takes one token of a JSON text.</summary>
internal delegate void JsonToken(ref Utf8JsonReader reader);

/// <summary>
/// JSON read token by token from a range of a file, without a tree: a header of 100,000 tensors costs what is kept of it. The buffer grows
/// only as bytes arrive and only for a token that does not fit.
/// </summary>
internal static class JsonStream
{
    private const int BufferFirst = 64 << 10;

    // Metadata may hold a whole training log as one text; a name or number never comes near.
    private const int TokenMax = 8 << 20;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Disallow };

    public static void Read(WeightFile file, long start, long end, string what, JsonToken take)
    {
        var buffer = new byte[(int)Math.Clamp(end - start, 16, BufferFirst)];
        var (filled, next) = (0, start);
        var state = new JsonReaderState(s_options);
        try
        {
            do
            {
                var wanted = (int)Math.Min(buffer.Length - filled, end - next);
                file.Fill(next, buffer.AsSpan(filled, wanted));
                next += wanted;
                filled += wanted;
                var reader = new Utf8JsonReader(buffer.AsSpan(0, filled), isFinalBlock: next == end, state);
                while (reader.Read()) take(ref reader);
                state = reader.CurrentState;
                var consumed = (int)reader.BytesConsumed;
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
                if (filled == buffer.Length) Grow(ref buffer, file, what, next);
            }
            while (next < end);
        }
        catch (JsonException failure)
        {
            throw new InputException($"{what} is no valid JSON: {Cause(failure)}", $"{file.Where}, byte {Position(failure, start, next, filled)}", "fetch the file again");
        }
        catch (InvalidOperationException)
        {
            // GetString of bytes that are no UTF-8, or of half a surrogate.
            throw new InputException($"{what} holds a name that is no Unicode text", file.Where, "fetch the file again");
        }
    }

    private static void Grow(ref byte[] buffer, WeightFile file, string what, long next)
    {
        if (buffer.Length >= TokenMax)
            throw new InputException($"{what} holds a text longer than {TokenMax >> 20} MiB", $"{file.Where}, before byte {next}", "fetch the file again; no such header is published");
        Array.Resize(ref buffer, buffer.Length * 2);
    }

    private static long Position(JsonException failure, long start, long next, int filled) =>
        failure.LineNumber is 0 && failure.BytePositionInLine is { } at ? start + at : next - filled;

    private static string Cause(JsonException failure)
    {
        bool Says(string part) => failure.Message.Contains(part, StringComparison.Ordinal);
        return Says("maximum configured depth") ? "nested deeper than 8 levels"
            : Says("'I'") || Says("'N'") ? "Infinity and NaN are no JSON numbers"
            : Says("after a single JSON value") ? "something follows its end"
            : Says("end of data") || Says("end of string") || Says("depth to be zero") || Says("reached end") ? "it ends too early"
            : "a character stands where none of its kind may";
    }
}
