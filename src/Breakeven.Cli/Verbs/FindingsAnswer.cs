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
            sections.Add(new Section.Table("", Columns, [.. Rows(findings)]) { Main = true });
        sections.Add(new Section.Paragraph($"{checkedThings} checked; {(findings.Count == 0 ? "nothing found" : findings.Count == 1 ? "1 finding" : $"{findings.Count} findings; --format json names each")}"));
        var record = new FindingsRecord([.. findings.Select(finding => new FindingRecord(NameOf(finding.Kind), finding.Subject, finding.What))]);
        return new Answer(new Report(sections), record, type, findings.Count == 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static readonly IReadOnlyList<Column> Columns = [new("kind", "kind"), new("about", "subject"), new("finding", "finding")];

    // What is found of many alike is one row, or the few findings that matter would drown; JSON names each.
    private static IEnumerable<IReadOnlyList<Cell>> Rows(IReadOnlyList<Finding> findings)
    {
        foreach (var alike in findings.OrderBy(finding => finding.Kind).ThenBy(finding => finding.Subject, StringComparer.OrdinalIgnoreCase).GroupBy(finding => (finding.Kind, finding.What)))
        {
            var subjects = alike.Select(finding => finding.Subject).ToList();
            var kind = new Cell(NameOf(alike.Key.Kind).Replace('_', ' '), NameOf(alike.Key.Kind));
            if (subjects.Count > AlikeShown) yield return [kind, $"{subjects.Count}, such as {subjects[0]}", alike.Key.What];
            else
                foreach (var subject in subjects) yield return [kind, subject, alike.Key.What];
        }
    }

    private const int AlikeShown = 3;

    private static string NameOf(FindingKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}

internal sealed record FindingRecord(string Kind, string Subject, string Finding);

internal sealed record FindingsRecord(IReadOnlyList<FindingRecord> Findings) : WireRecord;
