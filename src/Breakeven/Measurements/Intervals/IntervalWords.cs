namespace Breakeven.Measurements.Intervals;

/// <summary>The words for kinds of residuals in files.</summary>
internal static class IntervalWords
{
    public static string Of(ScenarioKind scenario) => scenario switch
    {
        ScenarioKind.ClosedLoop => "closed-loop",
        ScenarioKind.OpenLoop => "open-loop",
        _ => "offline",
    };

    public static string Of(LoadClass load) => load.ToString().ToLowerInvariant();

    public static string Of(LeftOut leftOut) => leftOut.ToString().ToLowerInvariant();

    public static string Of(Familiarity familiarity) => familiarity switch
    {
        Familiarity.Known => "known",
        Familiarity.NewArchitecture => "new-architecture",
        Familiarity.NewAccelerator => "new-accelerator",
        _ => "new-both",
    };

    /// <summary>The value that a word stands for, or null.</summary>
    public static T? Read<T>(string word, Func<T, string> nameOf) where T : struct, Enum
        => Enum.GetValues<T>().Where(value => nameOf(value) == word).Select(value => (T?)value).FirstOrDefault();

    /// <summary>Bits of the weights in a precision, as its name has them: 16, 8 or 4.</summary>
    public static int BitsOf(string precision)
        => precision.Contains("16", StringComparison.Ordinal) ? 16 : precision.Contains('8', StringComparison.Ordinal) ? 8 : precision.Contains('4', StringComparison.Ordinal) ? 4 : 16;
}
