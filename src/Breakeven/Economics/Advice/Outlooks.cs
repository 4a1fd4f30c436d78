using Breakeven.Economics.Hours;
using Breakeven.Statistics;

namespace Breakeven.Economics.Advice;

/// <summary>
/// A few choices in many cases of what is not known: speeds, traffic, prices. The cases are fixed and evenly spread, so that nothing is drawn by chance: traffic in equal shares, all else by the additive
/// recurrence of the generalised golden ratio (Roberts 2018).
/// </summary>
internal sealed class Outlooks
{
    /// <summary>Choices that are weighed.</summary>
    public const int ChoicesMost = 5;

    private const int Cases = 128;

    // A choice that turns out not to meet the objective is found out and left after three days of a month; the cheapest that does takes its place.
    private const double FoundOut = 0.1;

    // Of cases alike in one thing that is not known; what is known of it then is which of these it is in.
    private const int Bin = 16;

    // Speeds of five, boxes' prices, tokens' prices.
    private const int Dimensions = ChoicesMost + 2;

    private static readonly double s_ratio = Root();
    /// <summary>Of the traffic, looked at for regret.</summary>
    public static IReadOnlyList<double> Factors { get; } = [0.5, 2];

    private readonly IReadOnlyList<PlannedChoice> _choices;
    private readonly AdviceRequest _request;

    // Dollars by choice and case; those of half and twice the traffic come last and count for regret alone.
    private readonly double[][] _costs;
    private readonly Case[] _cases;
    private readonly IReadOnlyList<double> _shifted;

    /// <summary>Weighs choices.</summary>
    /// <param name="choices">The cheapest as predicted.</param>
    /// <param name="request">What may turn out otherwise.</param>
    /// <param name="shifted">Dollars of the cheapest of all ways at each of <see cref="Factors"/> of the traffic: a regret is against what would have been right.</param>
    public Outlooks(IReadOnlyList<PlannedChoice> choices, AdviceRequest request, IReadOnlyList<double> shifted)
    {
        _shifted = shifted;
        if (choices.Count > ChoicesMost) throw new ArgumentOutOfRangeException(nameof(choices), choices.Count, "No more than five choices are weighed.");
        (_choices, _request) = (choices, request);
        IsUncertain = !request.Growth.IsNone || !request.BoxPrices.IsNone || !request.TokenPrices.IsNone || choices.Any(choice => choice.Way.Hosted is { } hosted && (hosted.Choice.Speed is not null || request.UnmeasuredDeviation > 0));
        double[] shared = [.. choices.Select(choice => SharedWith(choices[0], choice))];
        _cases = [.. Enumerable.Range(0, IsUncertain ? Cases : 1).Select(at => CaseOf(at, shared)), .. Factors.Select(factor => new Case(factor, 1, 1, new double[choices.Count]))];
        _costs = [.. choices.Select(_ => new double[_cases.Length])];
        Parallel.For(0, _cases.Length, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, at =>
        {
            var one = _cases[at];
            var demand = one.Traffic == 1 ? request.Demand : request.Demand.Times(one.Traffic);
            for (var i = 0; i < choices.Count; i++) _costs[i][at] = Cost(choices[i], demand, one, one.Scores[i]);
        });
    }

    /// <summary>False where nothing is known that may make anything cost more or less.</summary>
    public bool IsUncertain { get; }

    private int Count => _cases.Length - Factors.Count;

    /// <summary>The outlooks, the best first: the least expected cost, or the least of the largest regrets; a choice that may go unserved in more than one case in four comes after those that do not.</summary>
    public IReadOnlyList<ChoiceOutlook> Ranked()
    {
        var all = _choices.Select((choice, i) => Of(choice, i)).ToList();
        return _request.Cautious
            ? [.. all.OrderBy(one => one.RegretMost.Value).ThenBy(one => one.ChanceUnserved > ChoiceOutlook.UnservedMost).ThenBy(one => one.Expected.Value)]
            : [.. all.OrderBy(one => one.ChanceUnserved > ChoiceOutlook.UnservedMost).ThenBy(one => one.Expected.Value)];
    }

    /// <summary>What knowing each thing by itself would be worth, the most first; only what is worth more than anything irrelevant seems to be in so few cases.</summary>
    public IReadOnlyList<Uncertainty> Worths()
    {
        if (!IsUncertain || _choices.Count < 2) return [];
        // The least mean of a few cases is lower than that of all, whatever these have in common: so much is taken off.
        var chance = Enumerable.Range(0, Irrelevant).Select(i => Saved(at => Part((at + 1) * Math.Sqrt(s_primes[i])))).ToList();
        var found = new List<(Uncertainty About, double Saved)>();
        for (var i = 0; i < _choices.Count; i++)
        {
            var choice = i;
            if (_choices[i].Way.Hosted is not null) Add(UncertaintyKind.Speed, _choices[i], at => _cases[at].Scores[choice]);
        }
        if (!_request.Growth.IsNone) Add(UncertaintyKind.Traffic, null, at => _cases[at].Traffic);
        if (!_request.BoxPrices.IsNone) Add(UncertaintyKind.BoxPrices, null, at => _cases[at].Boxes);
        if (!_request.TokenPrices.IsNone) Add(UncertaintyKind.TokenPrices, null, at => _cases[at].Tokens);
        return [.. found.Where(one => one.Saved > chance.Max() + 0.01).Select(one => one.About).OrderByDescending(one => one.Worth.Value).DistinctBy(Of)];

        // A model on an accelerator of one's own is as fast as on a rented one.
        static (UncertaintyKind, string?, string?) Of(Uncertainty one) => (one.Kind, one.Choice?.Way.Model, one.Choice?.Way.Hosted?.Candidate.Deployment.Accelerator.Id);

        void Add(UncertaintyKind kind, PlannedChoice? choice, Func<int, double> known)
        {
            var saved = Saved(known);
            found.Add((new(kind, choice, new(saved - chance.Average())), saved));
        }
    }

    private const int Irrelevant = 8;
    private static readonly int[] s_primes = [2, 3, 5, 7, 11, 13, 17, 19];

    private static double Part(double value) => value - Math.Floor(value);

    // The least mean over all, less the mean over bins of the least mean within each.
    private double Saved(Func<int, double> known)
    {
        var order = Enumerable.Range(0, Count).Where(at => _costs.Any(costs => double.IsFinite(costs[at]))).OrderBy(known).ToArray();
        if (order.Length == 0) return 0;
        var chosen = Enumerable.Range(0, _choices.Count).Min(i => order.Average(at => CostOf(i, at)));
        return chosen - order.Chunk(Bin).Sum(bin => Enumerable.Range(0, _choices.Count).Min(i => bin.Sum(at => CostOf(i, at)))) / order.Length;
    }

    // What a choice comes to, whatever takes its place included; infinite where nothing can.
    private double CostOf(int choice, int at)
    {
        if (double.IsFinite(_costs[choice][at])) return _costs[choice][at];
        var own = (double)_choices[choice].Bill.Total.Value;
        // To fail is never cheaper than to serve: who could leave for something cheaper could have done so in every case.
        return Math.Max(own, _costs.Min(costs => costs[at])) + FoundOut * own;
    }

    private ChoiceOutlook Of(PlannedChoice choice, int index)
    {
        var (cheapest, regret) = (0.0, 0.0);
        for (var at = 0; at < _cases.Length; at++)
        {
            var least = Math.Min(_costs.Min(costs => costs[at]), at < Count ? double.PositiveInfinity : _shifted[at - Count]);
            if (!double.IsFinite(least)) continue;
            // Of equals to the cent each counts for a part.
            if (at < Count && _costs[index][at] < least + 0.01) cheapest += 1.0 / _costs.Count(costs => costs[at] < least + 0.01);
            regret = Math.Max(regret, CostOf(index, at) - least);
        }
        double[] all = [.. Enumerable.Range(0, Count).Select(at => CostOf(index, at))];
        var served = _costs[index][..Count].Count(double.IsFinite);
        Array.Sort(all);
        var known = all.Where(double.IsFinite).ToList();
        return new(
            choice, new(known.Count > 0 ? known.Average() : double.PositiveInfinity), new(At(all, 0.05)), new(At(all, 0.95)), cheapest / Count, 1 - (double)served / Count, new(regret), 1 - (double)known.Count / Count);
    }

    // The case at a share, not a mean of two: one of them may be infinite.
    private static double At(double[] sorted, double share) => sorted[(int)Math.Floor(share * (sorted.Length - 1) + 0.5)];

    private double Cost(PlannedChoice choice, HourlyDemand demand, in Case at, double score)
    {
        // In four digits, so that prices stay short.
        var (boxes, tokens) = (Math.Round((decimal)at.Boxes, 4), Math.Round((decimal)at.Tokens, 4));
        // Without a deployment that meets the objective all is bought, where it can be.
        if (choice.Way.FleetAt(demand, score, _request.UnmeasuredDeviation) is not { } fleet)
        {
            if (choice.Way.Tokens is not { } sold) return double.PositiveInfinity;
            var tariff = TokenTariff.Of(sold).At(tokens);
            var batch = choice.Way.Batch is { } by ? TokenTariff.Of(by).At(tokens) : null;
            return demand.Hours.Sum(hour => (double)tariff.Of(hour)) + choice.Way.Documents.Sum(one => one.Documents * (double)batch!.Of(one.Each)) + Committed(choice);
        }

        var priced = fleet with { AlwaysOn = fleet.AlwaysOn?.At(boxes), Elastic = fleet.Elastic?.At(boxes), Overflow = fleet.Overflow?.At(tokens), Batch = fleet.Batch?.At(tokens) };
        return choice.Kept(priced) is { } kept ? kept.Cost / 1e9 : double.PositiveInfinity;
    }

    private static double Committed(PlannedChoice choice) => choice.IsCommitted ? choice.Plan.Costs.AlwaysOn(choice.Plan.AlwaysOnBoxes) / 1e9 : 0;

    private Case CaseOf(int at, double[] shared)
    {
        if (!IsUncertain) return new(1, 1, 1, new double[_choices.Count]);
        var first = Score(at, 0);
        double[] scores = [.. shared.Select((share, i) => i == 0 ? first : share * first + Math.Sqrt(Math.Max(0, 1 - share * share)) * Score(at, i))];
        return new(_request.Growth.At(NormalQuantile.Of((at + 0.5) / Cases)), _request.BoxPrices.At(Score(at, ChoicesMost)), _request.TokenPrices.At(Score(at, ChoicesMost + 1)), scores);
    }

    // How far the error of a choice goes with that of the first.
    private static double SharedWith(PlannedChoice first, PlannedChoice choice) =>
        first.Way.Hosted?.Choice.Speed is { } one && choice.Way.Hosted?.Choice.Speed is { } other ? OrderDoubt.CorrelationOf(one, other) : 0;

    private static double Score(int at, int dimension)
    {
        var value = 0.5 + (at + 1) * Math.Pow(s_ratio, -(dimension + 1));
        return NormalQuantile.Of(Math.Clamp(value - Math.Floor(value), 1e-9, 1 - 1e-9));
    }

    // The root above 1 of x^(d + 1) = x + 1.
    private static double Root()
    {
        var x = 2.0;
        for (var i = 0; i < 60; i++) x = Math.Pow(1 + x, 1.0 / (Dimensions + 1));
        return x;
    }

    private readonly record struct Case(double Traffic, double Boxes, double Tokens, double[] Scores);
}
