using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>What a verb found: a report for people, a record for programs, and whether the answer is "no".</summary>
/// <param name="Report">For people.</param>
/// <param name="Record">For programs.</param>
/// <param name="RecordType">How the record is written; asked for only then, since it costs a start a tenth of a second.</param>
/// <param name="Code">Answered, or answered "no".</param>
internal sealed record Answer(Report Report, WireRecord Record, Func<JsonTypeInfo> RecordType, ExitCode Code = ExitCode.Answered);

/// <summary>What every JSON answer has. The shapes are a contract: docs/reference/schemas holds one schema a verb.</summary>
internal abstract record WireRecord
{
    /// <summary>Raised when a member changes its meaning or goes away; new members do not raise it.</summary>
    [JsonPropertyOrder(-10)]
    public int SchemaVersion { get; } = 1;

    /// <summary>Present with --explain.</summary>
    [JsonPropertyOrder(10)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExplanationRecord>? Explanations { get; set; }
}

internal sealed record ExplanationRecord(string Figure, string Value, string Formula, string Inputs, string Basis, string Source);

internal sealed record SourceRecord(string Where, string Date, string Note)
{
    public static SourceRecord Of(Catalog.Source source) => new(source.Where, Cell.Date(source.Date).Text, source.Note);
}
