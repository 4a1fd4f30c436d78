using System.Globalization;
using System.Text.Json;
using Breakeven.Performance.Explanations;
using Breakeven.Performance.Kernels;

namespace Breakeven.Cli.Verbs;

/// <summary>The parts of a step in words.</summary>
internal static class ExplainWords
{
    public static string NameOf(StepFamily family) => JsonNamingPolicy.SnakeCaseLower.ConvertName(family.ToString());

    public static string NameOf(StepBound bound) => JsonNamingPolicy.SnakeCaseLower.ConvertName(bound.ToString());

    /// <summary>The kernel that was timed: its engine's name for it, and whose it is.</summary>
    public static string Kernel(StepPart part, string engine) => part.Family is StepFamily.Drafting ? "as the parts above"
        : part.Curve is not { } curve ? $"{engine}'s constants"
        : $"{Short(curve)}, {curve.Engine} {curve.EngineVersion} on {curve.Accelerator}";

    public static string Milliseconds(Seconds time) => (time.Value * 1e3) switch
    {
        >= 100 and var long_ => $"{long_.ToString("N0", CultureInfo.InvariantCulture)} ms",
        >= 10 and var middle => $"{middle.ToString("0.0", CultureInfo.InvariantCulture)} ms",
        var short_ => $"{short_.ToString("0.00", CultureInfo.InvariantCulture)} ms",
    };

    public static string Percent(double share) => share.ToString(share < 0.0995 ? "0.0%" : "0%", CultureInfo.InvariantCulture);

    /// <summary>Sequences in words.</summary>
    public static string Sequences(long count) => count == 1 ? "1 sequence" : $"{count.ToString("N0", CultureInfo.InvariantCulture)} sequences";

    // Tables name a kernel by its class, at times with the library's path before it.
    private static string Short(KernelCurve curve) => curve.Kernel[(curve.Kernel.LastIndexOf('.') + 1)..];
}
