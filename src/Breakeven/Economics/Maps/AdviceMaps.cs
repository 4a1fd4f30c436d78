using Breakeven.Economics.Advice;
using Breakeven.Workloads;

namespace Breakeven.Economics.Maps;

/// <summary>The maps around an advice: among the models, accelerators and offers that cost less than twice the advised, over how uneven the day is, the context and the latency asked for.</summary>
public static class AdviceMaps
{
    private const double SpanUsual = 100;

    /// <summary>The three maps; none where there is no advice.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="rows">Of each map.</param>
    /// <param name="solved">Called as each row is done.</param>
    public static IReadOnlyList<BreakEvenMap> Of(Recommendation advice, int rows, Action? solved = null)
    {
        ArgumentNullException.ThrowIfNull(advice);
        if (advice.Best is null) return [];
        var request = RequestOf(advice);
        return [.. AxesOf(request, rows).Select(axis => BreakEvenMap.Of(request, axis, solved))];
    }

    /// <summary>The comparison among what an advice found worth considering, from a hundredth to a hundred times the traffic.</summary>
    public static CompareRequest RequestOf(Recommendation advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        var compare = advice.Request.Compare;
        var models = advice.Choices.Select(choice => choice.Way.Model).ToHashSet(StringComparer.Ordinal);
        var accelerators = advice.Choices.Select(choice => choice.Way.Contender).OfType<Contender.OnAccelerator>().Select(one => one.Accelerator.Id).ToHashSet(StringComparer.Ordinal);
        var tokens = compare.Traffic.Tokens;
        return compare with
        {
            Models = [.. compare.Models.Where(one => models.Contains(one.Model.Id))],
            SoldModels = [.. compare.SoldModels.Where(one => models.Contains(one.Id))],
            Accelerators = [.. compare.Accelerators.Where(one => accelerators.Contains(one.Id))],
            TokenOffers = advice.Request.TokensAllowed ? compare.TokenOffers : [],
            Range = new(tokens * (1 / SpanUsual), TokensPerSecond.Min(tokens * SpanUsual, new(1e12))),
        };
    }

    private static IEnumerable<MapAxis> AxesOf(CompareRequest request, int rows)
    {
        yield return MapAxis.Between(MapAxisKind.Peak, 1, 8, rows);
        var longest = request.Models.Select(one => one.Model.ContextLimit.Value - request.Traffic.Output.Value).DefaultIfEmpty(65_536).Max();
        yield return MapAxis.Between(MapAxisKind.Context, Math.Min(512, longest), Math.Min(65_536, longest), rows);
        var asked = request.Objective.Bounds.FirstOrDefault(bound => bound.Metric == LatencyMetric.TimePerOutputToken);
        var axis = MapAxis.Between(MapAxisKind.TimePerOutputToken, 15, 200, rows);
        yield return asked is null ? axis : axis with { Percentile = asked.Percentile };
    }
}
