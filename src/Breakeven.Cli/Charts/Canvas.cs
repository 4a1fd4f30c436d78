using System.Text;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Charts;

/// <summary>A grid of characters with dots inside them: two by four with braille, one with ASCII. Heights go from 0 at the bottom to 1.</summary>
internal sealed class Canvas(int columns, int rows, bool unicode)
{
    private const int Nobody = -1;

    // Unicode numbers a braille cell's dots down the left column first, but adds the fourth row last.
    private static readonly byte[,] BrailleBits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly byte[,] _dots = new byte[rows, columns];
    private readonly char[,] _marks = new char[rows, columns];
    private readonly int[,] _owners = Filled(rows, columns);

    public int Columns => columns;

    private int DotColumns => unicode ? columns * 2 : columns;

    private int DotRows => unicode ? rows * 4 : rows;

    /// <summary>A straight stroke between two places, each given as shares of width and height.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, int owner)
    {
        double x = fromX * (DotColumns - 1), y = (1 - fromY) * (DotRows - 1);
        double dx = toX * (DotColumns - 1) - x, dy = (1 - toY) * (DotRows - 1) - y;
        var steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(dx), Math.Abs(dy))));
        for (var i = 0; i <= steps; i++) Dot((int)Math.Round(x + dx * i / steps), (int)Math.Round(y + dy * i / steps), owner);
    }

    /// <summary>A line's mark, in a column at a height; what is marked already stays.</summary>
    public void Mark(int column, double height, char mark, int owner)
    {
        var dotRow = (int)Math.Round((1 - height) * (DotRows - 1));
        var row = Math.Clamp(unicode ? dotRow / 4 : dotRow, 0, rows - 1);
        if (_marks[row, column] != '\0') return;
        _marks[row, column] = mark;
        _owners[row, column] = owner;
    }

    /// <summary>One row as text without spaces at its end.</summary>
    public string Row(int row, Ink ink)
    {
        var text = new StringBuilder();
        var spaces = 0;
        for (var column = 0; column < columns; column++)
        {
            var shown = Character(row, column);
            if (shown == ' ')
            {
                spaces++;
                continue;
            }

            text.Append(' ', spaces).Append(ink.OfSeries(shown.ToString(), _owners[row, column]));
            spaces = 0;
        }

        return text.ToString();
    }

    private char Character(int row, int column)
    {
        if (_marks[row, column] != '\0') return _marks[row, column];
        if (_dots[row, column] == 0) return ' ';
        return unicode ? (char)(0x2800 + _dots[row, column]) : '.';
    }

    private void Dot(int x, int y, int owner)
    {
        if (x < 0 || y < 0 || x >= DotColumns || y >= DotRows) return;
        var (row, column) = unicode ? (y / 4, x / 2) : (y, x);
        _dots[row, column] |= unicode ? BrailleBits[y % 4, x % 2] : (byte)1;
        if (_owners[row, column] == Nobody) _owners[row, column] = owner;
    }

    private static int[,] Filled(int rows, int columns)
    {
        var owners = new int[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                owners[row, column] = Nobody;
        return owners;
    }
}
