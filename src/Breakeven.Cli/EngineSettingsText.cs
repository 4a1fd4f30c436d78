using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli;

/// <summary>What a user sets on an engine, by the engine's own names or by vLLM's.</summary>
internal sealed record EngineSettingsText(int? SequencesMax, int? BatchedTokensMax, double? MemoryFraction, int? DraftTokens = null, double? AcceptanceLength = null, int? ModelLength = null, bool PeerAccess = false)
{
    private const string Where = "--engine-setting";

    private const string Example = "write for example max_num_seqs=128, max_num_batched_tokens=8192 or gpu_memory_utilization=0.92";

    // The first name of each is vLLM's, which every engine's user may write.
    private static readonly IReadOnlyList<(string Vllm, string Sglang, string TensorRtLlm)> Known =
    [
        ("max_num_seqs", "max_running_requests", "max_batch_size"),
        ("max_num_batched_tokens", "chunked_prefill_size", "max_num_tokens"),
        ("gpu_memory_utilization", "mem_fraction_static", "free_gpu_memory_fraction"),
        // One draft after another: as many passes as tokens (SGLang's steps, docs/advanced_features/speculative_decoding.md; TensorRT-LLM's docs/source/features/speculative-decoding.md).
        ("num_speculative_tokens", "speculative_num_steps", "max_draft_len"),
        ("acceptance_length", "acceptance_length", "acceptance_length"),
        ("max_model_len", "context_length", "max_seq_len"),
        // No engine's own: what the host lets devices on its bus do.
        ("peer_access", "peer_access", "peer_access"),
    ];

    // What SGLang verifies at once: the drafts and the token before them, where drafts are a chain (speculative_eagle_topk=1).
    private const string SglangVerified = "speculative_num_draft_tokens";

    /// <summary>The names that an engine's settings go by.</summary>
    public static IEnumerable<string> NamesFor(Engine engine) => Known.Select(names => engine.Id switch
    {
        "sglang" => names.Sglang,
        "tensorrt-llm" => names.TensorRtLlm,
        _ => names.Vllm,
    });

    /// <summary>vLLM's names, which serve for every engine.</summary>
    public static IEnumerable<string> Names => Known.Select(names => names.Vllm);

    public static EngineSettingsText Parse(IEnumerable<string> settings, Engine engine)
    {
        var given = new string?[Known.Count];
        int? verified = null;
        foreach (var setting in settings)
        {
            var pair = setting.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2) throw new InputException($"\"{setting}\" is no setting with its value", Where, Example);
            var name = pair[0].TrimStart('-').Replace('-', '_').ToLowerInvariant();
            if (name == SglangVerified && engine.Id == "sglang")
            {
                if (verified is not null) throw new InputException($"{SglangVerified} is given twice", Where, "give it once");
                verified = Whole(pair[1], SglangVerified, Speculation.DraftTokensMost + 1, least: 2);
                continue;
            }

            var index = Known.ToList().FindIndex(names => names.Vllm == name || names.Sglang == name && engine.Id == "sglang" || names.TensorRtLlm == name && engine.Id == "tensorrt-llm");
            if (index < 0) throw new InputException($"{engine.Id} has no setting \"{pair[0]}\" that sizing reads", Where, Mistakes.DidYouMean(name, NamesFor(engine).Concat(Names).Distinct(), Example));
            if (given[index] is not null) throw new InputException($"{Known[index].Vllm} is given twice", Where, "give it once");
            given[index] = pair[1];
        }

        return new(
            Whole(given[0], Known[0].Vllm, 65_536), Whole(given[1], Known[1].Vllm, 1 << 20), Fraction(given[2]),
            Drafts(Whole(given[3], Known[3].Vllm, Speculation.DraftTokensMost), verified, given[4]), Length(given[4]),
            Whole(given[5], Known[5].Vllm, 100_000_000, least: 2), Switch(given[6], Known[6].Vllm));
    }

    private static bool Switch(string? text, string name) => text?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new InputException($"{name}={text} is neither true nor false", Where, $"write {name}=true where devices on PCIe reach each other's memory"),
    };

    /// <summary>Whether anything is set but what is drafted.</summary>
    public bool SetsEngine => SequencesMax is not null || BatchedTokensMax is not null || MemoryFraction is not null;

    /// <summary>A model as the engine is set to serve it: for sequences of at most max_model_len tokens.</summary>
    /// <remarks>vLLM refuses to start with more than the model's own (vllm/config/model.py: get_and_verify_max_len).</remarks>
    public Model Bounded(Model model)
    {
        if (ModelLength is not { } most) return model;
        return most <= model.ContextLimit.Value
            ? model with { ContextLimit = new(most) }
            : throw new InputException(
                FormattableString.Invariant($"max_model_len={most} is more than the context of {model.Id}, {model.ContextLimit.Value:N0}"), Where, $"give at most max_model_len={model.ContextLimit.Value}, or leave it out");
    }

    /// <summary>Refuses a length that no sequence could reach, with which the engine would not start.</summary>
    /// <remarks>vllm/v1/core/kv_cache_utils.py: check_enough_kv_cache_memory.</remarks>
    public void Check(MemoryPlan plan)
    {
        if (ModelLength is not { } most || Sizer.ConcurrencyAt(plan, new(most)) >= 1) return;
        var held = Sizer.ContextAt(plan, 1).Value;
        throw new InputException(
            FormattableString.Invariant($"the cache holds one sequence of {held:N0} tokens, and {plan.Deployment.Engine.Id} does not start with max_model_len={most}"), Where, $"give at most max_model_len={held}");
    }

    /// <summary>The settings, if nothing is drafted: a replay of requests knows no speculation.</summary>
    public EngineSettingsText Undrafted(string verb) => DraftTokens is null
        ? this
        : throw new InputException($"{verb} replays requests without speculation, and num_speculative_tokens={DraftTokens} asks for it", Where, "leave it out; breakeven explain and compare reckon with drafted tokens");

    /// <summary>What is drafted for a model, or null where nothing was asked for.</summary>
    public SpeculationChoice? SpeculationOf(Model model, ICatalog catalog) => DraftTokens is { } tokens ? SpeculationChoice.Of(tokens, AcceptanceLength, model, catalog) : null;

    /// <summary>An accelerator's default settings with what the user set; room for so many sequences unless the user bounded them.</summary>
    /// <remarks>vLLM lowers its own max_num_seqs to max_num_batched_tokens, and refuses to start where one that was set is above it (vllm/engine/arg_utils.py; vllm/config/scheduler.py: verify_max_model_len).</remarks>
    public EngineSettings Over(EngineSettings defaults, long concurrency, Engine engine, Speculation? speculation = null)
    {
        var tokens = BatchedTokensMax ?? defaults.BatchedTokensMax;
        var bounded = engine.Id == "vllm";
        if (bounded && SequencesMax > tokens)
            throw new InputException(
                $"vllm does not start with max_num_seqs={SequencesMax} above {(BatchedTokensMax is null ? "its " : "")}max_num_batched_tokens={tokens}", Where, $"give at most max_num_seqs={tokens}, or max_num_batched_tokens={SequencesMax}");
        var least = bounded ? Math.Min(defaults.SequencesMax, tokens) : defaults.SequencesMax;
        return new()
        {
            SequencesMax = SequencesMax ?? (int)Math.Clamp(concurrency, least, 65_536),
            BatchedTokensMax = tokens,
            MemoryFraction = MemoryFraction ?? defaults.MemoryFraction,
            Speculation = speculation,
            PeerAccess = PeerAccess,
        };
    }

    private static int? Whole(string? text, string name, int most, int least = 1)
    {
        if (text is null) return null;
        return Amount.ParseCount(text) is { } count && count >= least && count <= most && count == Math.Floor(count)
            ? (int)count
            : throw new InputException($"{name} is \"{text}\"", Where, $"give a whole number from {least} to {most}, such as {name}={(most > 256 ? 256 : 3 + least - 1)}");
    }

    // Of several drafts for each place (a tree) more are verified than are drafted in turn: no length was measured of those.
    private static int? Drafts(int? steps, int? verified, string? length)
    {
        if (verified is { } all && steps is { } turns && all != turns + 1)
            throw new InputException(
                $"{SglangVerified}={all} is a tree over speculative_num_steps={turns}, and chains alone are reckoned with", Where, $"give {SglangVerified}={turns + 1}, as speculative_eagle_topk=1 has it");
        var drafts = steps ?? verified - 1;
        return length is not null && drafts is null ? throw new InputException("acceptance_length speaks of drafted tokens, and none are drafted", Where, "give num_speculative_tokens=3 too") : drafts;
    }

    private static double? Length(string? text)
    {
        if (text is null) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= Speculation.DraftTokensMost + 1
            ? length
            : throw new InputException($"acceptance_length is \"{text}\"", Where, "give the tokens that a step yields, such as acceptance_length=2.5");
    }

    private static double? Fraction(string? text)
    {
        if (text is null) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is > 0 and <= 1
            ? fraction
            : throw new InputException($"gpu_memory_utilization is \"{text}\"", Where, "give a share above 0 and at most 1, such as gpu_memory_utilization=0.92");
    }
}
