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

    /// <summary>The width of all shared experts together.</summary>
    public static int Shared(ConfigObject config, string countName, int? fallback, int width)
    {
        var count = config.CountOrNull(countName, Bounds.Experts, zero: true) ?? fallback ?? 0;
        return Width(config, countName, count, width);
    }

    /// <summary>So many shared experts are one network of their widths together.</summary>
    public static int Width(ConfigObject config, string member, int shared, int width)
    {
        var together = (long)shared * width;
        return together <= Bounds.Width ? (int)together : throw config.Error(member, $"{shared} shared experts are {together} wide together", "give 1 or 2");
    }
}
