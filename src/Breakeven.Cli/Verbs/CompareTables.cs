using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Measurements;
using Breakeven.Performance.Kernels;
using Breakeven.Statistics;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>The tables of a comparison.</summary>
internal static class CompareTables
{
    private const double SecondsPerDay = 86_400;

    private static readonly double[] s_utilisations = [0.1, 0.4, 0.9];

    public static List<NamedValue> Traffic(Contest contest)
    {
        var traffic = contest.Request.Traffic;
        List<NamedValue> facts =
        [
            new("requests", "requests_per_day", new Cell($"{Short(traffic.Rate.Value * SecondsPerDay)}/day ({traffic.Rate.Value:0.##}/s), {traffic.Input.Value:N0} tokens in, {traffic.Output.Value:N0} out", Cell.Number(traffic.Rate.Value * SecondsPerDay).Raw)),
            new("tokens", "tokens_per_day", new Cell($"{Short(traffic.Tokens.Value * SecondsPerDay)}/day", Cell.Number(traffic.Tokens.Value * SecondsPerDay).Raw)),
        ];
        if (traffic.CachedShare > 0) facts.Add(new("cached", "cached_share", new Cell($"{traffic.CachedShare:P0} of the input", Cell.Number(traffic.CachedShare).Raw)));
        facts.Add(new("peak", "peak_to_mean", new Cell(traffic.PeakToMean > 1 ? $"{traffic.PeakToMean:0.##} times the mean" : "none given: taken as flat", Cell.Number(traffic.PeakToMean).Raw)));
        facts.Add(new("objective", "objective", contest.Request.Objective.Bounds.Count == 0 ? "none: any latency will do" : ObjectiveText.Format(contest.Request.Objective)));
        facts.Add(new("engine", "engine", $"{contest.Request.Engine.Id} {contest.Request.Engine.Version}"));
        return facts;
    }

    public static IReadOnlyList<Column> RankColumns { get; } =
    [
        Column.Number("", "rank"),
        new("model", "model"),
        new("where", "where"),
        new("precision", "precision", Drop: 3),
        new("layout", "layout", Drop: 2),
        Column.Number("replicas", "replicas", drop: 4),
        new("rented", "rented", Drop: 1),
        Column.Number("utilised", "utilisation"),
        Column.Number("$/month", "usd_per_month"),
        .. IntervalCells.Columns("90 %", "usd_per_month", drop: 7),
        Column.Number("$/M in", "usd_per_million_input_tokens", drop: 6),
        Column.Number("$/M out", "usd_per_million_output_tokens", drop: 6),
        Column.Number("$/M", "usd_per_million_tokens"),
        .. IntervalCells.Columns("90 %", "usd_per_million_tokens", drop: 4),
        Column.Number("$/1k requests", "usd_per_thousand_requests", drop: 7),
        new("basis", "basis", Drop: 5),
    ];

    public static IReadOnlyList<Cell> RankRow(int rank, Contender contender, Contest contest)
    {
        var bill = contender.Bill;
        var (where, precision, layout, rented) = contender is Contender.OnAccelerator hosted
            ? (hosted.Accelerator.Id, hosted.Best.Candidate.Deployment.Precision.Name, $"{hosted.Best.Candidate.Deployment.Layout.Gpus}x {hosted.Best.Candidate.Deployment.Layout}", Rented(bill, hosted.Best.Choice))
            : ($"API, {Seller((Choice.PerToken)bill.Choice)}", "", "", ByTheToken((Contender.ByTheToken)contender));
        var cheapest = rank == 1 ? Tone.Strong : Tone.Plain;
        return
        [
            Cell.Number(rank),
            Cell.Of(Contender.ShortName(contender.ModelId), cheapest),
            Cell.Of(where, cheapest),
            precision,
            layout,
            bill.Replicas > 0 ? Cell.Number(bill.Replicas) : Cell.Empty,
            rented,
            bill.Utilisation is { } used ? new Cell(Percent(used), Cell.Number(used).Raw) : Cell.Empty,
            new Cell(Money(bill.PerMonth.Value), Cell.Number(bill.PerMonth.Value).Raw, cheapest),
            .. IntervalCells.OfMoney(contender, one => one.PerMonth.Value, Money),
            Dollars(bill.Input.Value),
            Dollars(bill.Output.Value),
            Dollars(bill.Blended.Value),
            .. IntervalCells.OfMoney(contender, one => one.Blended.Value, value => Dollars(value).Text),
            Dollars(bill.PerRequest.Value * 1000),
            contender is Contender.ByTheToken ? "price list" : bill.Choice.Basis.ToString().ToLowerInvariant(),
        ];
    }

    public static IReadOnlyList<Column> LoadColumns { get; } =
    [
        new("deployment", "deployment"),
        Column.Number("req/s", "requests_per_second"),
        Column.Number("req/s max", "capacity_requests_per_second"),
        .. IntervalCells.Columns("90 %", "capacity_requests_per_second", drop: 3),
        Column.Number("batch", "batch_sequences"),
        Column.Number("batch max", "admitted_sequences_max", drop: 5),
        Column.Number("ttft ms", "ttft_ms"),
        .. IntervalCells.Columns("90 %", "ttft_ms", drop: 2),
        Column.Number("tpot ms", "tpot_ms"),
        .. IntervalCells.Columns("90 %", "tpot_ms", drop: 2),
        Column.Number("output tok/s", "output_tokens_per_second", drop: 6),
        Column.Number("prompt time", "prefill_share", drop: 1),
        Column.Number("experts read", "experts_touched", drop: 4),
    ];

    public static IReadOnlyList<Cell> LoadRow(Contender.OnAccelerator hosted, Contest contest)
    {
        var serving = hosted.Best.Candidate.Serving;
        var load = hosted.Load(Percentile(contest.Request.Objective));
        if (load is null) return [hosted.Name, .. Enumerable.Repeat(Cell.Unknown, LoadColumns.Count - 1)];
        var (touched, experts) = serving.Step.ExpertsTouched(serving.WorkAt(load) with { PrefillTokens = 0 });
        return
        [
            hosted.Name,
            Cell.Number(load.Rate.Value, 2),
            Cell.Number(hosted.Best.Choice.CapacityPerReplica.Value, 2),
            .. hosted.Best.Choice.Speed is { } speed ? IntervalCells.Of(speed.Low.Value, speed.High.Value, IntervalCells.Digits) : IntervalCells.Of(null, 0),
            Cell.Number(load.Batch, 0),
            Cell.Number(serving.AdmittedMax),
            new Cell(Cell.Number(load.TimeToFirstToken.Value * 1e3, 0).Text, Cell.Number(load.TimeToFirstToken.Value * 1e3).Raw),
            .. IntervalCells.Of(hosted.SpreadOf(PredictedMetric.TimeToFirstToken, load, contest.Request.Intervals)?.Interval, load.TimeToFirstToken.Value * 1e3),
            new Cell(Cell.Number(load.TimePerOutputToken.Value * 1e3, 1).Text, Cell.Number(load.TimePerOutputToken.Value * 1e3).Raw),
            .. IntervalCells.Of(hosted.SpreadOf(PredictedMetric.TimePerOutputToken, load, contest.Request.Intervals)?.Interval, load.TimePerOutputToken.Value * 1e3),
            Cell.Number(load.Rate.Value * contest.Request.Traffic.Output.Value, 0),
            new Cell(Percent(load.PrefillShare), Cell.Number(load.PrefillShare).Raw),
            experts == 0 ? Cell.Of("dense", Tone.Quiet) : new Cell($"{touched:0} of {experts}", Cell.Number(touched).Raw),
        ];
    }

    public static IReadOnlyList<Column> MemoryColumns { get; } =
    [
        new("deployment", "deployment"),
        Column.Number("weights", "weights_bytes"),
        Column.Number("workspace", "workspace_bytes", drop: 2),
        Column.Number("runtime", "runtime_bytes", drop: 3),
        Column.Number("cache", "cache_bytes"),
        Column.Number("kept free", "outside_bytes", drop: 1),
        Column.Number("device", "device_bytes"),
        Column.Number("KiB a token", "cache_bytes_per_token", drop: 4),
        Column.Number("tokens held", "cache_tokens"),
    ];

    public static IReadOnlyList<Cell> MemoryRow(Contender.OnAccelerator hosted)
    {
        var plan = hosted.Best.Candidate.Plan;
        return
        [
            hosted.Name,
            Gibibytes(plan.WeightTotal),
            Gibibytes(plan.Workspace),
            Gibibytes(plan.Runtime),
            Gibibytes(plan.Left),
            Gibibytes(plan.Device - plan.WeightTotal - plan.Workspace - plan.Runtime - plan.Left),
            Gibibytes(plan.Device),
            new Cell(Cell.Number(plan.Block.Value / plan.BlockTokens / 1024, 1).Text, Cell.Number(plan.Block.Value / plan.BlockTokens).Raw),
            new Cell(plan.Block.Value > 0 ? Short(plan.Blocks * plan.BlockTokens) : "no end", Cell.Number(plan.Blocks * plan.BlockTokens).Raw),
        ];
    }

    public static IReadOnlyList<Column> ExcludedColumns { get; } = [new("model", "model"), new("where", "where"), new("why", "why")];

    public static IReadOnlyList<Cell> ExcludedRow(Excluded excluded) =>
        [Contender.ShortName(excluded.Model.Id), excluded.Accelerator.Id, excluded.Refusal.Reason + (excluded.Refusal.Nearest.Length > 0 ? $"; nearest: {excluded.Refusal.Nearest}" : "")];

    public static IReadOnlyList<Column> TokenColumns { get; } =
    [
        new("model", "model"),
        new("provider", "provider"),
        Column.Price("input", "input_usd_per_million"),
        Column.Price("cached", "cached_input_usd_per_million", drop: 1),
        Column.Price("output", "output_usd_per_million"),
        Column.Number("$/M", "usd_per_million_tokens"),
        Column.Number("$/month", "usd_per_month"),
        new("read", "date", Drop: 2),
    ];

    public static IReadOnlyList<Cell> TokenRow(Bill bill, Contender.ByTheToken among)
    {
        var choice = (Choice.PerToken)bill.Choice;
        return
        [
            Contender.ShortName(choice.Model),
            Seller(choice) + (Variant(choice, among) is { Length: > 0 } name ? $" ({name})" : ""),
            Cell.Price(choice.InputPrice.Value),
            choice.Offer.CachedInput is { } cached ? Cell.Price(cached.Value) : Cell.Unknown,
            Cell.Price(choice.OutputPrice.Value),
            Dollars(bill.Blended.Value),
            new Cell(Money(bill.PerMonth.Value), Cell.Number(bill.PerMonth.Value).Raw),
            Cell.Date(choice.Offer.Source.Date),
        ];
    }

    public static IReadOnlyList<Column> UtilisationColumns { get; } =
    [
        new("deployment", "deployment"),
        .. s_utilisations.SelectMany(share => new[]
        {
            Column.Number($"{Percent(share)}: tokens/day", $"tokens_per_day_at_{share * 100:0}_percent", DropOf(share)),
            Column.Number("$/M", $"usd_per_million_tokens_at_{share * 100:0}_percent", DropOf(share)),
        }),
    ];

    public static IReadOnlyList<Cell> UtilisationRow(Contender.OnAccelerator hosted) =>
    [
        hosted.Name,
        .. UtilisationTable.Of(hosted.Best.Choice, s_utilisations).SelectMany(row => new Cell[]
        {
            new(Short(row.Tokens.Value * SecondsPerDay), Cell.Number(row.Tokens.Value * SecondsPerDay).Raw),
            Dollars(row.Blended.Value),
        }),
    ];

    public static IReadOnlyList<Column> PartColumns { get; } =
        [Column.Number("from tokens/day", "from_tokens_per_day"), Column.Number("to", "to_tokens_per_day"), new("cheapest", "choice")];

    public static IReadOnlyList<Cell> PartRow(EnvelopePart part) =>
        [PerDay(part.From), PerDay(part.To), part.Choice.Label];

    public static IReadOnlyList<Column> ChangeColumns { get; } =
        [Column.Number("tokens/day", "tokens_per_day"), .. IntervalCells.Columns("90 %", "tokens_per_day", drop: 0), new("above it, cheaper", "cheaper"), new("than", "dearer"), new("since", "kind", Drop: 1)];

    public static IReadOnlyList<Cell> ChangeRow(Crossing change, Func<Choice, string> nameOf)
    {
        var cheaper = change.Cheaper ?? change.First;
        var dearer = ReferenceEquals(cheaper, change.First) ? change.Second : change.First;
        var why = change.Kind switch
        {
            CrossingKind.Step => "the latter rents another box",
            CrossingKind.Level => change.Cheaper is null ? "both cost the same" : "the bills meet",
            _ => "end of a stretch too dense to list",
        };
        return [PerDay(change.Tokens), .. IntervalCells.Of(change.Interval, Short), nameOf(cheaper), nameOf(dearer), why];
    }

    /// <summary>What every figure rests on and no table says.</summary>
    public static IEnumerable<string> Assumptions(Contest contest)
    {
        var request = contest.Request;
        var hosted = contest.Contenders.OfType<Contender.OnAccelerator>().ToList();
        if (request.Traffic.PeakToMean <= 1) yield return "no peak was given: the traffic is taken as flat; with \", peak 3x\" replicas are counted for the busiest hour";
        if (request.Models.Count + request.SoldModels.Count > 1 && request.Models.Select(one => one.TokensRatio).Concat(request.SoldModels.Select(one => one.TokensRatio)).All(ratio => ratio == TokensRatio.One))
            yield return "every model is taken to need the same number of tokens; --tokens-ratio says otherwise";
        foreach (var model in hosted.Where(one => request.Precisions.Count == 0 && one.Best.Candidate.Deployment.Precision.Name != one.Model.Native.Name).Select(one => one.Model).Distinct())
            yield return $"{Contender.ShortName(model.Id)} is published in {model.Native.Name} and served here in fp8; --precision native keeps it";
        if (request.SoldModels.Count > 0)
            yield return $"only the price of its tokens is known, so no deployment of it competes: {string.Join(", ", request.SoldModels.Select(one => one.Id))}";
        if (request.Models.Count > 0) yield return "speeds are analytic: a formula with constants per accelerator family; see --explain";
        var assumed = hosted.Where(one => one.Best.Candidate is { Serving.Basis: Basis.Assumed, Deployment.Settings.Speculation: null }).Select(one => one.Accelerator.Id).Distinct().ToList();
        if (assumed.Count > 0) yield return $"never measured here, so with another family's constants (basis: assumed): {string.Join(", ", assumed)}";
        if (hosted.Exists(one => one.Best.Choice.Speed is not null)) yield return "90 % intervals: of measured deployments as well known as these, nine in ten lie inside; each end of a bill is at one end of the speeds";
        if (hosted.Exists(one => one.Best.Choice.Speed is null)) yield return "assumed: nothing of the kind was measured, so that no interval is claimed";
        if (hosted.Exists(one => IsWide(one, contest)) || contest.OrderChanges.Any(change => change.Interval?.IsWide == true))
            yield return $"not known: ends more than {RelativeInterval.TimesMost:0} times apart say nothing; --format json has them";
        foreach (var (model, choice) in request.Models.Select(one => (one.Model, SpeculationChoice.Of(request, one.Model))))
            if (choice is not null) yield return choice.Remark(model, Contender.ShortName(model.Id));
        if (request.Models.Any(one => one.Speculation is not null)) yield return SpeculationChoice.Unjudged;
        if (SupportRemark.Of([.. hosted.Select(one => one.Best.Candidate.Deployment)]) is { } support) yield return support;
        foreach (var warning in hosted.Select(one => SlowKernels.WarningOf(one.Best.Candidate.Deployment, KernelTable.Embedded)).OfType<string>().Distinct()) yield return warning;
        foreach (var offer in hosted.Take(PricesNamed).Select(one => one.Best.Choice.Offer).Distinct())
            yield return $"{offer.Provider} {offer.Gpus}x {offer.Accelerator} at {offer.Price}, as read on {Cell.Date(offer.Source.Date).Text}{(offer.Source.Note.Length > 0 ? $": {offer.Source.Note}" : "")}";
        if (contest.Contenders.Any(one => one is Contender.ByTheToken))
            yield return "by the token: the provider's latency and rate limits are not checked against the objective";
    }

    private static bool IsWide(Contender.OnAccelerator hosted, Contest contest)
    {
        if (hosted.Best.Choice.Speed is not { } speed) return false;
        if (IntervalCells.IsWide(speed.Low.Value, speed.High.Value)) return true;
        if (hosted.BillRange is { } range && (IntervalCells.IsWide(range.Low.PerMonth.Value, range.High?.PerMonth.Value) || IntervalCells.IsWide(range.Low.Blended.Value, range.High?.Blended.Value))) return true;
        return hosted.Load(Percentile(contest.Request.Objective)) is { } load
            && ((PredictedMetric[])[PredictedMetric.TimeToFirstToken, PredictedMetric.TimePerOutputToken]).Any(metric => hosted.SpreadOf(metric, load, contest.Request.Intervals) is { } spread && IntervalCells.IsWide(spread.Low, spread.High));
    }

    private const int PricesNamed = 4;

    public static double Percentile(Objective objective) => objective.Bounds.Count == 0 ? 50 : objective.Bounds.Max(bound => bound.Percentile);

    /// <summary>A count in three significant digits with k, M or B.</summary>
    public static string Short(double value)
    {
        // A rate kept by the second is a million a day less a rounding error, which must not read 1000k.
        value *= 1 + 1e-9;
        var (scaled, suffix) = value switch
        {
            >= 1e9 => (value / 1e9, "B"),
            >= 1e6 => (value / 1e6, "M"),
            >= 1e3 => (value / 1e3, "k"),
            _ => (value, ""),
        };
        var format = scaled >= 100 ? "0" : scaled >= 10 ? "0.#" : scaled >= 0.1 ? "0.##" : "0.####";
        return scaled.ToString(format, CultureInfo.InvariantCulture) + suffix;
    }

    private static string Seller(Choice.PerToken choice) => choice.Offer.Provider + (choice.Batch ? ", batch" : "");

    private static string ByTheToken(Contender.ByTheToken sold) =>
        Variant((Choice.PerToken)sold.Bill.Choice, sold) is { Length: > 0 } name ? $"by the token, {name}" : "by the token";

    // One provider may sell a model fast and dear, and slow and cheap: then the provider's own name for it tells them apart.
    private static string Variant(Choice.PerToken choice, Contender.ByTheToken sold)
    {
        var offer = choice.Offer;
        if (!sold.Offers.Any(bill => bill.Choice is Choice.PerToken { Offer: var other } && other.Provider == offer.Provider && other.Name != offer.Name)) return "";
        var (name, model) = (Contender.ShortName(offer.Name), Contender.ShortName(sold.ModelId));
        return name.StartsWith(model, StringComparison.OrdinalIgnoreCase) ? name[model.Length..].TrimStart('-', ':', '_') : name;
    }

    // On a narrow terminal the two ends say more than the middle.
    private static int DropOf(double share) => share == 0.4 ? 1 : 0;

    private static string Rented(Bill bill, Choice.Hosted choice) => $"{bill.Boxes.ToString("#,0", CultureInfo.InvariantCulture)}x {choice.Offer.Gpus}-GPU box at {choice.Offer.Price}, {choice.Offer.Provider}";

    private static Cell PerDay(TokensPerSecond tokens) => new(Short(tokens.Value * SecondsPerDay), Cell.Number(tokens.Value * SecondsPerDay).Raw);

    private static Cell Gibibytes(Bytes amount) => Cell.Scaled(amount, Bytes.Gibibytes(1), 1);

    private static Cell Dollars(double value) => new(value.ToString(value >= 100 ? "#,0" : value >= 0.1 ? "0.00" : "0.000", CultureInfo.InvariantCulture), Cell.Number(value).Raw);

    private static string Money(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString(share is > 0 and < 0.01 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);
}
