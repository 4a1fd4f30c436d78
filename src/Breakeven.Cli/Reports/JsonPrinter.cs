using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli.Reports;

/// <summary>Prints the record of an answer, not its table: the record's shape is the contract.</summary>
internal static class JsonPrinter
{
    // Nobody embeds this in HTML, so that a "+" or a quote may stand as it is.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Answer answer, bool explain, TextWriter output)
    {
        answer.Record.Explanations = explain ? [.. answer.Report.Explanations.Select(Wire)] : null;
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Layout)) JsonSerializer.Serialize(writer, answer.Record, answer.RecordType());
        output.Write(Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length));
        output.Write('\n');
    }

    private static ExplanationRecord Wire(Explanation why)
        => new(why.Figure, why.Value, why.Formula, why.Inputs, JsonNamingPolicy.SnakeCaseLower.ConvertName(why.Basis.ToString()), why.Source);
}
