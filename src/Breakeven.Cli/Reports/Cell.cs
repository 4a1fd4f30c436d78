using System.Globalization;

namespace Breakeven.Cli.Reports;

/// <summary>How a cell should catch the eye where colour is allowed. Nothing may be readable by colour alone.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Quiet,
    Good,
    Bad,
}

/// <summary>One value of a table: what people read, and what programs read in its stead.</summary>
/// <param name="Text">For people: rounded, grouped.</param>
/// <param name="Raw">For programs: the full value in the unit that the column's key names; empty where there is none.</param>
internal sealed record Cell(string Text, string Raw, Tone Tone = Tone.Plain)
{
    /// <summary>Nothing is known here, which is not zero.</summary>
    public static Cell Unknown { get; } = new("-", "", Tone.Quiet);

    /// <summary>Nothing to say.</summary>
    public static Cell Empty { get; } = new("", "");

    public static implicit operator Cell(string text) => new(text, text);

    public static Cell Of(string text, Tone tone = Tone.Plain) => new(text, text, tone);

    /// <summary>A number with a fixed count of decimals, so that a column lines up at its points.</summary>
    public static Cell Number(double? value, int decimals = 0) => value is { } known
        ? new(known.ToString("N" + decimals, CultureInfo.InvariantCulture), known.ToString("R", CultureInfo.InvariantCulture))
        : Unknown;

    /// <summary>An amount shown in a unit that the column's title names; programs get it in the base unit.</summary>
    public static Cell Scaled<T>(T amount, T unit, int decimals) where T : struct, IQuantity<T>
        => new(Number(amount / unit, decimals).Text, Number(amount.Value).Raw);

    /// <summary>A count shown in a multiple that the column's title names; programs get it whole.</summary>
    public static Cell Count(long count, double multiple, int decimals)
        => new(Number(count / multiple, decimals).Text, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>An amount with its own unit, for a list of facts; programs get it in the base unit.</summary>
    public static Cell Amount<T>(T amount, string? text = null) where T : struct, IQuantity<T>
        => new(text ?? amount.ToString()!, Number(amount.Value).Raw);

    /// <summary>A listed price: exact, with at least two decimals and as many as were published.</summary>
    public static Cell Price(decimal? dollars) => dollars is { } known
        ? new(known.ToString("#,0.00####", CultureInfo.InvariantCulture), known.ToString(CultureInfo.InvariantCulture))
        : Unknown;

    public static Cell Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Cell As(Tone tone) => this with { Tone = tone };
}
