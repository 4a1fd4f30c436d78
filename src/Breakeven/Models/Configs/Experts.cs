namespace Breakeven.Models.Configs;

/// <summary>Routed experts as configs state them.</summary>
internal static class Experts
{
    public static FeedForwardKind.Mixture Read(
        ConfigObject config, string countName, int? experts, string widthName, int? perToken, string perTokenName = "num_experts_per_tok")
    {
        var count = config.Count(countName, Bounds.Experts, experts);
        var used = config.Count(perTokenName, Bounds.Experts, perToken);
        if (used > count)
            throw config.Error(perTokenName, $"a token cannot use {used} of {count} experts", $"give at most {countName}");
        return new(count, used, config.Count(widthName, Bounds.Width));
    }
}
