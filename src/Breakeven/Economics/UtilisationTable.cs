namespace Breakeven.Economics;

/// <summary>One utilisation of one hosted choice, and the traffic that it means there.</summary>
/// <param name="Utilisation">Mean demand over capacity, above 0 and up to 1.</param>
/// <param name="Rate">The mean rate that keeps the smallest deployment this busy.</param>
/// <param name="Tokens">The same in the reference model's tokens.</param>
/// <param name="Blended">What a million of those tokens cost.</param>
/// <param name="WithinPeak">False where the peaks of such a traffic exceed what is rented: the mean cannot be kept this high.</param>
public sealed record UtilisationRow(double Utilisation, RequestsPerSecond Rate, TokensPerSecond Tokens, UsdPerMillion Blended, bool WithinPeak);

/// <summary>
/// Cost by utilisation, for one choice. Rows of two choices at equal utilisation are not at equal traffic, so their costs
/// do not compare: each row says which traffic it is about.
/// </summary>
public static class UtilisationTable
{
    /// <summary>The usual steps from nearly idle to full.</summary>
    public static IReadOnlyList<double> Steps { get; } = [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1];

    /// <summary>
    /// Rows for the smallest deployment of a choice, spares included. Scaled to zero, hours are billed as used, so there the cost is one at every row,
    /// until it is so busy that it never lets go and costs what a box kept on does.
    /// </summary>
    public static IReadOnlyList<UtilisationRow> Of(Choice.Hosted choice) => Of(choice, Steps);

    /// <summary>Rows at these utilisations.</summary>
    public static IReadOnlyList<UtilisationRow> Of(Choice.Hosted choice, IReadOnlyList<double> utilisations)
    {
        var boxes = choice.BoxesFor(1 + choice.SpareReplicas);
        var capacity = choice.CapacityPerBox * boxes;
        var price = choice.Offer.Price.Estimated * boxes;
        // What the peak may reach: the rented replicas without the spares that were asked for.
        var served = capacity - (choice.CapacityPerReplica * choice.SpareReplicas);
        return [.. utilisations.Select(Row)];

        UtilisationRow Row(double utilisation)
        {
            var rate = capacity * utilisation;
            var tokens = rate * choice.Shape.Tokens;
            var kept = UtilisationCost.Of(price, capacity * choice.Shape.Tokens, utilisation);
            var cost = choice.ScalesToZero && choice.BillAt(rate).Blended is var used && used < kept ? used : kept;
            return new(utilisation, rate, tokens, cost, rate * choice.Shape.PeakToMean * (1 - Tariff.Grain) <= served);
        }
    }
}
