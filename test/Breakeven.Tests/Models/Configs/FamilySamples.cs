namespace Breakeven.Tests.Models.Configs;

/// <summary>A small config of every family that has a test file of its own.</summary>
internal static class FamilySamples
{
    public static IReadOnlyList<string> All { get; } =
    [
        NemotronConfigTests.Hybrid, NemotronConfigTests.Pruned, JambaConfigTests.Jamba, JambaConfigTests.Alone, JambaConfigTests.AloneSecond,
        GemmaConfigTests.First, GemmaConfigTests.Second, GemmaConfigTests.Third, GemmaConfigTests.Fourth, GemmaConfigTests.Small, MixtureConfigTests.GrokNative,
        .. MixtureConfigTests.Counted.Select(row => (string)row[0]), .. DenseConfigTests.Counted.Select(row => (string)row[0]),
    ];
}
