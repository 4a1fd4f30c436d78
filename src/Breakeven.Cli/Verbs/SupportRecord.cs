using System.Text.Json.Serialization;
using Breakeven.Sizing.Support;

namespace Breakeven.Cli.Verbs;

/// <summary>A row of the support table as JSON has it; null where the source states nothing.</summary>
internal sealed record SupportRowRecord(
    string Engine, string? VersionFrom, string? VersionTo, string? Architecture, string? Model, string? Precision, string? Layout, string? Hardware, string Answer, SourceRecord Source)
{
    public static SupportRowRecord Of(SupportRow row) => new(
        row.Engine, Stated(row.From), Stated(row.To), Stated(row.Architecture), Stated(row.Model), Stated(row.Precision), row.Layout?.ToString(), Stated(row.Hardware), row.Runs ? "yes" : "no", SourceRecord.Of(row.Source));

    private static string? Stated(string text) => text.Length > 0 ? text : null;
}

/// <summary>The answer for one layout: yes, no or not_known; the source is null where dimensions decide, or nobody says.</summary>
internal sealed record SupportAnswerRecord(string Engine, string Version, string Layout, string Answer, string Because, SourceRecord? Source)
{
    public static SupportAnswerRecord Of(SupportAsked one) => new(
        one.Engine.Id, one.Engine.Version, one.Layout.ToString(), one.Answer switch { SupportStatus.Yes => "yes", SupportStatus.No => "no", _ => "not_known" }, one.Because, one.Source is { } source ? SourceRecord.Of(source) : null);
}

internal sealed record SupportRecord(string Model, string Architecture, IReadOnlyList<SupportAnswerRecord> Answers, IReadOnlyList<SupportRowRecord> Rows) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SupportRecord))]
internal sealed partial class SupportJson : JsonSerializerContext;
