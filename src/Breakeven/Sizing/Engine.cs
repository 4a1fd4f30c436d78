using Breakeven.Hardware;

namespace Breakeven.Sizing;

/// <summary>How an engine decides what memory its cache may take.</summary>
public enum MemoryRule
{
    /// <summary>A share of the device for everything; the cache gets what weights and the profiled peak leave (vLLM).</summary>
    ShareOfDevice,

    /// <summary>A share of the device for weights and cache alone; workspace lives in the rest (SGLang).</summary>
    ShareForWeightsAndCache,

    /// <summary>A share of what is free once weights and workspace are in place (TensorRT-LLM).</summary>
    ShareOfFree,
}

/// <summary>A serving engine and the rules by which it accepts a model and divides memory.</summary>
public sealed record Engine
{
    public required string Id { get; init; }

    /// <summary>The version whose rules these are.</summary>
    public required string Version { get; init; }

    public required MemoryRule MemoryRule { get; init; }

    /// <summary>The share that the rule speaks of, unless the user sets another.</summary>
    public required double MemoryFraction { get; init; }

    /// <summary>Tokens of one cache block.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>Bytes of the sampler's workspace for each logit of a full batch: the logits, their fp32 copy, and a sort's values, indices and scratch.</summary>
    public required double SamplerBytesPerLogit { get; init; }

    /// <summary>Libraries' own memory on one device, once with and once without communicators.</summary>
    public required Bytes RuntimeAlone { get; init; }

    public required Bytes RuntimeWithPeers { get; init; }

    /// <summary>Vendors whose devices it runs on; "intel/battlemage" where only a family of them is known to.</summary>
    public required IReadOnlyList<string> Vendors { get; init; }

    /// <summary>Whether prompts run in the same steps as decoding sequences; where not, those wait.</summary>
    public bool MixesPrompts { get; init; } = true;

    /// <summary>Whether a request is admitted only where its whole output would fit, so that none is ever thrown out again.</summary>
    public bool ReservesWholeRequest { get; init; }

    /// <summary>Where the rules were read.</summary>
    public required string Source { get; init; }

    // The sampler: 2 (logits) + 4 (fp32 copy) + 4 + 8 (sorted values, indices) + 12 (the radix sort's second buffer) bytes a logit.
    // With 0.22 GiB of libraries this meets a real engine: 2,588 blocks on an RTX 4090 with Llama-3.1-8B, vLLM 0.19.
    public static Engine Vllm { get; } = new()
    {
        Id = "vllm",
        Version = "0.19",
        MemoryRule = MemoryRule.ShareOfDevice,
        MemoryFraction = 0.90,
        BlockTokens = 16,
        SamplerBytesPerLogit = 30,
        RuntimeAlone = Bytes.Gibibytes(0.22),
        RuntimeWithPeers = Bytes.Gibibytes(0.6),
        // Beyond GPUs of NVIDIA and AMD: Intel's in vLLM itself, the rest by plugins that vLLM's organisation keeps (read on 2026-11-22): vllm-gaudi
        // docs/models/validated_models.md@8c312b7d02fe, tpu-inference docs/recommended_models.md@bb1cf3781cd4, vllm-neuron README.md@03e30ee1be05.
        Vendors = ["nvidia", "amd", "intel", "google", "aws"],
        Source = "vLLM 0.19 engine log of a public benchmark (RTX 4090, Llama-3.1-8B: 2,588 blocks); communicators: llm-d planner's 0.6 GiB from tp 2 on",
    };

    public static Engine Sglang { get; } = Vllm with
    {
        Id = "sglang",
        Version = "0.5",
        MemoryRule = MemoryRule.ShareForWeightsAndCache,
        MemoryFraction = 0.85,
        BlockTokens = 1,
        // Its documentation has a page for each: docs/platforms amd_gpu.md, xpu.md@3a4e4b2af3f2 (Arc), tpu.md@40ef116f011c (read on 2026-11-22).
        Vendors = ["nvidia", "amd", "intel/battlemage", "google"],
        MixesPrompts = false,
        Source = "SGLang 0.5 documentation: mem_fraction_static covers weights and cache; token-granular cache",
    };

    public static Engine TensorRtLlm { get; } = Vllm with
    {
        Id = "tensorrt-llm",
        Version = "1.2",
        MemoryRule = MemoryRule.ShareOfFree,
        MemoryFraction = 0.90,
        BlockTokens = 32,
        Vendors = ["nvidia"],
        ReservesWholeRequest = true,
        Source = "TensorRT-LLM 1.x documentation: free_gpu_memory_fraction 0.9 of what is free after loading, 32 tokens a block",
    };

    public static IReadOnlyList<Engine> All { get; } = [Vllm, Sglang, TensorRtLlm];

    /// <summary>Whether it is known to run on a device.</summary>
    public bool RunsOn(Accelerator accelerator) => Vendors.Any(known =>
        known.Equals(accelerator.Vendor, StringComparison.OrdinalIgnoreCase) || known.Equals($"{accelerator.Vendor}/{accelerator.Family}", StringComparison.OrdinalIgnoreCase));
}

/// <summary>What an operator sets on an engine.</summary>
public sealed record EngineSettings
{
    /// <summary>Sequences that may run at once (vLLM: max_num_seqs).</summary>
    public int SequencesMax { get; init; } = 256;

    /// <summary>Tokens that one step may process (vLLM: max_num_batched_tokens).</summary>
    public int BatchedTokensMax { get; init; } = 8192;

    /// <summary>The memory share; null takes the engine's default.</summary>
    public double? MemoryFraction { get; init; }

    /// <summary>How tokens of attention-parallel ranks reach their experts (vLLM: all2all_backend).</summary>
    public ExpertExchange Exchange { get; init; }

    /// <summary>A step is run as two halves, one of which computes while the other's tokens travel (vLLM: enable_dbo; SGLang: enable_two_batch_overlap).</summary>
    public bool OverlapsHalves { get; init; }

    /// <summary>
    /// Whether devices joined by PCIe alone read and write each other's memory. They do behind one switch of a machine that one has to oneself; in most virtual machines
    /// and between GeForce cards they do not, and what they send passes through the host's memory.
    /// </summary>
    public bool PeerAccess { get; init; }

    /// <summary>Tokens drafted ahead and verified together; null where each step yields one token a sequence.</summary>
    public Speculation? Speculation { get; init; }

    /// <summary>Tokens that a running sequence brings to a step.</summary>
    public int TokensVerified => Speculation?.TokensVerified ?? 1;

    /// <summary>Mean tokens that a running sequence gets of a step.</summary>
    public double TokensYielded => Speculation?.AcceptanceLength ?? 1;
}
