namespace Breakeven.Workloads.Traces;

/// <summary>Whose layout a trace has.</summary>
public enum TraceFormat
{
    /// <summary>Our own CSV: arrival_s,input_tokens,output_tokens[,prefix].</summary>
    Breakeven,

    /// <summary>Azure's LLM inference traces of 2023 and 2024: TIMESTAMP,ContextTokens,GeneratedTokens.</summary>
    Azure,

    /// <summary>Mooncake's JSON lines, with the hashes of 512-token blocks.</summary>
    Mooncake,

    /// <summary>BurstGPT's CSV, which keeps failed requests as rows without response tokens.</summary>
    BurstGpt,

    /// <summary>A line of JSON for each request of a vLLM server: input_toks, output_toks, arrival_time.</summary>
    VllmRequests,

    /// <summary>What vllm bench serve saves with --save-detailed.</summary>
    VllmBench,

    /// <summary>GuideLLM's benchmarks.json.</summary>
    GuideLlm,

    /// <summary>AIPerf's profile_export.jsonl.</summary>
    AiPerf,

    /// <summary>A folder of ServeGen's clients, from which requests are drawn by chance.</summary>
    ServeGen,
}
