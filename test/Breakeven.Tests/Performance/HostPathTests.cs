using Breakeven.Performance;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

public sealed class HostPathTests
{
    // Qwen3-32B over two ranks sends, in 64 layers twice, 2,048 tokens x 5,120 x 2 B = 20.97 MB: 128 (20.97e6 / 12.8e9 + 15 us) = 0.2116 s.
    [Fact]
    public void Messages_between_cards_on_the_bus_pass_through_the_hosts_memory()
    {
        var slow = Communication(new() { BatchedTokensMax = 2048 });
        var collectives = Facts.Calibration.Serving(Engine.Vllm).Collectives;

        Assert.Equal(0.2116 * collectives, slow, 0.001);
        // With access to each other: 57 % of the bus's 64 GB/s.
        Assert.InRange(Communication(new() { BatchedTokensMax = 2048, PeerAccess = true }), 0.06, 0.09);
    }

    [Fact]
    public void A_link_of_its_own_never_passes_through_the_host()
    {
        Assert.False(StepCurves.PassesThroughHost(Deploy("Qwen/Qwen3-32B", "H100-SXM", "bf16", "tp=2")));
        Assert.True(StepCurves.PassesThroughHost(Deploy("Qwen/Qwen3-32B", "L40S", "bf16", "tp=2")));
    }

    private static double Communication(EngineSettings settings) =>
        StepCompiler.Compile(Deploy("Qwen/Qwen3-32B", "RTX-PRO-6000", "bf16", "tp=2", settings), Facts.Calibration).Explain(new(2048, 1024, 0, 0)).Communication.Value;
}
