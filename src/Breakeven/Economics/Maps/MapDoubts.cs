namespace Breakeven.Economics.Maps;

/// <summary>How sure the changes of a row are, worked out once for each two contenders that meet in it.</summary>
internal sealed class MapDoubts(TrafficRange range)
{
    private readonly Dictionary<(string, string), OrderDoubt?> _known = [];

    /// <summary>The interval of a change from one contender to another; null where nothing of the kind of either was measured.</summary>
    public CrossingInterval? Between(EnvelopePart below, Contender before, EnvelopePart above, Contender after, CrossingKind kind)
    {
        if (!_known.TryGetValue((before.Name, after.Name), out var doubt)) _known[(before.Name, after.Name)] = doubt = OrderDoubt.Between([.. Contest.Choices(before)], [.. Contest.Choices(after)], range);
        return doubt?.Of(new(above.FromRate, above.From, below.Choice, above.Choice, Standing.SecondCheaper, kind));
    }
}
