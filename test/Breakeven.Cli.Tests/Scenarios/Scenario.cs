namespace Breakeven.Cli.Tests.Scenarios;

/// <summary>A month of traffic and what may serve it.</summary>
/// <param name="Name">In a word or two.</param>
/// <param name="Pattern">What is special about it.</param>
/// <param name="Models">Ids.</param>
/// <param name="Gpus">Accelerators.</param>
/// <param name="Traffic">Described.</param>
/// <param name="Objective">Bounds on latency.</param>
/// <param name="Options">Any others.</param>
internal sealed record Scenario(string Name, string Pattern, string[] Models, string[] Gpus, string Traffic, string Objective, params string[] Options)
{
    public IReadOnlyList<string> Arguments =>
        ["advise", .. Models.SelectMany(model => new[] { "--model", model }), .. Gpus.SelectMany(gpu => new[] { "--gpu", gpu }), "--traffic", Traffic, "--slo", Objective, "--terms", "on-demand", .. Options];

    public string Line => $"breakeven {ShellLine.Of(Arguments)}";

    /// <summary>A dozen, one at least for each pattern that advice knows.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("low and bursty", "a few thousand requests, most of them at once", ["meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-30B-A3B"], ["L40S", "H100-SXM", "RTX-4090"], "20k requests/day, 1500 in, 400 out, diurnal 10x, burst 4x", "ttft p95 < 2 s, tpot p95 < 60 ms"),
        new("medium and steady", "predictable latency, nothing leaves the house", ["meta-llama/Llama-3.3-70B-Instruct", "openai/gpt-oss-120b"], ["H100-SXM", "H200-SXM"], "1.5M requests/day, 1200 in, 300 out, diurnal 3x", "ttft p95 < 1 s, tpot p95 < 40 ms", "--no-tokens"),
        new("batch", "high throughput, a minute is soon enough", ["Qwen/Qwen3-32B", "openai/gpt-oss-20b"], ["H100-SXM", "L40S", "RTX-4090"], "4M requests/day, 2000 in, 150 out", "e2e p95 < 60 s"),
        new("own weights", "heavy fine-tuning ahead: nobody sells the tokens", ["meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-14B"], ["L40S", "A100-SXM-80GB", "H100-SXM"], "2M requests/day, 800 in, 200 out, diurnal 4x", "ttft p95 < 800 ms, tpot p95 < 40 ms", "--no-tokens"),
        new("long documents", "40,000 tokens of context", ["Qwen/Qwen3-30B-A3B-Instruct-2507", "meta-llama/Llama-3.3-70B-Instruct"], ["H100-SXM", "H200-SXM", "B200-SXM"], "20k requests/day, 40000 in, 800 out, diurnal 3x", "ttft p95 < 15 s, tpot p95 < 60 ms"),
        new("few users", "interactive, some dozens of people", ["meta-llama/Llama-3.3-70B-Instruct", "openai/gpt-oss-120b"], ["H200-SXM", "H100-SXM"], "10k requests/day, 2000 in, 500 out, diurnal 8x", "ttft p95 < 1 s, tpot p95 < 25 ms", "--no-tokens"),
        new("one consumer GPU", "an edge box", ["Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B-Instruct"], ["RTX-4090", "RTX-5090", "RTX-3090"], "400k requests/day, 1000 in, 300 out, diurnal 4x", "ttft p95 < 1 s, tpot p95 < 50 ms", "--no-tokens"),
        new("cached assistant", "most of each prompt was seen before", ["Qwen/Qwen3-32B", "openai/gpt-oss-120b"], ["H100-SXM", "H200-SXM", "L40S"], "400k requests/day, 3000 in, 250 out, 60% cached, diurnal 5x", "ttft p95 < 1 s, tpot p95 < 50 ms"),
        new("uneven lengths", "prompts and answers as long as their spread", ["Qwen/Qwen3-32B", "Qwen/Qwen3-30B-A3B"], ["H100-SXM", "H200-SXM", "L40S"], "600k requests/day, 1200 in cv 1, 300 out cv 1, diurnal 4x", "ttft p95 < 2 s, tpot p95 < 50 ms"),
        new("long answers", "a model that thinks aloud", ["Qwen/Qwen3-32B", "openai/gpt-oss-120b"], ["H100-SXM", "B200-SXM", "H200-SXM"], "150k requests/day, 800 in, 3000 out, diurnal 3x", "ttft p95 < 2 s, tpot p95 < 40 ms"),
        new("a large MoE", "671B parameters beside 120B", ["deepseek-ai/DeepSeek-V3", "openai/gpt-oss-120b"], ["H200-SXM", "B200-SXM"], "600k requests/day, 1500 in, 400 out, diurnal 3x", "ttft p95 < 2 s, tpot p95 < 60 ms", "--no-tokens"),
        new("short and many", "the next word for everybody", ["meta-llama/Llama-3.1-8B-Instruct", "openai/gpt-oss-20b"], ["H100-SXM", "L40S", "RTX-4090"], "5M requests/day, 600 in, 60 out, peak 2x", "ttft p95 < 500 ms, tpot p95 < 30 ms"),
    ];
}
