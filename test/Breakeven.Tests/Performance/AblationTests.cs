using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Tests.Performance;

/// <summary>What is left out is left out, and nothing else.</summary>
public class AblationTests
{
    private static readonly Deployment s_deployment = Facts.Deploy("Qwen/Qwen3-235B-A22B", "H200-SXM", "fp8", "tp=4,ep=4", new() { SequencesMax = 512 });

    private static readonly StepWork s_work = new(0, 0, 64, 4096);

    [Fact]
    public void Without_coverage_a_step_touches_the_experts_of_one_token()
    {
        Assert.Equal(8, Compile(Ablation.Coverage).ExpertsTouched(s_work).Touched, 1e-6);
        // 64 tokens of 8 of 128, even if a good deal fewer chose by themselves: 128 (1 - (120/128)^32) = 111.8 at half of them.
        Assert.InRange(Compile(Ablation.None).ExpertsTouched(s_work).Touched, 111.8, 128);
    }

    [Fact]
    public void Without_skew_every_token_chooses_by_itself()
        // 128 (1 - (120/128)^64) = 125.94
        => Assert.Equal(125.94, Compile(Ablation.Skew).ExpertsTouched(s_work).Touched, 0.01);

    [Fact]
    public void Without_communication_only_communication_takes_no_time()
    {
        var (whole, without) = (Compile(Ablation.None).Explain(s_work), Compile(Ablation.Communication).Explain(s_work));
        Assert.Equal(0, without.Communication.Value);
        Assert.True(whole.Communication.Value > 1e-4);
        Assert.Equal(whole with { Communication = new(0) }, without);
    }

    [Fact]
    public void Without_the_host_its_time_for_steps_and_sequences_is_gone()
    {
        var constants = Facts.Calibration.Serving(s_deployment.Engine);
        var (whole, without) = (Compile(Ablation.None).Explain(s_work), Compile(Ablation.Host).Explain(s_work));
        Assert.Equal(constants.Step.Value + 64 * constants.Sequence.Value, whole.Overhead.Value - without.Overhead.Value, 1e-9);
        Assert.Equal(0, Facts.Calibration.Ablate(Ablation.Host).Serving(s_deployment.Engine).Request.Value);
    }

    [Fact]
    public void Without_curves_all_devices_reach_the_same_share_of_their_datasheets()
    {
        // The H200 has the H100's arithmetic and 4.8 / 3.35 of its bandwidth: reading alone must be faster by just that.
        var (near, far) = (Compile(Ablation.Curves), Compile(Ablation.Curves, "H100-SXM"));
        Assert.NotEqual(Compile(Ablation.None).Explain(s_work).Experts, near.Explain(s_work).Experts);
        Assert.InRange(far.Explain(s_work).Experts / near.Explain(s_work).Experts, 1.3, 4.8 / 3.35);
    }

    [Fact]
    public void Without_admission_the_cache_bounds_nothing()
    {
        // A token takes 94 layers x 4 key heads x 2 x 128 x 2 bytes = 192,512 bytes, a quarter of it on each rank. Of some 127 GB a rank, weights take 59: the rest holds
        // 1.4 million tokens at most, so 42 sequences of 33,280; workspace takes some of that.
        var crowded = s_deployment with { Settings = s_deployment.Settings with { SequencesMax = 2048 } };
        Assert.Equal(2048, Serving(Ablation.Admission).AdmittedMax);
        Assert.InRange(Serving(Ablation.None).AdmittedMax, 20, 43);

        ServingModel Serving(Ablation without) => new(
            StepCompiler.Compile(crowded, Facts.Calibration.Ablate(without)), Sizer.Plan(crowded), new Traffic { Rate = new(1), Input = new(32_768), Output = new(1024) }, Facts.Calibration);
    }

    private static StepModel Compile(Ablation without, string accelerator = "H200-SXM")
        => StepCompiler.Compile(s_deployment with { Accelerator = Facts.Accelerator(accelerator) }, Facts.Calibration.Ablate(without));
}
