using Breakeven.Performance;
using FsCheck;
using FsCheck.Fluent;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

/// <summary>What must hold of any step of any deployment, under the constants that ship.</summary>
public sealed class StepPropertyTests
{
    private static readonly (string Model, string Gpu, string Precision, string Layout)[] s_deployments =
    [
        ("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1"),
        ("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=4"),
        ("meta-llama/Llama-3.3-70B-Instruct", "MI300X", "bf16", "pp=2"),
        ("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=8,ep=8"),
        ("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=8"),
        ("meta-llama/Llama-4-Maverick-17B-128E-Instruct", "H200-SXM", "fp8", "tp=8,ep=8"),
        ("openai/gpt-oss-120b", "H100-SXM", "native", "tp=2"),
        ("Qwen/Qwen3-Next-80B-A3B-Instruct", "H200-SXM", "native", "tp=2"),
        ("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "H100-SXM", "native", "tp=2"),
    ];

    private static readonly (string Name, StepModel Step)[] s_steps =
        [.. s_deployments.Select(one => ($"{one.Model} {one.Gpu} {one.Layout}", StepCompiler.Compile(Deploy(one.Model, one.Gpu, one.Precision, one.Layout), Facts.Calibration)))];

    private static readonly Gen<StepWork> s_works =
        from decodes in Gen.Choose(0, 2048)
        from context in Gen.Choose(1, 100_000)
        from prefill in Gen.Choose(0, 16_384)
        from cached in Gen.Choose(0, 32_768)
        where decodes + prefill > 0
        select new StepWork(prefill, cached + prefill / 2.0, decodes, context);

    private static readonly Arbitrary<(StepWork Work, int More)> s_twoWorks = (from work in s_works from more in Gen.Choose(1, 512) select (work, more)).ToArbitrary();

    // Rounding alone may go the other way.
    private const double Slack = 1 + 1e-9;

    [Fact]
    public void More_sequences_never_shorten_a_step() => Check((work, more) => work with { Decodes = work.Decodes + more });

    [Fact]
    public void Longer_contexts_never_shorten_a_step() => Check((work, more) => work with { DecodeContext = work.DecodeContext + 10 * more });

    // The prompt grows at its end: its tokens look back on half of what it grew by.
    [Fact]
    public void More_prompt_tokens_never_shorten_a_step() => Check((work, more) => work with { PrefillTokens = work.PrefillTokens + more, PrefillAttended = work.PrefillAttended + more / 2.0 });

    [Fact]
    public void A_step_is_longer_than_its_launches_and_shorter_than_forever() => Prop.ForAll(s_twoWorks, pair =>
    {
        foreach (var (name, step) in s_steps)
        {
            var parts = step.Explain(pair.Work);
            Assert.True(double.IsFinite(parts.Total.Value) && parts.Total.Value > 0, name);
            Assert.All((Seconds[])[parts.Dense, parts.Experts, parts.DecodeAttention, parts.PrefillAttention, parts.Communication, parts.Overhead], part => Assert.True(part.Value >= 0, name));
            Assert.Equal(step.Time(pair.Work).Value, parts.Total.Value, 1e-9 * parts.Total.Value);
        }
    }).QuickCheckThrowOnFailure();

    // Twice the ranks have no more to compute or read each; only talk and the slowest of more ranks may grow.
    [Theory]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct", "fp8")]
    [InlineData("openai/gpt-oss-120b", "native")]
    [InlineData("Qwen/Qwen3-235B-A22B", "native")]
    public void More_ranks_never_cost_more_arithmetic(string model, string precision)
    {
        var steps = ((string[])["tp=1", "tp=2", "tp=4"]).Select(layout => StepCompiler.Compile(Deploy(model, "H200-SXM", precision, layout), Facts.Calibration)).ToList();
        Prop.ForAll(s_works.ToArbitrary(), work =>
        {
            var parts = steps.Select(step => step.Explain(work)).ToList();
            for (var i = 1; i < parts.Count; i++)
            {
                Assert.True(parts[i].Dense.Value <= parts[i - 1].Dense.Value * Slack, "dense");
                Assert.True(parts[i].Experts.Value <= parts[i - 1].Experts.Value * Slack, "experts");
                Assert.True(parts[i].DecodeAttention.Value <= parts[i - 1].DecodeAttention.Value * Slack, "decode attention");
                Assert.True(parts[i].PrefillAttention.Value <= parts[i - 1].PrefillAttention.Value * Slack, "prefill attention");
            }
        }).QuickCheckThrowOnFailure();
    }

    private static void Check(Func<StepWork, int, StepWork> grown) => Prop.ForAll(s_twoWorks, pair =>
    {
        foreach (var (name, step) in s_steps)
        {
            var (before, after) = (step.Time(pair.Work), step.Time(grown(pair.Work, pair.More)));
            Assert.True(after.Value * Slack >= before.Value, $"{name}: {pair.Work} takes {before}, and {after} with {pair.More} more");
        }
    }).QuickCheckThrowOnFailure();
}
