using System.Text.Json;
using Breakeven.Cli.Reports;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;

namespace Breakeven.Cli.Verbs;

/// <summary>A line of the bill hour by hour; the cents add up to the line.</summary>
internal sealed record HourlyLineRecord(string Line, string? Terms, string Way, string Name, IReadOnlyList<long> CentsByHour);

/// <summary>Replicas' worth of demand in an hour, by what serves it.</summary>
internal sealed record ServedHourRecord(double AlwaysOn, double ByTheHour, double Bought);

internal sealed record ScreeningCurveRecord(string Way, string Name, double FixedUsd, double UsdPerHour);

internal sealed record ScreeningStretchRecord(string Name, double FromHours, int Replicas);

internal sealed record BoxWorthRecord(double SavesUsd, double CostsUsd)
{
    public static BoxWorthRecord? Of(BoxWorth? worth) => worth is { } one ? new(one.Saves.Value, one.Costs.Value) : null;
}

internal sealed record KindPriceRecord(long InputTokens, long CachedInputTokens, long OutputTokens, double ReplicaSeconds, double UsdByTheToken, double UsdInOverflow, double? UsdPerReplicaHour, bool BelongsAtHome);

/// <summary>What a replica-hour at home is worth, and which requests belong there when there is no room for all.</summary>
internal sealed record DualPricesRecord(int OverflowHours, int SlackHours, double OverflowShare, double UsdPerReplicaHourInOverflow, BoxWorthRecord? LastBox, BoxWorthRecord? OneMoreBox, IReadOnlyList<KindPriceRecord> Kinds)
{
    private static readonly double[] s_lengths = [0.25, 1, 4], s_outputShares = [0.05, 0.2, 0.5], s_cachedShares = [0, 0.8];

    /// <summary>How many lengths kinds are listed by, the mean one in the middle.</summary>
    public static int Lengths => s_lengths.Length;

    public static DualPricesRecord Of(DualPrices prices)
    {
        var mean = prices.Plan.Request.Demand.Mean;
        var lengths = s_lengths.Select(times => new TokenCount(Math.Max(2, (long)Math.Round((mean.Input.Value + mean.Output.Value) * times)))).ToList();
        return new(
            prices.OverflowHours, prices.SlackHours, prices.OverflowShare, prices.InOverflow.Value, BoxWorthRecord.Of(prices.LastBox), BoxWorthRecord.Of(prices.OneMoreBox),
            [
                .. (prices.OverflowHours > 0 ? prices.Table(lengths, s_outputShares, s_cachedShares) : []).Select(one => new KindPriceRecord(
                    one.Kind.Input.Value, one.Kind.Cached.Value, one.Kind.Output.Value, one.Work.Value, one.ByTheToken.Value, one.InOverflow.Value, one.WorthPerReplicaHour?.Value, one.BelongsAtHome)),
            ]);
    }
}

/// <summary>Where a fact of the answer was read.</summary>
internal sealed record FactSourceRecord(string Of, string Where, string Date, string Note);

/// <summary>The answer in more detail than a table has room for: what a report draws.</summary>
internal sealed record AdviseDetailRecord(
    IReadOnlyList<HourlyLineRecord> Bill, IReadOnlyList<ServedHourRecord> ServedBy, IReadOnlyList<ScreeningCurveRecord> ScreeningCurves, IReadOnlyList<ScreeningStretchRecord> Cheapest, DualPricesRecord? DualPrices,
    MemoryRecord? MemoryPerGpu, IReadOnlyList<FactSourceRecord> Sources)
{
    public static AdviseDetailRecord Of(PlannedChoice best)
    {
        var (plan, hosted) = (best.Plan, best.AtHome ? best.Way.Hosted : null);
        var screening = hosted is null ? null : Economics.Hours.ScreeningCurves.Of(plan.Request);
        return new(
            [.. best.Bill.Lines.Select(line => new HourlyLineRecord(JsonNamingPolicy.SnakeCaseLower.ConvertName(line.Kind.ToString()), line.Terms is { } terms ? Cli.Terms.NameOf(terms) : null, WayOf(line, plan.Request), line.Name, line.CentsByHour))],
            hosted is null ? [] : [.. plan.Hours.Select(hour => Served(hour, plan))],
            [.. screening?.Curves.Select(curve => new ScreeningCurveRecord(WayOf(curve.Name, plan.Request), curve.Name, curve.Fixed.Value, curve.PerHour.Value)) ?? []],
            [.. screening?.Cheapest.Select(stretch => new ScreeningStretchRecord(stretch.Name, stretch.FromHours, stretch.Replicas)) ?? []],
            hosted is null ? null : DualPricesRecord.Of(Economics.Hours.DualPrices.Of(plan)),
            hosted is null ? null : MemoryRecord.Of(hosted.Candidate.Plan),
            [.. SourcesOf(best)]);
    }

    // Boxes always on are paid anyway, so they are filled first, as the bill has it.
    private static ServedHourRecord Served(FleetHour hour, FleetPlan plan)
    {
        var home = hour.Level * hour.HomeShare;
        var always = Math.Min(home, Math.Max(0, plan.Request.Boxes.Places(plan.AlwaysOnBoxes) - plan.Request.Spares));
        return new(always, home - always, hour.Level - home);
    }

    private static string WayOf(BillLine line, FleetRequest request) => line.Terms is null ? "by_the_token" : WayOf(line.Name, request);

    private static string WayOf(string name, FleetRequest request) => name == request.AlwaysOn?.Name ? "always_on" : name == request.Elastic?.Name ? "by_the_hour" : "by_the_token";

    private static IEnumerable<FactSourceRecord> SourcesOf(PlannedChoice best)
    {
        var hosted = best.AtHome ? best.Way.Hosted : null;
        if (hosted is { Candidate.Deployment: var deployment })
        {
            yield return Source($"price of {deployment.Accelerator.Id} from {hosted.Choice.Offer.Provider}, {Cli.Terms.NameOf(hosted.Choice.Offer.Terms)}", hosted.Choice.Offer.Source);
            if (best.Way.ElasticOffer is { } elastic && elastic != hosted.Choice.Offer) yield return Source($"price of {deployment.Accelerator.Id} from {elastic.Provider}, {Cli.Terms.NameOf(elastic.Terms)}", elastic.Source);
        }
        if (best.BoughtShare > 0 && best.Way.Tokens is { } tokens) yield return Source($"price of tokens from {tokens.Offer.Provider}", tokens.Offer.Source);
        if (hosted is { Candidate.Deployment: var run })
        {
            yield return Source($"shape of {run.Model.Id}", run.Model.Source);
            foreach (var source in run.Accelerator.Sources) yield return Source($"rates of {run.Accelerator.Id}", source);
        }

        static FactSourceRecord Source(string of, Catalog.Source source) => new(of, source.Where, Cell.Date(source.Date).Text, source.Note);
    }
}
