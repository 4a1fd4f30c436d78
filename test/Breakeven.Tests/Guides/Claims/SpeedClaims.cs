using Breakeven.Economics;
using Breakeven.Performance;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>Latency, starts, and where caches lie.</summary>
internal static class SpeedClaims
{
    public static IReadOnlyList<Claim> All { get; } = [SmallBatch(), Startup(), CacheFollows()];

    private static Claim SmallBatch()
    {
        int[] batches = [1, 8, 64, 256];
        (string Dense, string DensePrecision, string Mixture, string MixturePrecision, string Layout)[] pairs =
        [
            (Duels.Llama, "fp8", Duels.Maverick, "fp8", "tp=8"), (Duels.Llama, "fp8", Duels.GptOss, "native", "tp=1"), (Duels.Qwen32, "fp8", "Qwen/Qwen3-30B-A3B", "fp8", "tp=1"), (Duels.Qwen32, "fp8", "Qwen/Qwen3-235B-A22B", "fp8", "tp=4"),
        ];
        Seconds Step(string model, string precision, string layout, int batch) => StepCompiler.Compile(Deploy(model, "H200-SXM", precision, layout), Facts.Calibration).Time(new(0, 0, batch, 1024));
        var faster = batches.Select(batch => pairs.Count(pair => Step(pair.Mixture, pair.MixturePrecision, pair.Layout, batch) < Step(pair.Dense, pair.DensePrecision, pair.Layout, batch))).ToList();
        return new(
            "A mixture has lower latency at small batch",
            ["breakeven explain openai/gpt-oss-120b --gpu H200-SXM --batch 1 --against meta-llama/Llama-3.3-70B-Instruct", "breakeven explain Qwen/Qwen3-30B-A3B --gpu H200-SXM --batch 64 --against Qwen/Qwen3-32B"],
            $"on the same GPUs a step of the mixture is the shorter one in {string.Join(", ", batches.Select((batch, i) => $"{faster[i]} of {pairs.Length} pairs at batch {batch}"))}.",
            page => page.Table(["on H200-SXM", "layout", .. batches.Select(batch => FormattableString.Invariant($"batch {batch}: dense / mixture")), "experts read at 1, 8, 64, 256"], pairs.Select(pair =>
            {
                var kind = Model(pair.Mixture).Layers.Select(layer => layer.FeedForward).OfType<Breakeven.Models.FeedForwardKind.Mixture>().First();
                return (IReadOnlyList<string>)
                [
                    $"{Words.Short(pair.Dense)} / {Words.Short(pair.Mixture)}", $"`{pair.Layout}`",
                    .. batches.Select(batch => $"{Said.Milliseconds(Step(pair.Dense, pair.DensePrecision, pair.Layout, batch))} / {Said.Milliseconds(Step(pair.Mixture, pair.MixturePrecision, pair.Layout, batch))}"),
                    $"{string.Join(", ", batches.Select(batch => Words.Number(ExpertRouting.Touched(kind.Experts, batch * ExpertRouting.LogMiss(kind.Experts, kind.ExpertsPerToken)))))} of {kind.Experts}",
                ];
            })),
            $"a step reads each expert that some token is sent to, so the advantage shrinks as the batch grows, until all experts are read and arithmetic takes over. It is none where the mixture has more layers, each of which costs launches and exchanges: {Model("Qwen/Qwen3-235B-A22B").Layers.Count} of Qwen3-235B-A22B against {Model(Duels.Qwen32).Layers.Count} of Qwen3-32B. With more GPUs for the mixture than for the dense model the claim compares two prices, not two models.");
    }

    private static Claim Startup()
    {
        (string Model, string Precision, string Gpu, string Layout)[] rows =
        [
            ("meta-llama/Llama-3.1-8B-Instruct", "bf16", "H100-SXM", "tp=1"), (Duels.Llama, "fp8", "H100-SXM", "tp=1"), (Duels.GptOss, "native", "H100-SXM", "tp=1"), (Duels.Maverick, "fp8", "H200-SXM", "tp=8"), ("deepseek-ai/DeepSeek-V3", "native", "H200-SXM", "tp=8"),
            ("moonshotai/Kimi-K2-Instruct", "native", "B200-SXM", "tp=8"),
        ];
        double[] rates = [0.2, 1, 5];
        ColdStart At((string Model, string Precision, string Gpu, string Layout) row, double rate) => ColdStart.Of(Sizer.Plan(Deploy(row.Model, row.Gpu, row.Precision, row.Layout)), BytesPerSecond.GigabytesPerSecond(rate));
        var minutes = rows.Count(row => At(row, 1).Total.Value >= 120);
        return new(
            "Startup takes minutes",
            ["breakeven simulate --model openai/gpt-oss-120b --gpu H100-SXM --traffic \"1 requests/s, 1200 in, 300 out\" --duration 20min --autoscale 0..2 --storage 5GB/s"],
            $"at 1 GB/s two minutes or more for {Words.Of(minutes, rows.Length, "models")} below, {At(rows[^1], 1).Total.Value / 60:0} for a trillion parameters; it is weights over bandwidth, and {ColdStart.WarmUp.Value:0} s to warm up.",
            page => page.Table(["model", "on", "weights", .. rates.Select(rate => FormattableString.Invariant($"at {rate} GB/s"))], rows.Select(row => (IReadOnlyList<string>)
            [
                $"{Words.Short(row.Model)} {(row.Precision == "native" ? Model(row.Model).Native.Name : row.Precision)}", $"{row.Gpu} {row.Layout}", Words.Gb(At(row, 1).Weights), .. rates.Select(rate => Minutes(At(row, rate).Total)),
            ])),
            $"with weights on a local disk of several GB/s or still in the host's memory. Warm-up is assumed; engines that capture graphs for many shapes take longer.");

        static string Minutes(Seconds time) => FormattableString.Invariant($"{time.Value / 60:0.0} min");
    }

    private static Claim CacheFollows()
    {
        string[] layouts = ["tp=8", "tp=8,ep=8", "tp=1,dp=8,ep=8"];
        string[] models = ["deepseek-ai/DeepSeek-V3", "Qwen/Qwen3-235B-A22B"];
        var context = new TokenCount(8192);
        MemoryPlan Plan(string model, string layout) => Sizer.Plan(Deploy(model, "H200-SXM", model == models[0] ? "native" : "bf16", layout));
        long Sequences(string model, string layout) => Sizer.ConcurrencyAt(Plan(model, layout), context);
        var (v3, long32) = (Model(models[0]), new TokenCount(32768));
        var moved = v3.CacheBytes(v3.Native, long32);
        var hop = v3.Layers.Select(layer => layer.FeedForward).OfType<Breakeven.Models.FeedForwardKind.Mixture>().Sum(kind => kind.ExpertsPerToken * (double)v3.Hidden * 3);
        return new(
            "Under expert parallelism the cache still has to follow each request",
            ["breakeven size deepseek-ai/DeepSeek-V3 --gpu H200-SXM --layout tp=1,dp=8,ep=8 --context 8192", "breakeven size deepseek-ai/DeepSeek-V3 --gpu H200-SXM --layout tp=8,ep=8 --context 8192"],
            $"true: expert parallelism divides the experts, not the cache. With attention-parallel ranks (dp) a request's cache lies on one rank, and requests must be sent where it lies; with tensor ranks (tp) each holds a part or, for one latent, a copy.",
            page =>
            {
                page.Table(["on 8x H200-SXM", .. layouts.Select(layout => $"`{layout}`: sequences of {context.Value:N0}")], models.Select(model => (IReadOnlyList<string>)[Words.Short(model), .. layouts.Select(layout => Said.Count(Sequences(model, layout)))]));
                page.Text($"Of DeepSeek-V3, whose latent cache no tensor rank can divide, dp=8 holds {Words.Number((double)Sequences(models[0], layouts[2]) / Sequences(models[0], layouts[1]))} times the sequences of tp=8. A sequence of {long32.Value:N0} tokens is {Words.Gb(moved)} of cache: {Words.Number((moved / Accelerator("H200-SXM").Link.PerDirection).Value * 1e3)} ms over NVLink, and {Words.Number((moved / new BytesPerSecond(50e9)).Value * 1e3)} ms over a network of 50 GB/s a GPU, if it has to move after all. What travels between ranks for each token is its hidden state to its experts and back, {Words.Number(hop / 1e6)} MB over all layers (8 bits out, 16 back), whatever its context.");
            },
            $"on a single GPU, or where every request is new: then any rank is as good as another, and only balance matters. A router that ignores prefixes pays for them with prefill.");
    }
}
