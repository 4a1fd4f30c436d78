namespace Breakeven.Cli.Reports;

/// <summary>Bold and colour by ANSI's plainest codes, which follow the terminal's own theme; or none.</summary>
internal readonly record struct Ink(bool Color)
{
    // Told apart on dark and on light backgrounds: blue, yellow, magenta, cyan, green, red.
    private static readonly int[] SeriesColors = [34, 33, 35, 36, 32, 31];

    public string Of(string text, Tone tone) => tone switch
    {
        Tone.Strong => Wrap(text, 1),
        Tone.Quiet => Wrap(text, 2),
        Tone.Good => Wrap(text, 32),
        Tone.Bad => Wrap(text, 31),
        _ => text,
    };

    /// <summary>The colour of a chart's n-th line.</summary>
    public string OfSeries(string text, int index) => Wrap(text, SeriesColors[index % SeriesColors.Length]);

    /// <summary>A block in that colour, with its letter in the terminal's background colour.</summary>
    public string OfBlock(string text, int index) => Color && text.Length > 0 ? $"\e[7;{SeriesColors[index % SeriesColors.Length]}m{text}\e[0m" : text;

    private string Wrap(string text, int code) => Color && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
