using Breakeven.Models;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Sizing;

public sealed class SizerTests
{
    private const string Maverick = "meta-llama/Llama-4-Maverick-17B-128E-Instruct";
    private const string Llama70B = "meta-llama/Llama-3.3-70B-Instruct";

    // vLLM 0.19 on an RTX 4090 with Llama-3.1-8B, max_num_seqs 256, 2,048 batched tokens, fraction 0.9, logged 2,588 blocks of 16 tokens.
    // By hand: 25,250,627,584 x 0.9 = 22,725.6 MB; weights 16,060.5 MB; sampler 256 x 128,256 x 30 = 985.0 MB; residual 33.6 MB;
    // libraries 236.2 MB; left 5,410.3 MB over 16 x 131,072 B a block = 2,579.
    [Fact]
    public void A_real_engines_block_count_is_met_within_two_per_cent()
    {
        var plan = Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B", "RTX-4090", "bf16", "tp=1", new() { SequencesMax = 256, BatchedTokensMax = 2048 }));

        Assert.InRange(plan.Blocks, 2588 * 0.98, 2588 * 1.02);
        Assert.Equal(16 * 131_072, plan.Block.Value);
    }

    // 68.45e9 linear parameters in one byte and 2.1e9 of embedding and head in two: 72.66 GB, or 67.7 GiB, of 0.9 x 79.65 GiB.
    [Fact]
    public void A_dense_70B_in_FP8_leaves_about_four_GiB_of_an_H100_before_workspace()
    {
        var plan = Sizer.Plan(Deploy(Llama70B, "H100-SXM", "fp8", "tp=1"));

        Assert.InRange(plan.WeightTotal / Bytes.Gibibytes(1), 67.5, 68.0);
        Assert.InRange((plan.Usable - plan.WeightTotal) / Bytes.Gibibytes(1), 3.6, 4.4);
        Assert.True(plan.Left < plan.Usable - plan.WeightTotal);
    }

    [Theory]
    [InlineData("fp8", 375)]
    [InlineData("fp8-experts", 386)]
    public void Maverick_weighs_what_its_checkpoints_weigh(string precision, double gibibytes)
        => Assert.InRange(Model(Maverick).WeightBytes(Precision(precision)) / Bytes.Gibibytes(1), gibibytes * 0.99, gibibytes * 1.01);

    [Theory]
    [InlineData("H100-SXM", "tp=4", 318)]
    [InlineData("MI300X", "tp=2", 384)]
    public void Maverick_in_FP8_does_not_fit_where_the_published_minimum_puts_it(string gpu, string layout, double gibibytes)
    {
        var deployment = Deploy(Maverick, gpu, "fp8", layout);

        Assert.InRange(deployment.Accelerator.Memory * deployment.Layout.Gpus / Bytes.Gibibytes(1), gibibytes * 0.99, gibibytes * 1.01);
        var refusal = Sizer.Refuse(deployment);
        Assert.Equal(RefusalKind.DoesNotFit, refusal?.Kind);
        Assert.Contains("short", refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Maverick_on_three_H200_has_no_tensor_layout_but_a_pipeline()
    {
        var tensor = Sizer.Refuse(Deploy(Maverick, "H200-SXM", "fp8", "tp=3"));
        Assert.Equal(RefusalKind.Illegal, tensor?.Kind);
        Assert.Contains("40 query heads do not divide over tp=3", tensor!.Reason, StringComparison.Ordinal);

        // The first stage holds (403.1 - 4.1)/3 + 2.07 GB of layers and embedding and 1.74 GB of encoder, 127.4 GiB. At 0.90 of 140.4 GiB even
        // the weights do not fit; at 0.95 there is room for a little cache.
        Assert.Equal(RefusalKind.DoesNotFit, Sizer.Refuse(Pipeline(0.90))?.Kind);
        Assert.Null(Sizer.Refuse(Pipeline(0.95)));
        Assert.InRange(Sizer.Plan(Pipeline(0.95)).Left / Bytes.Gibibytes(1), 4, 7);

        static Deployment Pipeline(double fraction) => Deploy(Maverick, "H200-SXM", "fp8", "pp=3", new() { SequencesMax = 64, BatchedTokensMax = 2048, MemoryFraction = fraction });
    }

    // Three stages of 16 layers hold 375/3 = 125 GiB each; the device may fill 0.9 x 140.4 = 126.4 GiB.
    [Fact]
    public void A_pipelines_fullest_stage_decides()
    {
        var whole = Model(Maverick).WeightBytes(Precision("fp8"));
        var plan = Sizer.Plan(Deploy(Maverick, "H200-SXM", "fp8", "pp=3"));

        Assert.True(plan.WeightTotal >= whole / 3);
        Assert.True(plan.WeightTotal <= whole / 3 + Bytes.Gibibytes(2));
    }

    // 128 experts over 3 ranks: one holds 43, and 43/128 of the experts' bytes, not a third.
    [Fact]
    public void Experts_are_dealt_whole_and_the_fullest_rank_decides()
    {
        var experts = Model(Maverick).WeightBytesByClass(Precision("fp8"))[TensorClass.RoutedExpert];
        var plan = Sizer.Plan(Deploy(Maverick, "MI300X", "fp8", "dp=3,ep=3"));
        Assert.Equal(experts.Value * 43 / 128, plan.Weights[TensorClass.RoutedExpert].Value, 1.0);
    }

    // An encoder's output joins the embeddings, so the first stage holds it: 16 layers of 8.31 GB, 2.07 GB of embedding, 1.74 GB of encoder.
    [Fact]
    public void Encoders_stand_in_the_first_stage_of_a_pipeline()
    {
        var weights = Sizer.Plan(Deploy(Maverick, "H200-SXM", "fp8", "pp=3")).Weights;
        Assert.Equal(871_932_416 * 2.0, weights[TensorClass.Encoder].Value);
        Assert.Equal(202_048 * 5120 * 2.0, weights[TensorClass.Embedding].Value);
        Assert.DoesNotContain(TensorClass.Head, weights.Keys);
    }

    // 1,536 / 8 = 192 is no multiple of 128; dealt whole, the experts need no cut.
    [Fact]
    public void Block_FP8_refuses_experts_cut_across_a_block_and_takes_them_whole()
    {
        var cut = LayoutRules.Check(Deploy("Qwen/Qwen3-235B-A22B-FP8", "H200-SXM", "native", "tp=8"));
        Assert.StartsWith("an expert 1536 wide over 8 ranks leaves 192, no multiple of fp8-block's block of 128", cut?.Reason, StringComparison.Ordinal);
        Assert.Equal("ep=8", cut!.Nearest);

        Assert.Null(LayoutRules.Check(Deploy("Qwen/Qwen3-235B-A22B-FP8", "H200-SXM", "native", "tp=4")));
    }

    // A latent cache is one vector for all heads, so every tensor rank holds all of it: 576 x 2 B x 61 layers x 16 tokens a block.
    [Theory]
    [InlineData("tp=8")]
    [InlineData("tp=4")]
    public void A_latent_cache_is_not_split_by_tensor_ranks(string layout)
        => Assert.Equal(576 * 2 * 61 * 16, Sizer.Plan(Deploy("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", layout)).Block.Value);

    // 8 KV heads over 4 ranks: 2 heads each, 2 x 256 x 2 B x 80 layers x 16 tokens.
    [Fact]
    public void A_grouped_cache_is_split_up_to_its_heads()
        => Assert.Equal(2 * 256 * 2 * 80 * 16, Sizer.Plan(Deploy(Llama70B, "H100-SXM", "fp8", "tp=4")).Block.Value);

    // gpt-oss-120b: 18 layers see everything, 18 a window of 128; 1,024 elements a token and layer, 2 B each.
    // At 8,192 tokens, by the engine's reservation for 2,048-token steps: full 8,192, sliding 128 - 1 + 2,048 + 16 = 2,191 -> 137 blocks = 2,192.
    [Fact]
    public void A_window_reserves_itself_the_step_and_a_block()
    {
        var deployment = Deploy("openai/gpt-oss-120b", "H100-SXM", "native", "tp=1", new() { BatchedTokensMax = 2048 });

        Assert.Equal(18 * 2048 * (8192 + 2192), Sizer.HeldBySequence(deployment, new(8192), reserved: true).Value);
        // Once running, 128 + 16 tokens are held.
        Assert.Equal(18 * 2048 * (8192 + 144), Sizer.HeldBySequence(deployment, new(8192), reserved: false).Value);
    }

    [Fact]
    public void The_longest_context_at_a_concurrency_is_the_last_that_admits_it()
    {
        var plan = Sizer.Plan(Deploy(Llama70B, "H200-SXM", "fp8", "tp=2"));
        var context = Sizer.ContextAt(plan, 64);

        Assert.True(Sizer.ConcurrencyAt(plan, context) >= 64);
        Assert.True(context == Model(Llama70B).ContextLimit || Sizer.ConcurrencyAt(plan, new(context.Value + 1)) < 64);
    }

    [Fact]
    public void Hardware_without_FP8_refuses_FP8_weights_and_runs_MXFP4_unpacked()
    {
        Assert.Contains("has no FP8 arithmetic", LayoutRules.Check(Deploy(Llama70B, "A100-SXM-80GB", "fp8", "tp=2") with { Engine = Engine.Sglang })?.Reason, StringComparison.Ordinal);
        Assert.Null(LayoutRules.Check(Deploy("openai/gpt-oss-120b", "A100-SXM-80GB", "native", "tp=2")));
    }

    // vLLM's Marlin kernels unpack FP8 on Ampere and NVFP4 before Blackwell; MI300X has neither FP4 nor Marlin.
    [Fact]
    public void Vllm_unpacks_what_older_nvidia_cards_cannot_multiply()
    {
        Assert.Null(LayoutRules.Check(Deploy(Llama70B, "A100-SXM-80GB", "fp8", "tp=2")));
        Assert.Null(LayoutRules.Check(Deploy(Llama70B, "H100-SXM", "nvfp4", "tp=1")));
        Assert.Contains("has no FP4 arithmetic", LayoutRules.Check(Deploy(Llama70B, "MI300X", "nvfp4", "tp=1"))?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ep=4", "must be 1 or tp x dp")]
    [InlineData("tp=8,dp=2,ep=16", "needs a link between 16 devices")]
    [InlineData("pp=49", "49 stages for 48 layers")]
    public void A_contradictory_layout_says_what_contradicts(string layout, string reason)
        => Assert.Contains(reason, LayoutRules.Check(Deploy(Maverick, "H100-SXM", "bf16", layout))?.Reason ?? "accepted", StringComparison.Ordinal);

    [Fact]
    public void Attention_parallel_ranks_each_copy_the_attention_and_share_the_experts()
    {
        var tensor = Sizer.Plan(Deploy("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=8")).Weights;
        var data = Sizer.Plan(Deploy("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=1,dp=8,ep=8")).Weights;

        Assert.Equal(tensor[TensorClass.RoutedExpert].Value, data[TensorClass.RoutedExpert].Value, 1e-6 * tensor[TensorClass.RoutedExpert].Value);
        Assert.True(data[TensorClass.Attention] > tensor[TensorClass.Attention] * 3);
    }

    [Theory]
    [InlineData("tp")]
    [InlineData("tp=0")]
    [InlineData("tp=2,tp=4")]
    [InlineData("xp=2")]
    [InlineData("tp=99999999999")]
    [InlineData("")]
    public void A_misspelt_layout_is_refused_with_an_example(string text)
        => Assert.Contains("tp=8", Assert.Throws<Breakeven.Catalog.InputException>(() => Layouts.Parse(text)).Message, StringComparison.Ordinal);
}
