using System.Globalization;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>Puts a contest into sections, in the order in which a reader decides: what is cheapest, why, where that ends, what to do.</summary>
internal static class CompareAnswer
{
    private const int ChartLines = 6;
    private const int ChartPoints = 97;
    private const int ChangesShown = 12;
    private const int TokenOffersShown = 8;
    private const int HostedShown = 8;

    public static Answer Of(CompareSimulation simulation, Invocation call, bool acceleratorsNamed)
    {
        var contest = simulation.Contest;
        var hosted = contest.Contenders.OfType<Contender.OnAccelerator>().ToList();
        var sections = new List<Section> { new Section.Facts("Traffic", CompareTables.Traffic(contest)) };
        sections.Add(new Section.Table("Cheapest first, at this traffic", CompareTables.RankColumns, [.. contest.Contenders.Select((one, i) => CompareTables.RankRow(i + 1, one, contest))])
        {
            Main = true,
            WhenEmpty = "nothing that can be bought serves this traffic as asked",
        });
        var known = IsKnownToServe(contest, acceleratorsNamed);
        if (!known && contest.Contenders.Count > 0) sections.Add(new Section.Paragraph(OnlyByTheToken(contest), Tone.Bad));
        if (contest.Excluded.Count > 0 && hosted.Count == 0) sections.Add(Excluded(contest));
        if (contest.Contenders.Count > 0) sections.Add(new Section.Paragraph(VerdictOf(contest), Tone.Strong));
        var leaders = hosted.Take(HostedShown).ToList();
        var nearest = NearestTo(leaders, contest, call.Catalog);
        if (leaders.Count > 0)
        {
            if (simulation.Any)
                sections.Add(new Section.Table("What a replica carries, requests/s", CompareSimulated.Columns, [.. leaders.Select(one => CompareSimulated.Row(one, simulation))]));
            sections.Add(new Section.Table(LoadTitle(contest), CompareTables.LoadColumns, [.. leaders.Select(one => CompareTables.LoadRow(one, contest))]));
            if (nearest.Count > 0) sections.Add(new Section.Notes("Nearest measurements", [.. leaders.Where(nearest.ContainsKey).Select(one => $"{one.Name}: {NearestText.Of(nearest[one])}")]));
            sections.Add(new Section.Table("Where the memory of one device goes, GiB", CompareTables.MemoryColumns, [.. leaders.Select(CompareTables.MemoryRow)]));
        }

        if (contest.Excluded.Count > 0 && hosted.Count > 0) sections.Add(Excluded(contest));
        sections.AddRange(ByTheToken(contest));
        if (hosted.Count > 0)
            sections.Add(new Section.Table("Equal utilisation is not equal traffic: the smallest that can be rented of each", CompareTables.UtilisationColumns, [.. leaders.Select(CompareTables.UtilisationRow)]));
        if (hosted.Count > leaders.Count)
            sections.Add(new Section.Paragraph($"These tables show the {leaders.Count} cheapest of {hosted.Count} deployments: --format json has all.", Tone.Quiet));
        if (contest.Contenders.Count > 0)
        {
            sections.Add(new Section.Table("The cheapest, by traffic", CompareTables.PartColumns, [.. contest.Cheapest.Parts.Select(CompareTables.PartRow)]));
            sections.AddRange(Changes(contest));
            sections.Add(new Section.Chart("Dollars a million tokens against traffic", Chart(contest)));
        }

        sections.Add(new Section.Notes("Assumptions", [.. Assumptions(simulation, call)]));
        return new(
            new Report(sections) { Explanations = [.. CompareExplanations.Of(simulation)] },
            CompareRecord.Of(simulation, nearest, [.. Assumptions(simulation, call)], VerdictOf(contest)),
            () => CompareJson.Default.CompareRecord,
            known ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static IEnumerable<string> Assumptions(CompareSimulation simulation, Invocation call)
    {
        var contest = simulation.Contest;
        var own = contest.Contenders.OfType<Contender.OnAccelerator>().Select(one => one.Accelerator).Distinct().Select(one => call.CalibrationOf(one, contest.Request.Engine).Own).OfType<OwnConstants>().ToList();
        return [.. CompareSimulated.Remarks(simulation), .. own.Select(OwnWords.Of), .. own.Count > 0 ? (string[])["90 % intervals are those of constants that nobody fitted to your requests, and too wide where yours hold"] : [], .. CompareTables.Assumptions(contest)];
    }

    // An API's latency is not known, so that it meets no objective; and who names accelerators asks about those.
    private static bool IsKnownToServe(Contest contest, bool acceleratorsNamed) =>
        contest.Contenders.Any(one => one is Contender.OnAccelerator)
        || (contest.Contenders.Count > 0 && !acceleratorsNamed && contest.Request.Objective.Bounds.Count == 0);

    private static string OnlyByTheToken(Contest contest) => contest.Request.Models.Count == 0
        ? "Of these models only the price of their tokens is known: nobody vouches for their latency, and no accelerator can be told to serve them."
        : contest.Request.Objective.Bounds.Count == 0
        ? "No deployment asked for can be bought and run (see why below); what is left is sold by the token."
        : "No deployment asked for can be bought and run within the objective (see why below); what is left is sold by the token, and nobody vouches for its latency.";

    // Only of what is shown: each costs a walk through all measurements, and a prediction.
    private static Dictionary<Contender, NearestPoint> NearestTo(List<Contender.OnAccelerator> shown, Contest contest, ICatalog catalog)
    {
        var found = new Dictionary<Contender, NearestPoint>(ReferenceEqualityComparer.Instance);
        var nearest = new NearestMeasurement(catalog);
        foreach (var one in shown)
        {
            var (traffic, ratio) = (contest.Request.Traffic, one.Best.Choice.TokensRatio);
            var batch = one.Load(CompareTables.Percentile(contest.Request.Objective))?.Batch ?? one.Best.Candidate.Capacity.Batch;
            if (nearest.Of(one.Best.Candidate.Deployment, traffic.Input.Value * ratio.Input, traffic.Output.Value * ratio.Output, Math.Max(1, batch)) is { } point) found[one] = point;
        }
        return found;
    }

    private static Section.Table Excluded(Contest contest) =>
        new("Not an answer", CompareTables.ExcludedColumns, [.. contest.Excluded.Select(CompareTables.ExcludedRow)]);

    private static string LoadTitle(Contest contest)
    {
        var percentile = CompareTables.Percentile(contest.Request.Objective);
        return percentile == 50 ? "Each replica at this traffic (latency: median)" : $"Each replica at this traffic (latency: p{percentile:0.##})";
    }

    private static IEnumerable<Section> ByTheToken(Contest contest)
    {
        var sold = contest.Contenders.OfType<Contender.ByTheToken>().ToList();
        if (sold.Count == 0) yield break;
        var shown = sold.SelectMany(one => one.Offers.Take(TokenOffersShown).Select(bill => (Bill: bill, Among: one))).OrderBy(pair => pair.Bill.PerMonth.Value);
        yield return new Section.Table("The same models by the token, dollars a million", CompareTables.TokenColumns, [.. shown.Select(pair => CompareTables.TokenRow(pair.Bill, pair.Among))]);
        var more = sold.Sum(one => Math.Max(0, one.Offers.Count - TokenOffersShown));
        if (more > 0)
            yield return new Section.Paragraph($"{more} dearer offers: --format json lists all, and so does breakeven prices list --terms tokens --model {Contender.ShortName(sold.MaxBy(one => one.Offers.Count)!.ModelId)}.", Tone.Quiet);
    }

    private static string VerdictOf(Contest contest)
    {
        if (contest.Contenders.Count == 0) return "";
        var choices = contest.Contenders.SelectMany(one => one is Contender.OnAccelerator hosted ? hosted.Options.Select(option => (Choice)option.Choice) : [one.Bill.Choice]).ToList();
        return Verdict.Of(contest.Request.Traffic, choices, [.. Notes(contest)], contest.Request.Range).Text;
    }

    // Where predictions of the kind could be compared with measurements the doubt is what their errors may do to the bill; else no share is claimed.
    private static IEnumerable<Note> Notes(Contest contest)
    {
        foreach (var hosted in contest.Contenders.OfType<Contender.OnAccelerator>())
        {
            var source = hosted.Best.Choice.Offer.Source;
            var price = source.Note.Length > 0 ? $"; the price is of {Cell.Date(source.Date).Text} ({source.Note})" : "";
            yield return hosted is { BillRange: { } range, Best.Choice.Speed: { } speed }
                ? new(string.Create(CultureInfo.InvariantCulture, $"the speed is predicted: nine in ten measurements of its kind took {speed.Times.Low:0.00} to {speed.Times.High:0.00} times as long as was said{price}"), DoubtOf(hosted.Bill, range), hosted.Best.Choice)
                : new($"the speed of {hosted.Accelerator.Id} is assumed: nothing like this was measured to say how far it may be off{price}", 0, hosted.Best.Choice);
        }
    }

    private static double DoubtOf(Bill bill, BillRange range)
        => Math.Max(1 - range.Low.PerMonth / bill.PerMonth, (range.High?.PerMonth ?? bill.PerMonth) / bill.PerMonth - 1);

    private static IEnumerable<Section> Changes(Contest contest)
    {
        var names = new Dictionary<Choice, string>(ReferenceEqualityComparer.Instance);
        foreach (var contender in contest.Contenders)
            foreach (var choice in contender is Contender.OnAccelerator hosted ? hosted.Options.Select(option => (Choice)option.Choice) : [contender.Bill.Choice])
                names[choice] = contender.Name;
        var shown = contest.OrderChanges.Count <= ChangesShown ? contest.OrderChanges : [.. contest.OrderChanges.Where(change => Near(change, contest)).Take(ChangesShown)];
        if (shown.Count > 0) yield return new Section.Table("Where two of them change places", CompareTables.ChangeColumns, [.. shown.Select(change => CompareTables.ChangeRow(change, choice => names[choice]))]);
        if (shown.Count < contest.OrderChanges.Count)
            yield return new Section.Paragraph($"{contest.OrderChanges.Count - shown.Count} more changes of order, further from this traffic or between dearer choices: --format json lists all {contest.OrderChanges.Count}.", Tone.Quiet);
    }

    // Near this traffic, and between choices that somebody might take: neither costs twice what is cheapest there.
    private static bool Near(Crossing change, Contest contest) =>
        change.Rate / contest.Request.Traffic.Rate is > 0.25 and < 4
        && contest.Cheapest.PartAt(change.Rate) is { } part
        && change.First.BillAt(change.Rate).PerMonth < part.Choice.BillAt(change.Rate).PerMonth * 2;

    private static LineChart Chart(Contest contest)
    {
        var lines = contest.Contenders.Take(ChartLines).Select(one => new Series(one.Name, Curve(one, contest))).ToList();
        return new(new LogAxis("tokens a day", CompareTables.Short), new LogAxis("$ a million tokens", value => "$" + CompareTables.Short(value)), lines)
        {
            Ceiling = lines.Min(line => line.Points.Min(point => point.Y)) * 300,
        };
    }

    // A contender's line follows whatever deployment of it is cheapest at each traffic.
    private static List<Point> Curve(Contender contender, Contest contest)
    {
        var range = contest.Request.Range;
        var points = new List<Point>(ChartPoints);
        for (var i = 0; i < ChartPoints; i++)
        {
            var tokens = range.From * Math.Pow(range.To / range.From, i / (ChartPoints - 1.0));
            var rate = contender.Bill.Choice.Shape.RateOf(tokens);
            if (contender.Envelope.PartAt(rate) is { } part) points.Add(new(tokens.Value * 86_400, part.Choice.BillAt(rate).Blended.Value));
        }

        return points;
    }
}
