using Breakeven.Catalog;

namespace Breakeven.Cli.Reports;

/// <summary>A source in one line.</summary>
internal static class SourceText
{
    public static string Of(Source source) => $"{source.Where} ({Cell.Date(source.Date).Text}){(source.Note.Length == 0 ? "" : ": " + source.Note)}";
}
