using Breakeven.Performance;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

/// <summary>The embedded curves under constants of our own, so that no test hangs on a fit: every factor 1, and round times.</summary>
internal static class PlainConstants
{
    public static readonly Seconds Layer = Seconds.Microseconds(10);
    public static readonly Seconds ExpertLayer = Seconds.Microseconds(20);
    public static readonly Seconds Step = Seconds.Milliseconds(1);
    public static readonly Seconds Sequence = Seconds.Microseconds(5);
    public static readonly Seconds Request = Seconds.Milliseconds(15);

    public static Breakeven.Performance.Calibration Calibration { get; } = Breakeven.Performance.Calibration.Embedded.With(Engine.All.ToDictionary(engine => engine.Id, Of));

    public static ServingConstants Of(Engine engine)
    {
        // A factor that is added later is 1 too.
        var constants = ServingFile.Zero(engine.Id);
        foreach (var constant in ServingFile.Constants)
            if (constant.Unit == ServingFile.Unit.Factor) constants = constant.Set(constants, 1);
        return constants with
        {
            Layer = Layer,
            ExpertLayer = ExpertLayer,
            Step = Step,
            Sequence = Sequence,
            Request = Request,
            PromptToken = Seconds.Microseconds(2),
            Stagger = 0.5,
            Burst = 0.1,
            Cohort = 2,
            Independence = ExpertRouting.IndependentShare,
            Passes = 4,
            Align = 0.5,
        };
    }

    /// <summary>What the engine's kernel of a family reaches on a device.</summary>
    public static KernelParameters Kernel(string gpu, KernelFamily family, KernelPrecision precision = KernelPrecision.Bf16, string engine = "vllm") =>
        Calibration.Kernels.Find(gpu, engine, family, precision)!.Value.Curve.On(Accelerator(gpu));
}
