using System.Text.Json;

namespace Breakeven.Workloads.Traces;

/// <summary>What the layouts of JSON lines have in common: an object a line, whose members are read as they come.</summary>
internal abstract class JsonFields : LineLayout
{
    public override bool TakesAsHeader(ReadOnlySpan<byte> line) => false;

    public override RawRequest? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new LineFault(1, "it is no JSON object", $"write one request a line, such as {Example}");
            Begin();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Member(ref reader);
            // What follows the object makes the reader throw.
            reader.Read();
            return End();
        }
        catch (JsonException wrong)
        {
            throw new LineFault((int)(wrong.BytePositionInLine ?? 0) + 1, "it is not JSON", $"write one request a line, such as {Example}");
        }
    }

    protected abstract string Example { get; }

    protected abstract void Begin();

    /// <summary>Reads a member's value, or skips it. The reader stands on its name.</summary>
    protected abstract void Member(ref Utf8JsonReader reader);

    protected abstract RawRequest? End();

    protected static int Tokens(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        return TokenCounts.Read(Number(ref reader, what), Column(reader), what);
    }

    protected static long Time(ref Utf8JsonReader reader, long unit)
    {
        reader.Read();
        return TraceTime.Read(Number(ref reader, "arrival"), unit, Column(reader));
    }

    protected static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    protected static int Column(in Utf8JsonReader reader) => (int)reader.TokenStartIndex + 1;

    protected LineFault Lacks(string member) => new(1, $"it has no \"{member}\"", $"write one request a line, such as {Example}");

    private static ReadOnlySpan<byte> Number(ref Utf8JsonReader reader, string what) => reader.TokenType is JsonTokenType.Number or JsonTokenType.String
        ? reader.ValueSpan
        : throw new LineFault(Column(reader), $"the {what} is no number", "write a number, such as 374");
}
