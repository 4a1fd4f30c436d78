using Breakeven.Performance;
using Breakeven.Performance.Local;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Tests.Performance;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>Replicas whose steps take round times and whose caches have round sizes, so that no test of the engine hangs on a fit.</summary>
internal static class PlainReplica
{
    private static readonly MemoryPlan s_plan = Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B", "H100-SXM", "bf16", "tp=1"));

    /// <summary>10 ms a step, 1 ms a thousand tokens of context and 50 ms a thousand tokens of prompt; nothing outside the engine.</summary>
    public static double Time(StepWork work) => 0.010 + work.Decodes * work.DecodeContext * 1e-6 + work.PrefillTokens * 50e-6;

    private static readonly ReplicaModel s_model = new(s_plan, PlainConstants.Calibration, 100, 10)
    {
        StepTime = Time,
        Local = LocalCorrection.None,
        Serving = PlainConstants.Of(Engine.Vllm) with { Request = new(0), PromptToken = new(0) },
    };

    public static ReplicaModel Of(int blocks = 1000, int blockTokens = 16, int sequences = 16, int tokens = 512) => s_model with
    {
        Cache = CacheShape.OfBlocks(blocks, blockTokens),
        SequencesMax = sequences,
        BatchedTokensMax = tokens,
    };
}
