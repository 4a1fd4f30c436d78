namespace Breakeven.Economics;

/// <summary>Every traffic at which a ranking changes: the crossings of all pairs, upwards.</summary>
public static class OrderChanges
{
    /// <summary>Where the ranking of all choices changes.</summary>
    public static IReadOnlyList<Crossing> OfChoices(IReadOnlyList<Choice> choices, TrafficRange range)
    {
        if (choices.Count > 0) ShapeGuard.Same(choices, choices[0].Shape);
        return OfPairs([.. choices.Select(choice => CrossingScan.Single(choice, range))]);
    }

    /// <summary>Where the ranking of the models changes, each by its cheapest choice that can be chosen.</summary>
    public static IReadOnlyList<Crossing> OfModels(IReadOnlyList<Choice> choices, TrafficRange range)
    {
        if (choices.Count > 0) ShapeGuard.Same(choices, choices[0].Shape);
        return OfPairs([.. choices.GroupBy(choice => choice.Model, StringComparer.Ordinal).Select(ofModel => Envelope.Of([.. ofModel], range).Stretches)]);
    }

    private static IReadOnlyList<Crossing> OfPairs(IReadOnlyList<IReadOnlyList<Stretch>> answers)
    {
        var all = new List<Crossing>();
        for (var i = 0; i < answers.Count; i++)
            for (var j = i + 1; j < answers.Count; j++)
                all.AddRange(CrossingScan.Of(answers[i], answers[j]).Crossings);
        return [.. all.OrderBy(crossing => crossing.Rate.Value)];
    }
}
