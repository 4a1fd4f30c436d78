namespace Breakeven.Calibration.Serving;

/// <summary>
/// Every constant that is fitted, and what is believed of it beforehand. To fit another, name it here; the order is the order in which the values are applied,
/// so a scope's factor stands below what it multiplies.
/// </summary>
public static class ServingPriors
{
    private static readonly string[] s_engines = ["vllm", "sglang", "tensorrt-llm"];

    // Spreads are narrow on purpose: wide ones fit the seven architectures at hand better, and an eighth worse (leaving one out, 15 % in place of 10 %).
    // Constants that all engines have alike, but for a factor of their own that is believed to be near 1.
    private static readonly (string Constant, double Value, double Spread, double OwnSpread, string Why)[] s_common =
    [
        ("launch", 0.85, 0.06, 0.006, "a captured graph launches sooner than kernels timed one by one"),
        ("dense", 0.95, 0.03, 0.006, "kernel tables time what is served"),
        ("experts", 1, 0.03, 0.006, "kernel tables time what is served"),
        ("attention", 1, 0.04, 0.006, "kernel tables time what is served; contexts of a batch differ"),
        ("prompt", 1.05, 0.02, 0.006, "a prompt's step is the sum of its kernels"),
        ("compute", 1, 0.04, 0.006, "long runs at full arithmetic lower the clock"),
        ("passes", 10, 0.18, 0.09, "two norms, two residuals, rotary, activation, quantisation: each reads and writes the hidden state"),
        ("collectives", 1, 0.06, 0.006, "tables time them with all ranks ready"),
        ("layer_us", 12, 0.18, 0.09, "some five small kernels of 2 us"),
        ("expert_layer_us", 8, 0.18, 0.09, "routing, sorting and joining: four small kernels"),
        ("sequence_us", 1.5, 0.24, 0.09, "detokenising and bookkeeping, in processes of their own"),
        ("step_us", 30, 0.21, 0.15, "scheduling in Python, which engines do while the device still computes"),
    ];

    // Constants that depend on how an engine admits and schedules, so that one engine says nothing of another.
    private static readonly (string Constant, double Value, double Spread, string Why)[] s_scheduling =
    [
        ("request_us", 15000, 0.7, "HTTP, tokenising, the first event of a stream"),
        ("prompt_token_us", 3, 0.8, "tokenising, and its copies between processes"),
        ("burst", 0.1, 0.5, "benchmarks send some ten requests a client, all clients at once"),
        ("queue", 1.5, 0.7, "arrivals are burstier than independent ones"),
        ("eager_layer_us", 120, 0.3, "a dozen launches of 10 us from Python"),
        ("eager_expert_layer_us", 200, 0.3, "twice as many: routing, sorting, two grouped products, joining"),
    ];

    // Older versions of an engine, by the last one, and what changed after it.
    private static readonly string[] s_versions = ["vllm 0.12", "sglang 0.5.6", "tensorrt-llm 1.0"];

    private static readonly (string Constant, double Value, double Spread)[] s_changed =
    [
        ("prompt", 1, 0.02), ("passes", 1, 0.12), ("layer_us", 1.7, 0.12), ("step_us", 1, 0.12), ("collectives", 1, 0.08), ("sequence_us", 1, 0.12), ("request_us", 1, 0.4),
    ];

    private static readonly string[] s_formats = ["dense_fp8", "dense_fp8_block", "dense_fp4", "experts_fp8", "experts_fp4"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServingPrior> All { get; } = [.. Common(), .. Scheduling(), .. Rest()];

    private static IEnumerable<ServingPrior> Common()
        => from one in s_common
           from prior in (ServingPrior[])
           [
               new("*", one.Constant, one.Value, one.Spread, Scales: false, one.Why),
               .. s_engines.Select(engine => new ServingPrior(engine, one.Constant, 1, one.OwnSpread, Scales: true, "engines run much the same kernels")),
           ]
           select prior;

    private static IEnumerable<ServingPrior> Scheduling()
    {
        foreach (var engine in s_engines)
        {
            // vLLM keeps the start value: its runs with attention ranks are too few to tell.
            if (engine != "vllm") yield return new(engine, "stagger", 0.4, 0.5, Scales: false, "between prompts brought together (0) and as they come (1)");
            foreach (var (constant, value, spread, why) in s_scheduling) yield return new(engine, constant, value, spread, Scales: false, why);
        }
    }

    private static IEnumerable<ServingPrior> Rest() =>
    [
        .. s_engines.Select(engine => new ServingPrior(engine, "cohort", 1.5, 0.7, Scales: false, "how many prompts that ended together wait for each other again")),
        new("sglang 0.5.6", "cohort", 20, 0.7, Scales: true, "prompts went first, so that those that met once went on together"),
        new("sglang", "stream", 10, 0.3, Scales: false, "benchmarks' launchers set a stream interval of 10 or more"),
        new("sglang 0.5.6", "stream", 0.2, 0.7, Scales: true, "other publishers' launchers leave it at 1"),
        new("tensorrt-llm", "align", 60, 0.7, Scales: false, "it brings prompts of several attention ranks together, for steps that its settings name"),
        new("*", "independence", 0.7, 0.06, Scales: false, "0.81 on a router's own trace; requests of a benchmark resemble each other more"),
        .. from version in s_versions
           from one in s_changed
           select new ServingPrior(version, one.Constant, one.Value, one.Spread, Scales: true, "as the versions after it, but for what changed: small kernels were fused since"),
        .. s_formats.Select(format => new ServingPrior("*", format, 1, 0.024, Scales: false, "kernel tables time each format")),
    ];
}
