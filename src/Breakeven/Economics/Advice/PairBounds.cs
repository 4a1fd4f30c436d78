using Breakeven.Economics.Hours;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Prices;

namespace Breakeven.Economics.Advice;

/// <summary>
/// Tells, before any deployment is looked at, which pairs of model and accelerator cannot be an answer: what a month costs there at the very least (arithmetic at the datasheet's rate, the devices that hold the
/// weights, the lowest price of one) against what the cheapest model costs by the token. Nothing that is left out costs less than so many times the least, or would have a box.
/// </summary>
internal sealed class PairBounds
{
    // Fewer are all looked at: that takes a second or two.
    private const int PairsLeast = 200;

    // No step was measured to take less than the datasheet's arithmetic; a calibration of a user's own may say so by a little.
    private const double Caution = 0.7;

    private readonly AdviceRequest _request;
    private readonly Dictionary<string, double[]?> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly double _least = double.PositiveInfinity;

    private PairBounds(AdviceRequest request)
    {
        _request = request;
        var compare = request.Compare;
        foreach (var (id, ratio) in compare.Models.Select(one => (one.Model.Id, one.TokensRatio)).Concat(compare.SoldModels.Select(one => (one.Id, one.TokensRatio))))
        {
            var tariffs = TariffsOf(id, ratio);
            // At whichever price is lowest in an hour no less is paid; at one for all hours no more need be.
            _tokens[id] = tariffs.Count == 0 ? null : [.. request.Demand.Hours.Select(hour => tariffs.Min(tariff => (double)tariff.Of(hour)))];
            foreach (var tariff in tariffs) _least = Math.Min(_least, request.Demand.Hours.Sum(hour => (double)tariff.Of(hour)));
        }
    }

    /// <summary>The pairs of a request that cannot matter; null where all are to be looked at.</summary>
    /// <param name="request">Narrowed by its constraints.</param>
    public static Func<ComparedModel, Accelerator, bool>? Of(AdviceRequest request)
    {
        var compare = request.Compare;
        if (!request.TokensAllowed || request.Documents.Count > 0 || compare.Models.Count * compare.Accelerators.Count < PairsLeast) return null;
        var bounds = new PairBounds(request);
        var left = (from model in compare.Models from accelerator in compare.Accelerators where !bounds.CanMatter(model, accelerator) select (model.Model.Id, accelerator.Id)).ToHashSet();
        return left.Count == 0 ? null : (model, accelerator) => left.Contains((model.Model.Id, accelerator.Id));
    }

    private bool CanMatter(ComparedModel compared, Accelerator accelerator)
    {
        var compare = _request.Compare;
        var offers = Contest.OffersOf(compare, accelerator);
        // Without a box there is a refusal to tell and nothing to search; what is owned is asked about whatever it costs.
        if (offers.Count == 0 || offers.Exists(offer => offer.Terms == OfferTerms.Owned)) return true;
        var price = (double)offers.Min(offer => offer.Price.UsdPerHour / offer.Gpus);
        var sleeps = compare.Objective.Bounds.Count == 0 && offers.Exists(offer => offer.Terms == OfferTerms.Serverless);
        var replica = sleeps ? 0 : price * compare.PrecisionsOf(compared.Model).Min(precision => Math.Ceiling(compared.Model.WeightBytes(precision) / accelerator.Memory));
        var perToken = Arithmetic(compared.Model, accelerator) * price / 3600;
        // What is the cheapest at twice the traffic is said too. At half of it a pair costs no less than half of what it does, and so is left out there as well.
        return Matters(1, _request.Within) || Matters(2, 1);

        bool Matters(double times, double within) => IsWithin(compared, perToken, replica, times, within * times * _least);
    }

    private bool IsWithin(ComparedModel compared, double perToken, double replica, double times, double most)
    {
        var (tokens, hours) = (_tokens[compared.Model.Id], _request.Demand.Hours);
        var (pays, floor) = (false, 0.0);
        for (var hour = 0; hour < hours.Count; hour++)
        {
            var demand = hours[hour];
            if (demand.Requests == 0) continue;
            var home = Math.Max(replica, (demand.Uncached.Value * compared.TokensRatio.Input + demand.Output.Value * compared.TokensRatio.Output) * perToken * times);
            var bought = tokens?[hour] * times ?? double.PositiveInfinity;
            pays |= home < bought;
            floor += Math.Min(home, bought);
        }

        return pays && floor <= most;
    }

    // Seconds of one device for a token; the head, which only some tokens pass, is left out.
    private static double Arithmetic(Model model, Accelerator accelerator) =>
        Caution * 2 * Math.Max(0, model.MultipliedParameters - (double)model.Hidden * model.Vocabulary) / accelerator.DenseRates.Values.Max(rate => rate.Value);

    private List<TokenTariff> TariffsOf(string model, TokensRatio ratio)
    {
        var compare = _request.Compare;
        return [.. compare.TokenOffers
            .Where(offer => offer.Model.Equals(model, StringComparison.OrdinalIgnoreCase) && (compare.Providers.Count == 0 || compare.Providers.Contains(offer.Provider, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(offer => Choice.PerToken.AllOf(offer, offer.Name, TrafficShape.Of(compare.Traffic), ratio, compare.Objective)).Select(TokenTariff.Of)];
    }
}
