using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli.Reports;

/// <summary>Prints the record of an answer, not its table: the record's shape is the contract.</summary>
internal static class JsonPrinter
{
    // A "+" or a quote may stand as it is; who embeds this in HTML takes Embedded.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Answer answer, bool explain, TextWriter output)
    {
        answer.Record.Explanations = explain ? [.. answer.Report.Explanations.Select(Wire)] : null;
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Layout)) JsonSerializer.Serialize(writer, answer.Record, answer.RecordType());
        output.Write(Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length));
        output.Write('\n');
    }

    /// <summary>The same record on one line, to stand in a script element: nothing in it ends that element, or begins a comment.</summary>
    public static string Embedded<T>(T value, JsonTypeInfo type)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Layout with { Indented = false })) JsonSerializer.Serialize(writer, value, type);
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length).Replace("<", "\\u003c", StringComparison.Ordinal);
    }

    private static ExplanationRecord Wire(Explanation why)
        => new(why.Figure, why.Value, why.Formula, why.Inputs, JsonNamingPolicy.SnakeCaseLower.ConvertName(why.Basis.ToString()), why.Source);
}
