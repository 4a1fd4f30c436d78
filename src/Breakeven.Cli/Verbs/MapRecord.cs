using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Economics.Maps;

namespace Breakeven.Cli.Verbs;

internal sealed record MapAxisRecord(string Name, string Title, string Unit, double? Percentile, IReadOnlyList<double> Values)
{
    public static MapAxisRecord Of(MapAxis axis) => new(
        MapAnswer.NameOf(axis.Kind), axis.Title, axis.Unit, axis.Kind is MapAxisKind.TimePerOutputToken or MapAxisKind.TimeToFirstToken ? axis.Percentile : null, axis.Values);
}

internal sealed record MapSegmentRecord(string Winner, double FromTokensPerDay, double ToTokensPerDay);

internal sealed record MapCrossingRecord(double TokensPerDay, double RequestsPerDay, string Below, string Above, string Kind, double? TokensPerDayLow, double? TokensPerDayHigh);

internal sealed record MapNearestRecord(string Model, string Accelerator, string Reason);

internal sealed record MapRowRecord(
    double Value, IReadOnlyList<MapSegmentRecord> Segments, IReadOnlyList<MapCrossingRecord> Crossings, bool Exact, bool AnyHosted, MapNearestRecord? Nearest, IReadOnlyList<string> ContextTooShort)
{
    private const double SecondsPerDay = 86_400;

    public static MapRowRecord Of(MapRow row) => new(
        row.Value,
        [.. row.Segments.Select(one => new MapSegmentRecord(one.Winner, one.From.Value * SecondsPerDay, one.To.Value * SecondsPerDay))],
        [.. row.Crossings.Select(one => new MapCrossingRecord(one.Tokens.Value * SecondsPerDay, one.Rate.Value * SecondsPerDay, one.Below, one.Above, JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()), one.Interval?.Low?.Value * SecondsPerDay, one.Interval?.High?.Value * SecondsPerDay))],
        row.IsExact,
        row.AnyHosted,
        row.Nearest is { } nearest ? new(nearest.Model.Id, nearest.Accelerator.Id, nearest.Refusal.Reason) : null,
        row.TooShort);
}

internal sealed record MapGridRecord(IReadOnlyList<double> TokensPerDay, IReadOnlyList<string> RowLabels, IReadOnlyList<IReadOnlyList<int>> Winners, IReadOnlyList<IReadOnlyList<bool>> Doubtful)
{
    public static MapGridRecord Of(MapGrid grid) => new(
        [.. grid.Traffics.Select(tokens => tokens.Value * 86_400)], grid.RowLabels, [.. grid.Rows.Select(row => (IReadOnlyList<int>)[.. row.Select(cell => cell.Winner)])],
        [.. grid.Rows.Select(row => (IReadOnlyList<bool>)[.. row.Select(cell => cell.IsDoubtful)])]);
}

internal sealed record MapRecord(
    TrafficRecord Traffic, IReadOnlyList<BoundRecord> Objective, MapAxisRecord Axis, double FromTokensPerDay, double ToTokensPerDay, IReadOnlyList<string> Winners, IReadOnlyList<MapRowRecord> Rows, MapGridRecord Grid,
    IReadOnlyList<string> Assumptions) : WireRecord
{
    private const int Columns = 60;

    public static MapRecord Of(BreakEvenMap map, IReadOnlyList<string> assumptions) => new(
        TrafficRecord.Of(map.Request.Traffic),
        [.. map.Request.Objective.Bounds.Select(BoundRecord.Of)],
        MapAxisRecord.Of(map.Axis),
        map.Request.Range.From.Value * 86_400,
        map.Request.Range.To.Value * 86_400,
        map.Winners,
        [.. map.Rows.Select(MapRowRecord.Of)],
        MapGridRecord.Of(map.Grid(Columns)),
        assumptions);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(MapRecord))]
internal sealed partial class MapJson : JsonSerializerContext;
