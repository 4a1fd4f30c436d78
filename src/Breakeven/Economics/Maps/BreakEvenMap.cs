namespace Breakeven.Economics.Maps;

/// <summary>The cheapest choice over traffic and one thing more. Each row is solved along its traffic, every crossing of it; nothing is sampled.</summary>
public sealed record BreakEvenMap
{
    /// <summary>What was asked, at the value that each row replaces.</summary>
    public required CompareRequest Request { get; init; }

    /// <summary>What changes from row to row.</summary>
    public required MapAxis Axis { get; init; }

    /// <summary>One for each of the axis's values.</summary>
    public required IReadOnlyList<MapRow> Rows { get; init; }

    /// <summary>Whoever is the cheapest somewhere, the one with most of the map first.</summary>
    public IReadOnlyList<string> Winners => field ??= WinnersOf(Rows);

    /// <summary>The map of a comparison over its range of traffic.</summary>
    /// <param name="request">Models, accelerators, offers and the shape of the traffic; its rate is not used.</param>
    /// <param name="axis">What to change from row to row.</param>
    /// <param name="solved">Called as each row is done.</param>
    public static BreakEvenMap Of(CompareRequest request, MapAxis axis, Action? solved = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(axis);
        var (rows, before) = (new List<MapRow>(axis.Values.Count), default(Contest));
        foreach (var value in axis.Values)
        {
            var (asked, tooShort) = Within(axis.At(request, value));
            before = axis.KeepsDeployments && before is not null ? before.At(asked) : Contest.Run(asked);
            rows.Add(MapRow.Of(value, before, tooShort));
            solved?.Invoke();
        }
        return new() { Request = request, Axis = axis, Rows = rows };
    }

    /// <summary>The rows as cells, each read off at its middle on the logarithmic axis.</summary>
    public MapGrid Grid(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, 10_000);
        var traffics = Enumerable.Range(0, columns).Select(i => MapGrid.At(Request.Range, (i + 0.5) / columns)).ToList();
        var indices = Winners.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return new(
            traffics,
            [.. Axis.Values.Select(Axis.Label)],
            Winners,
            [.. Rows.Select(row => (IReadOnlyList<MapCell>)[.. traffics.Select(tokens => row.At(tokens) is { } segment ? new MapCell(indices[segment.Winner], row.IsDoubtful(tokens)) : MapCell.Nobody)])]);
    }

    // Who cannot hold a request is no contender, nor are its tokens.
    private static (CompareRequest Request, IReadOnlyList<string> TooShort) Within(CompareRequest request)
    {
        var traffic = request.Traffic;
        var shorter = request.Models.Where(one => traffic.Input.Value * one.TokensRatio.Input + traffic.Output.Value * one.TokensRatio.Output > one.Model.ContextLimit.Value).ToList();
        return shorter.Count == 0 ? (request, []) : (request with { Models = [.. request.Models.Except(shorter)] }, [.. shorter.Select(one => one.Model.Id)]);
    }

    private static IReadOnlyList<string> WinnersOf(IReadOnlyList<MapRow> rows)
    {
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var segment in rows.SelectMany(row => row.Segments))
            shares[segment.Winner] = shares.GetValueOrDefault(segment.Winner) + Math.Log(segment.To / segment.From);
        return [.. shares.OrderByDescending(pair => Math.Round(pair.Value, 9)).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];
    }
}
