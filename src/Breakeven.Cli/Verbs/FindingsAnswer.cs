using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>What a check of the catalogue answers: its findings, and "no" where there is one.</summary>
internal static class FindingsAnswer
{
    public static Answer Of(IReadOnlyList<Finding> findings, string checkedThings, Func<JsonTypeInfo> type)
    {
        List<Section> sections = [];
        if (findings.Count > 0)
            sections.Add(new Section.Table("", Columns, [.. findings.OrderBy(finding => finding.Kind).ThenBy(finding => finding.Subject, StringComparer.OrdinalIgnoreCase).Select(Row)]) { Main = true });
        sections.Add(new Section.Paragraph($"{checkedThings} checked; {(findings.Count == 0 ? "nothing found" : findings.Count == 1 ? "1 finding" : $"{findings.Count} findings")}"));
        var record = new FindingsRecord([.. findings.Select(finding => new FindingRecord(NameOf(finding.Kind), finding.Subject, finding.What))]);
        return new Answer(new Report(sections), record, type, findings.Count == 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static readonly IReadOnlyList<Column> Columns = [new("kind", "kind"), new("about", "subject"), new("finding", "finding")];

    private static IReadOnlyList<Cell> Row(Finding finding) => [new(NameOf(finding.Kind).Replace('_', ' '), NameOf(finding.Kind)), finding.Subject, finding.What];

    private static string NameOf(FindingKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}

internal sealed record FindingRecord(string Kind, string Subject, string Finding);

internal sealed record FindingsRecord(IReadOnlyList<FindingRecord> Findings) : WireRecord;
