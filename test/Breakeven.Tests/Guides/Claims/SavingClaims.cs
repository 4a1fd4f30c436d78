using Breakeven.Economics;
using Breakeven.Workloads;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>Hosted against bought, and what is saved.</summary>
internal static class SavingClaims
{
    public static IReadOnlyList<Claim> All { get; } = [DutyCycle(), Half(), Assistant()];

    private static Claim DutyCycle()
    {
        var rows = Duels.Bounded.Where(duel => duel.Sold(duel.Mixture) is not null).Select(duel =>
        {
            var (choice, cost) = duel.Full(duel.Dense);
            return (duel, choice, cost, Sold: duel.SoldCost(duel.Mixture), Flip: cost / duel.SoldCost(duel.Mixture));
        }).ToList();
        var above = rows.Count(row => row.Flip >= 0.3);
        var never = rows.Count(row => row.Flip > 1);
        var first = rows.MinBy(row => row.Flip);
        return new(
            "Below 30 % duty cycle a hosted mixture beats a dense model on own GPUs",
            ["breakeven compare --model meta-llama/Llama-3.3-70B-Instruct --model openai/gpt-oss-120b --gpu H100-SXM --gpu H200-SXM --traffic \"200k requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\""],
            $"true in {Words.Of(above, rows.Count)}: of a dense model's box that is busy less than 30 % of the time, a million tokens cost more than the mixture's by the token. Where own GPUs become cheaper differs by pair: from {Said.Percent(first.Flip)} busy on for {first.duel.Name}{(never == 0 ? $", from {Said.Percent(rows.Max(row => row.Flip))} on for the last" : $", and in {Words.Of(never, rows.Count)} not even when they never idle")}. What decides is the price of a full box's tokens over that of bought ones.",
            page =>
            {
                page.Table(["pair", "dense on", "never idle", "mixture by the token", "flips at a duty cycle of", "of one box, in tokens a day"], rows.Select(row => (IReadOnlyList<string>)
                [
                    row.duel.Name, Words.Where(row.choice), Words.Money(row.cost), $"{Words.Money(row.Sold)} ({row.duel.Sold(row.duel.Mixture)!.Offer.Provider})", row.Flip > 1 ? "never: tokens are cheaper than a full box" : Said.Percent(row.Flip),
                    row.Flip > 1 ? "" : Said.PerDay(row.choice.CapacityPerBox * row.choice.Shape.Tokens * row.Flip),
                ]));
                page.Text($"Duty cycle u at which both cost the same: box price / (3,600 x capacity x u) = token price, so u = never idle / by the token.");
            },
            $"30 % is nobody's constant. Speeds are predicted, and a box that carries half as much doubles the duty cycle; token prices change within weeks.");
    }

    private static Claim Half()
    {
        double[] traffics = [1e8, 1e9, 1e10];
        var duels = Duels.Bounded.Where(duel => duel.Sold(duel.Mixture) is not null && duel.Sold(duel.Dense) is not null).ToList();
        double Over(Duel duel, double tokens) => duel.CheapestAt(duel.Mixture, Duels.RateOf(tokens)).PerMonth / duel.CheapestAt(duel.Dense, Duels.RateOf(tokens)).PerMonth;
        double Home(Duel duel, double tokens) => duel.CheapestAt(duel.Mixture, Duels.RateOf(tokens)).PerMonth / duel.Sold(duel.Mixture)!.BillAt(Duels.RateOf(tokens)).PerMonth;
        var half = traffics.Select(tokens => duels.Count(duel => Over(duel, tokens) <= 0.5)).ToList();
        return new(
            "50 % and more is saved at scale",
            ["breakeven compare --model Qwen/Qwen3-32B --model Qwen/Qwen3-30B-A3B --gpu H100-SXM --gpu H200-SXM --traffic \"6M requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\""],
            $"a mixture in place of the dense model, both on hired hardware, saves half or more in {string.Join(", ", traffics.Select((tokens, i) => $"{half[i]} of {duels.Count} pairs at {Spoken.Count(tokens)} tokens a day"))}.",
            page => page.Table(["pair", .. traffics.Select(tokens => $"mixture over dense, {Spoken.Count(tokens)}"), .. traffics.Select(tokens => $"own GPUs over tokens, {Spoken.Count(tokens)}")],
                duels.Select(duel => (IReadOnlyList<string>)[duel.Name, .. traffics.Select(tokens => Words.Number(Over(duel, tokens))), .. traffics.Select(tokens => Words.Number(Home(duel, tokens)))])),
            $"below the traffic of claim 1 the same change saves nothing or costs more (1 and above: one bill over the other), and it is no saving where the mixture is not good enough. The last columns are another saving that often goes by the same words: the mixture on own GPUs over the same mixture by the token.");
    }

    private static Claim Assistant()
    {
        // A request a minute of each for eight hours on 22 days, spread over the month's 730 hours; the busy hours are 730 / 176 times the mean.
        const double users = 50, minutes = 60 * 8 * 22, hours = 730;
        var traffic = new Traffic { Rate = new(users * minutes / (hours * 3600)), Input = new(1500), Output = new(300), PeakToMean = hours / (8 * 22) };
        string[] models = [Duels.Llama, Duels.GptOss, Duels.Qwen32, "Qwen/Qwen3-30B-A3B", Duels.Maverick];
        string[] gpus = ["H100-SXM", "H200-SXM", "MI300X", "L40S"];
        var contest = Duels.ContestOf(models, Duels.Bounds, traffic, gpus);
        var shown = contest.Contenders.Where(one => one is Contender.ByTheToken || one.ModelId != Duels.Llama).GroupBy(one => (one.ModelId, one is Contender.ByTheToken)).Select(group => group.First())
            .Concat(contest.Contenders.OfType<Contender.OnAccelerator>().Where(one => one.ModelId == Duels.Llama)).OrderBy(one => one.Bill.PerMonth.Value).ToList();
        var llama = contest.Contenders.OfType<Contender.OnAccelerator>().First(one => one.ModelId == Duels.Llama && one.Accelerator.Id == "H200-SXM");
        var hired = contest.Contenders.OfType<Contender.OnAccelerator>().First();
        return new(
            "An assistant for 50 users is served cheaper by a dense 70B on one H200",
            [$"breakeven compare {string.Join(" ", models.Select(id => $"--model {id}"))} {string.Join(" ", gpus.Select(id => $"--gpu {id}"))} --traffic \"17358 requests/day, 1500 in, 300 out, peak 4.148x\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\""],
            $"{(hired == llama ? "true of hired hardware" : "false")}: one H200 carries it at {Words.Month(llama.Bill.PerMonth)} a month, busy {Said.Percent(llama.Bill.Utilisation!.Value)}; the cheapest that is hired is {hired.Name} at {Words.Month(hired.Bill.PerMonth)}, and by the token {contest.Contenders[0].Name} takes {Words.Month(contest.Contenders[0].Bill.PerMonth)}.",
            page =>
            {
                page.Text($"Fifty people who each ask once a minute, eight hours on 22 days: {users * minutes:N0} requests a month of {traffic.Input.Value:N0} tokens in and {traffic.Output.Value} out, {traffic.PeakToMean:0.0} times the mean in working hours.");
                page.Table(["choice", "$ a month", "busy", "speed rests on"], shown.Select(one => (IReadOnlyList<string>)
                [
                    one.Name, Words.Month(one.Bill.PerMonth), one.Bill.Utilisation is { } busy ? Said.Percent(busy) : "by the token", one is Contender.ByTheToken ? "" : one.Bill.Choice.Basis.ToString().ToLowerInvariant(),
                ]));
            },
            $"the dense 70B is the cheaper one against a mixture that needs eight GPUs: Maverick's smallest box is in the table. So it is where the data may not leave and the smaller models are not good enough, since then it is not compared with them.");
    }
}
