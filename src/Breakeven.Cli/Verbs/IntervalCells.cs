using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Measurements.Intervals;
using Breakeven.Statistics;

namespace Breakeven.Cli.Verbs;

/// <summary>Intervals as tables show them: one cell that people read, and one for the other end that only programs see.</summary>
internal static class IntervalCells
{
    /// <summary>What stands where nothing of the kind was measured: no percentage.</summary>
    private static readonly Cell[] s_assumed = [new("assumed", "", Tone.Quiet), Cell.Empty];

    /// <summary>What stands for an interval that is too wide to be told; programs get its ends.</summary>
    public const string NotKnown = "not known";

    public static IReadOnlyList<Column> Columns(string title, string key, int drop) => [Column.Number(title, key + "_low", drop), Column.Number("", key + "_high", drop)];

    /// <summary>Both ends of a figure, each in three digits.</summary>
    public static IReadOnlyList<Cell> Of(RelativeInterval? interval, double predicted) => interval is { } known ? Of(known.Low * predicted, known.High * predicted, Digits) : s_assumed;

    /// <summary>Both ends of a sum of money; none where the choice has no error.</summary>
    public static IReadOnlyList<Cell> OfMoney(Contender contender, Func<Bill, double> figure, Func<double, string> show)
    {
        if (contender is not Contender.OnAccelerator hosted) return [new("", Cell.Number(figure(contender.Bill)).Raw), new("", Cell.Number(figure(contender.Bill)).Raw)];
        return hosted.BillRange is { } range ? Of(figure(range.Low), range.High is { } high ? figure(high) : null, show) : s_assumed;
    }

    /// <summary>Two ends, of which the upper may be open, and the lower 0.</summary>
    public static IReadOnlyList<Cell> Of(double low, double? high, Func<double, string> show)
        => [new(Text(low, high, show), Cell.Number(low).Raw, IsWide(low, high) ? Tone.Quiet : Tone.Plain), new("", Cell.Number(high).Raw)];

    /// <summary>Whether two ends, neither of them open, are too far apart to be told.</summary>
    public static bool IsWide(double low, double? high) => low > 0 && high is { } end && RelativeInterval.IsWide(low, end);

    /// <summary>Two ends in words.</summary>
    public static string Text(double low, double? high, Func<double, string> show) => high is not { } end ? $"from {show(low)}"
        : show(low) == show(end) ? show(low)
        : low <= 0 ? $"up to {show(end)}"
        : IsWide(low, high) ? NotKnown
        : $"{show(low)} to {show(end)}";

    /// <summary>Traffics between which an order changes.</summary>
    public static IReadOnlyList<Cell> Of(CrossingInterval? interval, Func<double, string> show)
    {
        if (interval is not { } known) return s_assumed;
        double? low = known.Low?.Value * 86_400, high = known.High?.Value * 86_400;
        var text = (low, high) switch
        {
            _ when known.IsFixed => "whatever the speed",
            ({ } from, { } to) => Text(from, to, show),
            (null, { } to) => $"up to {show(to)}",
            ({ } from, null) => $"from {show(from)}",
            _ => "not settled",
        };
        return [new(text, Cell.Number(low).Raw), new("", Cell.Number(high).Raw)];
    }

    /// <summary>How much of a deployment was measured, in words.</summary>
    public static string Familiar(ErrorSpread? spread) => spread?.Familiarity switch
    {
        Familiarity.Known => "known",
        Familiarity.NewArchitecture => "new_architecture",
        Familiarity.NewAccelerator => "new_accelerator",
        Familiarity.NewBoth => "new_both",
        _ => "assumed",
    };

    public static string Digits(double value)
    {
        if (!(value > 0)) return "0";
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 2);
        return value.ToString("N" + decimals, CultureInfo.InvariantCulture);
    }
}
