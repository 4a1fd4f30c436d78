namespace Breakeven.Cli.Reports;

/// <summary>What a report is printed on.</summary>
/// <param name="Output">Where to.</param>
/// <param name="Width">Columns for running text and charts.</param>
/// <param name="TableWidth">Columns for tables; without end where nothing reads by eye alone, so that no row is broken.</param>
/// <param name="Color">Whether bold and colour may be used.</param>
/// <param name="Unicode">Whether the reader's character set has more than ASCII.</param>
internal sealed record Page(TextWriter Output, int Width, int TableWidth, bool Color, bool Unicode)
{
    private const int PipedWidth = 120;
    private const int Narrowest = 40;

    public static Page Of(Surroundings around, bool noColor)
    {
        var asked = int.TryParse(around.Variable("COLUMNS"), out var columns) && columns > 0 ? columns : (int?)null;
        var width = asked ?? around.TerminalWidth;
        return new(
            around.Output,
            Math.Max(Narrowest, width ?? PipedWidth),
            Math.Max(Narrowest, width ?? int.MaxValue),
            Color: around.TerminalWidth is not null && !noColor && around.Variable("NO_COLOR") is null or "" && around.Variable("TERM") is not "dumb",
            Unicode: HasUnicode(around));
    }

    // The first of these that is set names the character set; where none is, UTF-8 is what terminals speak today.
    private static bool HasUnicode(Surroundings around)
    {
        foreach (var name in (string[])["LC_ALL", "LC_CTYPE", "LANG"])
            if (around.Variable(name) is { Length: > 0 } locale)
                return locale.Contains("UTF", StringComparison.OrdinalIgnoreCase);
        return true;
    }
}
