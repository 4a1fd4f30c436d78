using System.Globalization;
using Breakeven.Economics.Maps;

namespace Breakeven.Cli.Verbs;

/// <summary>Puts maps into what a page draws.</summary>
internal static class PageMaps
{
    private const int Columns = 40;
    private const double SecondsPerDay = 86_400;

    public static PageMap Of(BreakEvenMap map)
    {
        var grid = map.Grid(Columns);
        var crossings = map.Rows.SelectMany(row => row.Crossings.Select(crossing => (row, crossing))).ToList();
        return new(
            $"Cheapest over traffic and {map.Axis.Title}",
            "tokens a day",
            map.Axis.Title,
            [.. grid.Traffics.Select(tokens => CompareTables.Short(tokens.Value * SecondsPerDay))],
            grid.RowLabels,
            grid.Winners,
            [.. grid.Rows.Select(row => (IReadOnlyList<int?>)[.. row.Select(cell => cell.Winner < 0 ? (int?)null : cell.Winner)])],
            crossings.Count == 0 ? "The cheapest does not change." : string.Create(CultureInfo.InvariantCulture, $"{crossings.Count} boundaries in {map.Rows.Count} rows{Nearest(map)}. Each choice is billed flat for the busiest hour here, without a mix."));
    }

    // Of the row nearest to the traffic asked about, the boundary nearest to it.
    private static string Nearest(BreakEvenMap map)
    {
        var asked = map.Request.Traffic.Tokens.Value;
        var (row, crossing) = map.Rows.SelectMany(row => row.Crossings.Select(crossing => (row, crossing))).MinBy(pair => Math.Abs(Math.Log(pair.crossing.Tokens.Value / asked)));
        var interval = crossing.Interval switch
        {
            null => "",
            { IsFixed: true } => ", whatever the speed",
            { Low: var low, High: var high } => $", between {(low is { } from ? CompareTables.Short(from.Value * SecondsPerDay) : "nothing")} and {(high is { } to ? CompareTables.Short(to.Value * SecondsPerDay) : "no end")} in nine of ten cases",
        };
        return $"; the nearest to this traffic is at {CompareTables.Short(crossing.Tokens.Value * SecondsPerDay)} tokens a day, {map.Axis.Label(row.Value)}: {crossing.Below} below, {crossing.Above} above{interval}";
    }
}
