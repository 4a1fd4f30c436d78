using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Sizing;

namespace Breakeven.Cli;

/// <summary>What a user sets on an engine, by the engine's own names or by vLLM's.</summary>
internal sealed record EngineSettingsText(int? SequencesMax, int? BatchedTokensMax, double? MemoryFraction)
{
    private const string Where = "--engine-setting";

    private const string Example = "write for example max_num_seqs=128, max_num_batched_tokens=8192 or gpu_memory_utilization=0.92";

    // The first name of each is vLLM's, which every engine's user may write.
    private static readonly IReadOnlyList<(string Vllm, string Sglang, string TensorRtLlm)> Known =
    [
        ("max_num_seqs", "max_running_requests", "max_batch_size"),
        ("max_num_batched_tokens", "chunked_prefill_size", "max_num_tokens"),
        ("gpu_memory_utilization", "mem_fraction_static", "free_gpu_memory_fraction"),
    ];

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
        foreach (var setting in settings)
        {
            var pair = setting.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2) throw new InputException($"\"{setting}\" is no setting with its value", Where, Example);
            var name = pair[0].TrimStart('-').Replace('-', '_').ToLowerInvariant();
            var index = Known.ToList().FindIndex(names => names.Vllm == name || names.Sglang == name && engine.Id == "sglang" || names.TensorRtLlm == name && engine.Id == "tensorrt-llm");
            if (index < 0) throw new InputException($"{engine.Id} has no setting \"{pair[0]}\" that sizing reads", Where, Mistakes.DidYouMean(name, NamesFor(engine).Concat(Names).Distinct(), Example));
            if (given[index] is not null) throw new InputException($"{Known[index].Vllm} is given twice", Where, "give it once");
            given[index] = pair[1];
        }

        return new(Whole(given[0], Known[0].Vllm, 65_536), Whole(given[1], Known[1].Vllm, 1 << 20), Fraction(given[2]));
    }

    /// <summary>An accelerator's default settings with what the user set; room for so many sequences unless the user bounded them.</summary>
    public EngineSettings Over(EngineSettings defaults, long concurrency) => new()
    {
        SequencesMax = SequencesMax ?? (int)Math.Clamp(concurrency, defaults.SequencesMax, 65_536),
        BatchedTokensMax = BatchedTokensMax ?? defaults.BatchedTokensMax,
        MemoryFraction = MemoryFraction ?? defaults.MemoryFraction,
    };

    private static int? Whole(string? text, string name, int most)
    {
        if (text is null) return null;
        return Amount.ParseCount(text) is { } count && count >= 1 && count <= most && count == Math.Floor(count)
            ? (int)count
            : throw new InputException($"{name} is \"{text}\"", Where, $"give a whole number from 1 to {most}, such as {name}=256");
    }

    private static double? Fraction(string? text)
    {
        if (text is null) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is > 0 and <= 1
            ? fraction
            : throw new InputException($"gpu_memory_utilization is \"{text}\"", Where, "give a share above 0 and at most 1, such as gpu_memory_utilization=0.92");
    }
}
