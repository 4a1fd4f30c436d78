using System.CommandLine;
using Breakeven.Catalog;

namespace Breakeven.Cli;

/// <summary>How an answer is printed.</summary>
internal enum Format
{
    Table,
    Json,
    Csv,
    Markdown,
}

/// <summary>The options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    private const string CatalogVariable = "BREAKEVEN_CATALOG";

    // What a catalogue may hold; a folder without any, such as a new one, is not read unless it is named.
    private static readonly string[] Parts = ["models", "accelerators", "prices", "calibration"];

    private static readonly string[] FormatNames = ["table", "json", "csv", "markdown"];

    public GlobalOptions() => Format.CompletionSources.Add(_ => FormatNames.Select(name => new System.CommandLine.Completions.CompletionItem(name)));

    public Option<string> Format { get; } = new("--format")
    {
        Description = "How to print the answer: table, json, csv (its main table) or markdown",
        HelpName = "format",
        DefaultValueFactory = _ => "table",
        Recursive = true,
    };

    public Option<string?> Catalog { get; } = new("--catalog")
    {
        Description = $"A folder of your own models, accelerators and prices, laid over the built-in ones; or set {CatalogVariable}",
        HelpName = "folder",
        Recursive = true,
    };

    public Option<bool> Explain { get; } = new("--explain")
    {
        Description = "Show the formula, the inputs, the basis and the source behind each figure",
        Recursive = true,
    };

    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colour or bold; the same as setting NO_COLOR",
        Recursive = true,
    };

    public Option<bool> Debug { get; } = new("--debug")
    {
        Description = "On failure, print the stack trace too",
        Recursive = true,
    };

    public IReadOnlyList<Option> All => [Format, Catalog, Explain, NoColor, Debug];

    public Format FormatOf(ParseResult parse)
    {
        var text = parse.GetValue(Format) ?? "table";
        var index = Array.IndexOf(FormatNames, text);
        if (index < 0)
            throw new InputException($"there is no format \"{text}\"", "--format", $"choose {Mistakes.Listed(FormatNames)}");
        return (Format)index;
    }

    public string? CatalogFolder(ParseResult parse, Surroundings around) => parse.GetValue(Catalog) ?? CatalogFolder(around);

    /// <summary>True where a folder holds what a catalogue may hold.</summary>
    public static bool IsCatalog(string folder) => Parts.Any(part => Directory.Exists(Path.Combine(folder, part)));

    public static string? CatalogFolder(Surroundings around)
        => around.Variable(CatalogVariable) is { Length: > 0 } folder ? folder : around.UserCatalog is { } own && IsCatalog(own) ? own : null;
}
