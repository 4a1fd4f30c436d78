using Breakeven.Catalog;

namespace Breakeven.Cli.Reports;

/// <summary>A source in one line.</summary>
internal static class SourceText
{
    /// <summary>Without its note, where many stand together.</summary>
    public static string Short(Source source) => source.Date == default ? source.Where : $"{source.Where} ({Cell.Date(source.Date).Text})";

    public static string Of(Source source) => $"{Short(source)}{(source.Note.Length == 0 ? "" : ": " + source.Note)}";
}
