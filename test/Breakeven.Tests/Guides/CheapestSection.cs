using Breakeven.Economics;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>The cheapest deployments that are legal, fit and can be bought.</summary>
internal static class CheapestSection
{
    /// <summary>On the boxes of the article's provider as it sold them then, or on all that the catalogue has.</summary>
    public static Contest ContestAt(RequestsPerSecond rate, bool anywhere = false) => Contest.Run(new()
    {
        Models = [new(Model(Article.Dense), TokensRatio.One), new(Model(Article.Mixture), TokensRatio.One)],
        Accelerators = [Accelerator("H100-SXM"), Accelerator("H200-SXM"), Accelerator("MI300X")],
        HardwareOffers = anywhere ? Facts.Catalog.HardwareOffers : Article.Sold,
        TokenOffers = Facts.Catalog.TokenOffers,
        Traffic = Article.Traffic.At(rate),
        Objective = Article.Objective,
        Precisions = ["fp8"],
    });

    public static void Write(GuidePage page)
    {
        page.Heading(2, "5. The cheapest that is legal, fits and can be bought");
        page.Text($"Now without the article's boxes and throughputs: both models in FP8, every legal layout that fits, in the boxes that DigitalOcean sold when the article was written, at the article's prices (boxes of 8 at its price for 8), within the objective of section 3, and the cheapest per-token offer of each model from anyone. The three traffics are those of the table above. Capacities are the estimator's own, so one H100 is busier than the article has it, or is not enough; engines run with their defaults, so what other settings gain in section 3 is not in here. Where the basis is \"assumed\", nobody's measurements of that accelerator's family stand behind the speed, and another family's constants were taken over.");
        foreach (var (use, rate) in Article.Utilisations.Reverse().Zip(EqualTrafficSection.Rates)) Traffic(page, use, ContestAt(rate));
        Verdicts(page, ContestAt(EqualTrafficSection.Rates[^1]));
        Anywhere(page);
        Lesson(page);
    }

    private static void Traffic(GuidePage page, double use, Contest contest)
    {
        var tokens = contest.Contenders[0].Bill.Tokens;
        page.Heading(3, $"{Said.PerDay(tokens)} tokens a day: the article's dense GPU busy {Said.Percent(use)} of the time");
        page.Table(["choice", "boxes", "a replica carries, tokens/s", "basis", "busy", "$ a month", "$ a million tokens"], contest.Contenders.Select(contender => (IReadOnlyList<string>)
        [
            contender.Bill.Choice.Label, contender.Bill.Boxes == 0 ? "none" : $"{contender.Bill.Boxes}, of {(contender.Bill.Gpus == contender.Bill.Boxes ? "1 GPU" : $"{contender.Bill.Gpus / contender.Bill.Boxes} GPUs")}",
            contender.Bill.Choice is Choice.Hosted hosted ? Said.Rate(hosted.CapacityPerReplica * hosted.Shape.Tokens) : "",
            contender.Bill.Choice.Basis.ToString().ToLowerInvariant(),
            contender.Bill.Utilisation is { } busy ? Said.Percent(busy) : "by the token", Said.Money(contender.Bill.PerMonth), Said.PerMillion(contender.Bill.Blended),
        ]));
    }

    private static void Verdicts(GuidePage page, Contest contest)
    {
        page.Text($"At all three traffics the same choices lead, of either kind. The verdict on the last of them, in the tool's words, if tokens may be bought:");
        page.Quote(VerdictOn(contest, contest.Contenders).Text);
        page.Text($"And if the model has to run on hired hardware:");
        page.Quote(VerdictOn(contest, contest.Contenders.OfType<Contender.OnAccelerator>()).Text);
    }

    public static Verdict VerdictOn(Contest contest, IEnumerable<Contender> contenders) =>
        Verdict.Of(contest.Request.Traffic, [.. contenders.SelectMany(ChoicesOf)], [], TrafficRange.SevenDecades);

    private static IEnumerable<Choice> ChoicesOf(Contender contender) =>
        contender is Contender.OnAccelerator hosted ? hosted.Options.Select(option => option.Choice) : [contender.Bill.Choice];

    private static void Anywhere(GuidePage page)
    {
        page.Heading(3, "Anywhere in the catalogue");
        page.Text($"By October 2026 DigitalOcean listed these boxes 30 to 47 % dearer, and had none of them open. So the same with every provider's hardware as the catalogue has it today, on demand, dedicated and serverless. The last three traffics keep one H100 busy 10, 40 and 90 % by the capacity that the estimator finds for it, {Said.Rate(DenseCapacity() * TrafficShape.Of(Article.Traffic).Tokens)} tokens/s within the objective.");
        var rates = EqualTrafficSection.Rates.Concat(Article.Utilisations.Reverse().Select(use => DenseCapacity() * use));
        page.Table(["tokens a day", "dense, hired", "mixture, hired", "dense, by the token", "mixture, by the token"], rates.Select(rate =>
        {
            var contest = ContestAt(rate, anywhere: true);
            return (IReadOnlyList<string>)
            [
                Said.PerDay(rate * TrafficShape.Of(Article.Traffic).Tokens), Cheapest<Contender.OnAccelerator>(contest, Article.Dense), Cheapest<Contender.OnAccelerator>(contest, Article.Mixture),
                Cheapest<Contender.ByTheToken>(contest, Article.Dense), Cheapest<Contender.ByTheToken>(contest, Article.Mixture),
            ];
        }));
    }

    /// <summary>What one H100 of the dense model carries within the objective, as the search settles it.</summary>
    public static RequestsPerSecond DenseCapacity() => HostedOf(ContestAt(EqualTrafficSection.Rates[0]), Article.Dense, "H100-SXM").Best.Choice.CapacityPerReplica;

    public static Contender.OnAccelerator HostedOf(Contest contest, string model, string accelerator) =>
        contest.Contenders.OfType<Contender.OnAccelerator>().Single(contender => contender.Model.Id == model && contender.Accelerator.Id == accelerator);

    private static string Cheapest<T>(Contest contest, string model)
        where T : Contender
    {
        var bill = contest.Contenders.OfType<T>().First(contender => contender.ModelId == model).Bill;
        var what = bill.Choice is Choice.Hosted hosted
            ? $"{hosted.Offer.Accelerator}, {(hosted.ScalesToZero ? "serverless" : $"{bill.Boxes} x {hosted.Offer.Gpus}")}, {hosted.Offer.Provider}"
            : ((Choice.PerToken)bill.Choice).Offer.Provider;
        return $"{Said.PerMillion(bill.Blended)} ({what})";
    }

    private static void Lesson(GuidePage page)
    {
        var contest = ContestAt(EqualTrafficSection.Rates[^1]);
        var (dense, mixture) = (Leader(contest, Article.Dense), Leader(contest, Article.Mixture));
        var crossings = BreakEvens.Between(dense, mixture, TrafficRange.SevenDecades).Crossings;
        if (crossings.Count == 0)
        {
            var (one, other) = (dense.BillAt(EqualTrafficSection.Rates[^1]).PerMonth, mixture.BillAt(EqualTrafficSection.Rates[^1]).PerMonth);
            page.Text($"On those boxes neither overtakes the other at any traffic: {(one < other ? dense : mixture).Label} stays the cheaper one. One full H100 of the article is {Said.PerDay(Article.DenseThroughput)}.");
            return;
        }

        page.Text($"On those boxes the mixture does get cheaper than the dense model, but at a traffic of another order: {mixture.Label} undercuts {dense.Label} first from {Said.PerDay(crossings[0].Tokens)} tokens a day, and for good from {Said.PerDay(crossings[^1].Tokens)}. One full H100 of the article is {Said.PerDay(Article.DenseThroughput)}.");
    }

    private static Choice.Hosted Leader(Contest contest, string model) => contest.Contenders.OfType<Contender.OnAccelerator>().First(contender => contender.Model.Id == model).Best.Choice;
}
