using Breakeven.Cli.Verbs;

namespace Breakeven.Cli.Reports;

/// <summary>Prints an answer in the format asked for.</summary>
internal static class Printer
{
    public static void Print(Answer answer, Format format, Page page, bool explain)
    {
        var report = explain ? answer.Report : answer.Report with { Explanations = [] };
        switch (format)
        {
            case Format.Json:
                JsonPrinter.Print(answer, explain, page.Output);
                break;
            case Format.Csv:
                CsvPrinter.Print(report, page.Output);
                break;
            case Format.Markdown:
                MarkdownPrinter.Print(report, page.Output);
                break;
            default:
                new TablePrinter(page).Print(report);
                break;
        }
    }
}
