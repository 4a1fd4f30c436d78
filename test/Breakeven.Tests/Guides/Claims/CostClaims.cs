using Breakeven.Economics;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>Dense against mixture on hired hardware.</summary>
internal static class CostClaims
{
    private const string Pair = "--model meta-llama/Llama-3.3-70B-Instruct --model meta-llama/Llama-4-Maverick-17B-128E-Instruct --gpu H100-SXM --gpu H200-SXM --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"";

    public static IReadOnlyList<Claim> All { get; } = [Saturated(), Tenth(), HighBatch(), MidSize()];

    private static Claim Saturated()
    {
        var duels = Duels.Bounded;
        var full = duels.Count(duel => duel.Full(duel.Mixture).Cost < duel.Full(duel.Dense).Cost);
        var low = duels.Count(duel => duel.Smallest(duel.Mixture).BillAt(Duels.RateOf(1e6)).PerMonth > duel.Smallest(duel.Dense).BillAt(Duels.RateOf(1e6)).PerMonth);
        return new(
            "A mixture is cheaper when saturated and dearer at low utilisation",
            [$"breakeven compare {Pair} --traffic \"1M requests/day, 1200 in, 300 out\""],
            $"saturated, the mixture is cheaper in {Words.Of(full, duels.Count)}; at 1M tokens a day it is dearer in {Words.Of(low, duels.Count)}. It turns on the price of the smallest box that holds it, so each pair has its own traffic.",
            page =>
            {
                page.Table(["pair", "smallest box, dense", "mixture", "never idle, dense", "mixture", "mixture cheaper first from", "for good from", "speeds rest on"], duels.Select(duel =>
                {
                    var (first, good) = duel.Crossings();
                    return (IReadOnlyList<string>)
                    [
                        duel.Name, Box(duel.Smallest(duel.Dense)), Box(duel.Smallest(duel.Mixture)), Words.Money(duel.Full(duel.Dense).Cost), Words.Money(duel.Full(duel.Mixture).Cost), Words.Traffic(first), Words.Traffic(good),
                        $"{Basis(duel.Full(duel.Dense).Choice)} / {Basis(duel.Full(duel.Mixture).Choice)}",
                    ];
                }));
                page.Text($"\"Never idle\" is dollars a million tokens at full capacity within the bounds, in boxes that one replica fills. Assumed speeds are of kinds that nobody measured.");
            },
            $"where the mixture fits the same box as the dense model: then it is no dearer at any traffic. And a mixture that needs a larger box is dearer up to the traffic in the table, however well it is filled below it.");

        static string Basis(Choice.Hosted choice) => choice.Basis.ToString().ToLowerInvariant();

        static string Box(Choice.Hosted choice) => $"{Words.Month(choice.BillAt(Duels.RateOf(1e3)).PerMonth)} ({Words.Where(choice)})";
    }

    private static Claim Tenth()
    {
        var rows = Duels.Bounded.Select(duel =>
        {
            var (dense, mixture) = (duel.Full(duel.Dense).Choice, duel.Full(duel.Mixture).Choice);
            var rate = dense.CapacityPerBox * 0.1;
            return (duel.Name, At(dense, 0.1), At(mixture, 0.1), dense.BillAt(rate), duel.CheapestAt(duel.Mixture, rate));
        }).ToList();
        var (equal, served) = (rows.Count(row => row.Item3 <= row.Item2 * 0.5), rows.Count(row => row.Item5.PerMonth <= row.Item4.PerMonth * 0.5));
        return new(
            "At 10 % utilisation a mixture still costs half per token",
            [$"breakeven compare {Pair} --traffic \"100k requests/day, 1200 in, 300 out\""],
            $"at equal utilisation it costs half or less in {Words.Of(equal, rows.Count)}, at equal traffic in {Words.Of(served, rows.Count)}. Utilisation is no choice: it is the traffic over the capacity, and a box of more capacity is less used by the same traffic.",
            page =>
            {
                page.Table(["pair", "10 % busy each: dense", "mixture", "same traffic: dense 10 % busy", "mixture", "mixture busy"], rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Name, Words.Money(row.Item2), Words.Money(row.Item3), Words.Money(row.Item4.Blended), Words.Money(row.Item5.Blended), Said.Percent(row.Item5.Utilisation!.Value),
                ]));
                page.Text($"Dollars a million tokens, each model in the deployment that is cheapest when never idle, in boxes that one replica fills; at the same traffic the mixture in its cheapest. At 10 % each they serve different traffics; at the same traffic, while one box carries it, what counts is the price of the two boxes and nothing else.");
            },
            $"it compares nothing that anyone can choose between. It holds where several dense boxes are replaced by one of the mixture, from the traffics of claim 1 on.");

        static UsdPerMillion At(Choice.Hosted choice, double utilisation) => UtilisationCost.Of(choice.Offer.Price.Estimated, choice.CapacityPerBox * choice.Shape.Tokens, utilisation);
    }

    private static Claim HighBatch()
    {
        var duels = Duels.Unbounded;
        var dense = duels.Count(duel => duel.Full(duel.Dense).Cost < duel.Full(duel.Mixture).Cost);
        return new(
            "At high batch a dense model of similar quality is often cheaper",
            ["breakeven compare --model Qwen/Qwen3-32B --model Qwen/Qwen3-235B-A22B --gpu H100-SXM --gpu H200-SXM --traffic \"20M requests/day, 1200 in, 300 out\""],
            $"at any latency, boxes full, the dense model is cheaper by the token in {Words.Of(dense, duels.Count)}.",
            page => page.Table(["pair", "dense", "on", "batch", "mixture", "on", "batch", "dense over mixture", "active parameters, dense over mixture"], duels.Select(duel =>
            {
                var (one, other) = (duel.Full(duel.Dense), duel.Full(duel.Mixture));
                return (IReadOnlyList<string>)
                [
                    duel.Name, Words.Money(one.Cost), Words.Where(one.Choice), Words.Number(Batch(duel, one.Choice)), Words.Money(other.Cost), Words.Where(other.Choice), Words.Number(Batch(duel, other.Choice)),
                    Words.Number(one.Cost / other.Cost), Words.Number((double)Facts.Model(duel.Dense).ActiveParameters / Facts.Model(duel.Mixture).ActiveParameters),
                ];
            })),
            $"at a full batch arithmetic counts most, and favours the one with fewer active parameters. The dense model wins where the mixture has nearly as many (last column near 1): the mixture then needs more GPUs, moves tokens between them, and has less room for a batch on each.");

        static double Batch(Duel duel, Choice.Hosted choice) => duel.Contest.Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Options).First(option => option.Choice == choice).Candidate.Capacity.Batch;
    }

    private static Claim MidSize()
    {
        double[] traffics = [1e6, 1e7, 1e8, 1e9, 1e10];
        var duels = Duels.Bounded;
        var cells = traffics.Select(tokens => (Tokens: tokens, Dense: duels.Count(duel => duel.CheapestAt(duel.Dense, Duels.RateOf(tokens)).PerMonth <= duel.CheapestAt(duel.Mixture, Duels.RateOf(tokens)).PerMonth))).ToList();
        var bought = duels.Sum(duel => traffics.Count(tokens => Cell(duel, tokens).Contains('/')));
        return new(
            "Most mid-size teams should stay dense",
            [$"breakeven compare {Pair} --traffic \"60k requests/day, 1200 in, 300 out\""],
            $"it depends on the traffic and on whether tokens may be bought. On hired hardware the dense model is no dearer in {string.Join(", ", cells.Select(cell => $"{cell.Dense} of {duels.Count} pairs at {Spoken.Count(cell.Tokens)} tokens a day"))}; where tokens may be bought, in {bought} of the {duels.Count * traffics.Length} cells below nothing should be hired at all.",
            page => page.Table(["pair", .. traffics.Select(tokens => $"{Spoken.Count(tokens)} a day")], duels.Select(duel => (IReadOnlyList<string>)[duel.Name, .. traffics.Select(tokens => Cell(duel, tokens))])),
            $"the table says it pair by pair: the cheapest on hired hardware with its bill a month, and after the slash the cheapest by the token where that is less. \"Mid-size\" is no traffic; count tokens.");

        static string Cell(Duel duel, double tokens)
        {
            var rate = Duels.RateOf(tokens);
            var (dense, mixture) = (duel.CheapestAt(duel.Dense, rate), duel.CheapestAt(duel.Mixture, rate));
            var best = dense.PerMonth <= mixture.PerMonth ? dense : mixture;
            var sold = new[] { duel.Dense, duel.Mixture }.Where(model => duel.Sold(model) is not null).Select(model => (Model: model, Cost: duel.Sold(model)!.BillAt(rate).PerMonth)).OrderBy(one => one.Cost.Value).FirstOrDefault();
            return $"{(best == dense ? "dense" : "mixture")} {Words.Month(best.PerMonth)}{(sold.Model is not null && sold.Cost < best.PerMonth ? $" / {(sold.Model == duel.Dense ? "dense" : "mixture")} by the token {Words.Month(sold.Cost)}" : "")}";
        }
    }
}
