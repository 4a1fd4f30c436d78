using System.Globalization;
using System.Text;
using Breakeven.Cli.Reports;
using Breakeven.Economics.Maps;

namespace Breakeven.Cli.Charts;

/// <summary>A map in letters, one for whoever is the cheapest in a cell, on a block of its colour; lower case where a boundary's interval makes that doubtful.</summary>
internal sealed record MapPicture(BreakEvenMap Map, LogAxis X)
{
    private const int Narrowest = 20;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // Of the winners beyond the letters.
    private const char Other = '#';
    private const char Nobody = '.';

    /// <summary>The letter of a winner.</summary>
    public static char LetterOf(int winner) => winner < 0 ? Nobody : winner < Letters.Length ? Letters[winner] : Other;

    /// <summary>The picture as lines of text, legend included, each ended by a line feed.</summary>
    public string Render(int width, bool unicode, Ink ink)
    {
        var labels = Map.Axis.Values.Select(Map.Axis.Label).ToList();
        var margin = labels.Max(label => label.Length) + 2;
        var grid = Map.Grid(Math.Max(Narrowest, width - margin));
        var text = new StringBuilder().Append(Map.Axis.Title).Append('\n');
        for (var row = 0; row < grid.Rows.Count; row++)
        {
            text.Append(labels[row].PadLeft(margin - 2)).Append(' ').Append(unicode ? '┤' : '+');
            AppendRow(text, grid.Rows[row], ink);
            text.Append('\n');
        }
        var range = Map.Request.Range;
        X.AppendTo(text, LogScale.Spanning(range.From.Value * 86_400, range.To.Value * 86_400), grid.Traffics.Count, margin, unicode);
        AppendLegend(text, grid, margin, ink);
        return text.ToString();
    }

    // A run of one letter is one block, so that a terminal gets few codes.
    private static void AppendRow(StringBuilder text, IReadOnlyList<MapCell> cells, Ink ink)
    {
        for (var at = 0; at < cells.Count;)
        {
            var (cell, end) = (cells[at], at + 1);
            while (end < cells.Count && cells[end].Winner == cell.Winner) end++;
            var run = string.Concat(cells.Skip(at).Take(end - at).Select(one => one.IsDoubtful ? char.ToLowerInvariant(LetterOf(one.Winner)) : LetterOf(one.Winner)));
            text.Append(cell.Winner < 0 ? ink.Of(run, Tone.Quiet) : ink.OfBlock(run, cell.Winner));
            at = end;
        }
    }

    private static void AppendLegend(StringBuilder text, MapGrid grid, int margin, Ink ink)
    {
        var cells = grid.Rows.SelectMany(row => row).ToList();
        var pad = new string(' ', margin);
        for (var i = 0; i < Math.Min(grid.Winners.Count, Letters.Length); i++)
        {
            var share = (double)cells.Count(cell => cell.Winner == i) / cells.Count;
            text.Append(pad).Append(ink.OfBlock(LetterOf(i).ToString(), i)).Append(' ').Append(TextWidth.Clean(grid.Winners[i]))
                .Append(CultureInfo.InvariantCulture, $", {share.ToString(share is > 0 and < 0.01 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture)} of the map\n");
        }
        if (grid.Winners.Count > Letters.Length) text.Append(pad).Append(Other).Append(CultureInfo.InvariantCulture, $" one of {grid.Winners.Count - Letters.Length} others, each with less\n");
        if (cells.Any(cell => cell.Winner < 0)) text.Append(pad).Append(Nobody).Append(" nothing that can be bought serves it as asked\n");
        if (cells.Any(cell => cell.IsDoubtful)) text.Append(pad).Append("lower case: within the 90 % interval of a boundary\n");
    }
}
