namespace Breakeven.Economics.Cascades;

/// <summary>A cascade of two models, each in whatever deployment or offer is the cheapest for what reaches it.</summary>
public sealed record CascadeContest
{
    private readonly Dictionary<Choice, string> _names = new(ReferenceEqualityComparer.Instance);

    private CascadeContest(Contest small, Contest alone, Contest escalated)
    {
        (Small, Alone, Escalated) = (small, alone, escalated);
        foreach (var contender in (IEnumerable<Contender>)[.. small.Contenders, .. alone.Contenders, .. escalated.Contenders])
            foreach (var choice in Contest.Choices(contender)) _names[choice] = contender.Name;
    }

    /// <summary>The smaller model at all of the traffic.</summary>
    public Contest Small { get; }

    /// <summary>The larger model at all of it, alone.</summary>
    public Contest Alone { get; }

    /// <summary>The larger model for requests as they are when escalated.</summary>
    public Contest Escalated { get; }

    /// <summary>The cascade; null where nothing that can be bought serves one of the two as asked.</summary>
    public Cascade? Cascade { get; private init; }

    /// <summary>The cascade of two models.</summary>
    /// <param name="small">The smaller one, at the traffic.</param>
    /// <param name="large">The larger one, at the same.</param>
    /// <param name="written">The part of the smaller model's answer that is there before a request is known to escalate, 0 to 1.</param>
    /// <param name="passed">The part of what is written that the larger model reads, 0 to 1.</param>
    public static CascadeContest Of(CompareRequest small, CompareRequest large, double written = 1, double passed = 0)
    {
        ArgumentNullException.ThrowIfNull(small);
        ArgumentNullException.ThrowIfNull(large);
        if (!(passed is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(passed), passed, "A share lies between 0 and 1.");
        var (rate, shape) = (large.Traffic.Rate, TrafficShape.Of(large.Traffic));
        var within = Cascade.RangeOf(shape, rate);
        var alone = Contest.Run(large with { Range = within });
        var read = new TokenCount((long)Math.Round(shape.Output.Value * written * passed));
        var longer = large.Traffic with { Input = shape.Input + read, CachedShare = shape.CachedShare * (shape.Input.Value / (double)(shape.Input + read).Value) };
        var escalated = read.Value == 0 ? alone : Contest.Run(large with { Traffic = longer, Range = Cascade.RangeOf(TrafficShape.Of(longer), rate) });
        var first = Contest.Run(small with { Range = within });
        var contest = new CascadeContest(first, alone, escalated);
        if (first.Contenders.Count == 0 || alone.Contenders.Count == 0 || escalated.Contenders.Count == 0) return contest;
        return contest with { Cascade = Cascade.Of(first.Contenders[0].Bill.Choice, [.. escalated.Contenders.SelectMany(Contest.Choices)], [.. alone.Contenders.SelectMany(Contest.Choices)], rate, written) };
    }

    /// <summary>A choice of either model in a few words, as its contender is called.</summary>
    public string NameOf(Choice choice) => _names[choice];
}
