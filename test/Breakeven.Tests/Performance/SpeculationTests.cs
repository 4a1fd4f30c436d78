using Breakeven.Performance;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;
using static Breakeven.Tests.Performance.PlainConstants;

namespace Breakeven.Tests.Performance;

/// <summary>Speculative decoding worked out by hand: what verifying and drafting cost, what they yield, what they hold.</summary>
public sealed class SpeculationTests
{
    // Llama-3.3-70B in FP8 reads 68.5 GB of layers (80 of 0.856) and 2.10 GB of a 16-bit head, however few its tokens. A draft reads one layer, a join of 8,192 x 16,384 in
    // 16 bits (0.27 GB) and the head: 3.22 GB. Three of them: 9.7 GB of 70.6, so that 2.5 tokens come in 1.137 steps: 2.20 times as fast.
    [Fact]
    public void A_lone_sequence_of_a_dense_model_is_faster_by_nearly_its_acceptance_length()
    {
        var work = new StepWork(0, 0, 1, 1000);
        var (off, on) = (Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", null), Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", new(3, 2.5)));

        var faster = on.TokensYielded * (off.Time(work) / on.Time(work));

        Assert.Equal(1, faster / (2.5 / (1 + 3 * 3.22 / 70.6)), 0.1);
        Assert.Equal(1, on.Explain(work).Dense / off.Explain(work).Dense, 0.1);
    }

    // 2,048 sequences in 16 bits are bound by arithmetic: each brings 4 tokens of 2 x 69.5e9 FLOP for the 2.5 it gets. Drafting adds 3 x 2 x (0.856 + 0.134 + 1.05)e9 to the 4 x 2 x 69.5e9, 2 %.
    [Fact]
    public void A_wide_batch_of_a_dense_model_is_slower_by_the_drafts_it_throws_away()
    {
        var work = new StepWork(0, 0, 2048, 16);
        var (off, on) = (Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "bf16", null), Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "bf16", new(3, 2.5)));

        var faster = on.TokensYielded * (off.Time(work) / on.Time(work));

        Assert.Equal(1, on.Explain(work).Dense / off.Explain(work).Dense / 4, 0.1);
        Assert.Equal(1, faster / (2.5 / (4 * 1.022)), 0.1);
    }

    // The first token of a sequence chooses by itself and counts whole, each of its three drafts 0.585 as a neighbour: 256 (1 - (1 - 8/256)^2.755) = 21.44 where one token
    // touches 8.
    [Theory]
    [InlineData(0, 1, 8)]
    [InlineData(3, 1, 21.44)]
    [InlineData(3, 16, 186.5)]
    public void Drafts_touch_experts_as_neighbours_do(int drafts, int sequences, double touched)
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", drafts == 0 ? null : new(drafts, 2.5), "tp=8");

        Assert.Equal(touched, step.ExpertsTouched(new(0, 0, sequences, 1000)).Touched, 0.005 * touched);
    }

    // The cache is read once for a sequence's four tokens: 8 key heads x 2 x 128 x 2 B a token and layer. Four queries a key head, with the drafts sixteen, fill a tile.
    [Fact]
    public void The_cache_is_read_once_for_all_tokens_of_a_sequence()
    {
        var decode = Kernel("H100-SXM", KernelFamily.DecodeAttention);
        var tiles = Math.Max(16, Math.Ceiling(16 / Math.Max(1, decode.Tile)) * decode.Tile);
        var (read, compute) = (8 * 2 * 128 * 2 / decode.Bandwidth, 8 * tiles * 4 * 128 / decode.Rate);
        var expected = 32 * (decode.Launch + Math.Max(10 * 8000 * Math.Sqrt(read * read + compute * compute), 8000 * decode.Walk) + 10 * 8 * decode.Each);

        var parts = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", new(3, 2.5)).Explain(new(0, 0, 10, 8000));

        Assert.Equal(1, parts.DecodeAttention.Value / expected, 0.001);
    }

    // One pass of Llama-3.1-8B's drafter: a layer of 6,144 x 4,096, 4,096 x 4,096, 28,672 x 4,096 and 4,096 x 14,336, a join of 4,096 x 8,192, and the head of 128,256 x 4,096:
    // 0.436 + 0.067 + 1.051 GB in 16 bits. Beside them one layer's cache, and 10 us of small kernels; nothing of the scheduler.
    [Fact]
    public void Drafting_is_as_many_passes_of_a_layer_and_the_head()
    {
        var (gemm, decode) = (Kernel("H100-SXM", KernelFamily.Gemm), Kernel("H100-SXM", KernelFamily.DecodeAttention));
        var reading = (6144 * 4096.0 + 4096 * 4096 + 28_672 * 4096 + 4096 * 14_336 + 4096 * 8192 + 128_256 * 4096.0) * 2 / gemm.Bandwidth;
        var cache = decode.Launch + 8 * decode.Each + 1000 * Math.Max(decode.Walk, 8 * 2 * 128 * 2 / decode.Bandwidth);
        var pass = 6 * gemm.Launch + reading + cache + 10e-6;

        var one = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", new(1, 1.5)).Explain(new(0, 0, 1, 1000)).Drafting;
        var three = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", new(3, 1.5)).Explain(new(0, 0, 1, 1000)).Drafting;

        Assert.Equal(1, one.Value / pass, 0.1);
        Assert.Equal(3, three / one, 1e-9);
    }

    [Fact]
    public void The_parts_add_up_and_timing_allocates_nothing()
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", new(3, 2.49), "tp=1,dp=8,ep=8");
        var work = new StepWork(4000, 2000, 200, 3000);
        var time = step.Time(work);
        Assert.Equal(time.Value, step.Explain(work).Total.Value, 1e-12);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) step.Time(new(100, 50, i, 1000));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // A layer of 16,777,216 x 2 + 4,194,304 x 2 + 176,160,768 weights with two norms of 4,096, a join of 33,554,432 with three: 251,678,720 in 16 bits. A block of 16 tokens
    // holds 33 layers x 4,096 B; 1,008 tokens fill 63 blocks, and three drafts begin another.
    [Fact]
    public void The_drafter_holds_one_more_layer_and_its_cache()
    {
        var off = Deploy("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1");
        var on = off with { Settings = off.Settings with { Speculation = new(3, 2.5) } };
        var (without, with) = (Sizer.Plan(off), Sizer.Plan(on));

        Assert.Equal(0, without.Drafter.Value);
        Assert.Equal(503_357_440, with.Drafter.Value);
        Assert.Equal(without.WeightTotal.Value + 503_357_440, with.WeightTotal.Value);
        Assert.Equal(without.Left.Value - 503_357_440, with.Left.Value, 1);
        Assert.Equal(16 * 33 * 4096, with.Block.Value);
        Assert.Equal(63 * 16 * 32 * 4096, Sizer.HeldBySequence(off, new(1008), reserved: true).Value);
        Assert.Equal(64 * 16 * 33 * 4096, Sizer.HeldBySequence(on, new(1008), reserved: true).Value);
    }

    // DeepSeek-V3's own draft layer has 256 experts of 3 x 7,168 x 2,048 and a shared one, in FP8: 11.32e9 of its 11.6e9 parameters, over 8 ranks 1.42 GB of experts. Dealt whole or cut, the same.
    [Theory]
    [InlineData("tp=8")]
    [InlineData("tp=8,ep=8")]
    public void A_mixtures_drafter_is_dealt_as_its_layers_are(string layout)
    {
        var deployment = Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", layout);
        var plan = Sizer.Plan(deployment with { Settings = deployment.Settings with { Speculation = new(1, 1.8) } });

        // Experts 256 x 44.04e6 / 8 = 1.409e9; shared 44e6 / 8; attention 187.1e6, of which 1/8 but for 2 x 1.1e7 of the latent ranks; the join of 7,168 x 14,336 in 16 bits whole: 0.206e9.
        Assert.Equal(1.409 + 0.0055 + 0.04 + 0.206, plan.Drafter.Value / 1e9, 0.03);
    }

    // A state is kept for each of the four tokens, one of which will turn out to be the last.
    [Fact]
    public void A_state_is_held_once_for_each_token_that_may_stand()
    {
        var off = Deploy("Qwen/Qwen3.5-397B-A17B", "H200-SXM", "fp8", "tp=8");
        var on = off with { Settings = off.Settings with { Speculation = new(3, 3.39) } };

        Assert.Equal(4 * Sizer.Plan(off).State.Value, Sizer.Plan(on).State.Value, 1);
    }

    // (300 - 1) / 2.5 steps a request: by Little's law as many sequences run as arrive in that many steps.
    [Fact]
    public void A_request_takes_as_many_steps_fewer_as_a_step_yields_tokens()
    {
        var point = Serve(new(3, 2.5)).At(new(3), 50)!;
        Assert.Equal(point.Batch, point.Rate.Value * 299 / 2.5 * point.Step.Value, 1e-3 * point.Batch);

        var loop = Serve(new(3, 2.5)).ClosedLoop(32)!;
        Assert.Equal(loop.Step.Value / 2.5, loop.TimePerOutputToken.Value, 1e-12);
        Assert.Equal(loop.TimeToFirstTokenMean.Value + 299 / 2.5 * loop.Step.Value, loop.EndToEnd.Value, 1e-9);
    }

    [Fact]
    public void Speculation_lowers_the_time_per_token_at_light_load_and_capacity_without_an_objective()
    {
        var (off, on) = (Serve(null), Serve(new(3, 2.5)));

        Assert.True(on.Alone.TimePerOutputToken.Value < 0.6 * off.Alone.TimePerOutputToken.Value);
        Assert.True(on.AdmittedMax <= off.AdmittedMax);
    }

    // A step with drafts is never sooner than one without, whatever else is in it: as two halves, with prompts, on pipeline stages.
    [Theory]
    [InlineData("tp=8", 0, 1)]
    [InlineData("tp=8,pp=2", 0, 64)]
    [InlineData("tp=1,dp=8,ep=8", 2000, 300)]
    [InlineData("tp=1,dp=8,ep=8", 2000, 0)]
    public void Drafts_are_never_free(string layout, double prompt, double sequences)
    {
        foreach (var overlaps in (bool[])[false, true])
        {
            var deployment = Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", layout);
            deployment = deployment with { Settings = deployment.Settings with { OverlapsHalves = overlaps, Exchange = overlaps ? ExpertExchange.AllToAll : ExpertExchange.GatherAndScatter } };
            var work = new StepWork(prompt, prompt / 2, sequences, 3000);
            var times = ((Speculation?[])[null, new(1, 1.8), new(2, 2.3), new(4, 2.6)])
                .Select(one => StepCompiler.Compile(deployment with { Settings = deployment.Settings with { Speculation = one } }, PlainConstants.Calibration).Time(work).Value).ToList();

            if (sequences > 0) Assert.Equal(times.Order().Distinct(), times);
            // A prompt alone passes through the drafter's layer once, however many tokens are drafted after it.
            else Assert.True(times[0] < times[1] && times[1] == times[2] && times[2] == times[3] && times[3] < 1.1 * times[0], string.Join(' ', times));
        }
    }

    // Drafts are a matter of the model: the search still chooses how many sequences run.
    [Fact]
    public void A_search_chooses_the_settings_and_keeps_the_drafts()
    {
        var candidates = DeploymentSearch.Run(new()
        {
            Model = Model("meta-llama/Llama-3.1-8B-Instruct"),
            Precisions = [Precision("bf16")],
            Accelerator = Accelerator("H200-SXM"),
            Boxes = [],
            Traffic = new() { Rate = new(1), Input = new(200), Output = new(200) },
            Objective = Objective.None,
            Calibration = PlainConstants.Calibration,
            Speculation = new(3, 2.5),
            GpusMax = 1,
        }).Candidates;

        Assert.All(candidates, one => Assert.Equal(3, one.Deployment.Settings.Speculation!.DraftTokens));
        Assert.Contains(candidates, one => one.Deployment.Settings.SequencesMax > 256);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 0.9)]
    [InlineData(3, 4.1)]
    [InlineData(3, double.NaN)]
    [InlineData(33, 2)]
    public void What_cannot_be_is_refused(int drafts, double length)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Speculation(drafts, length));

    private static StepModel Step(string model, string gpu, string precision, Speculation? speculation, string layout = "tp=1")
    {
        var deployment = Deploy(model, gpu, precision, layout);
        return StepCompiler.Compile(deployment with { Settings = deployment.Settings with { Speculation = speculation } }, PlainConstants.Calibration);
    }

    private static ServingModel Serve(Speculation? speculation)
    {
        var deployment = Deploy("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2");
        deployment = deployment with { Settings = deployment.Settings with { Speculation = speculation } };
        return new(
            StepCompiler.Compile(deployment, PlainConstants.Calibration), Sizer.Plan(deployment),
            new Traffic { Rate = new(1), Input = new(1200), Output = new(300) }, PlainConstants.Calibration);
    }
}
