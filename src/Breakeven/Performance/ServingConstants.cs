namespace Breakeven.Performance;

/// <summary>
/// What an engine adds to the kernels it runs: a few constants, fitted to public serving measurements over all models and accelerators at once.
/// None belongs to a model.
/// </summary>
public sealed record ServingConstants
{
    /// <summary>The engine's id; "vllm 0.12" for its versions up to and with 0.12.</summary>
    public required string Engine { get; init; }

    /// <summary>Launches inside a captured graph, over those of kernels timed one by one.</summary>
    public required double Launch { get; init; }

    /// <summary>Time of dense products as served, over the kernel tables'.</summary>
    public required double Dense { get; init; }

    /// <summary>Time of routed experts as served, over the kernel tables'.</summary>
    public required double Experts { get; init; }

    /// <summary>The same for dense products in FP8 by tensor or row, over those in 16 bits.</summary>
    public required double DenseFp8 { get; init; }

    /// <summary>For dense products in FP8 by block.</summary>
    public required double DenseFp8Block { get; init; }

    /// <summary>For dense products in 4 bits.</summary>
    public required double DenseFp4 { get; init; }

    /// <summary>For experts in FP8, over those in 16 bits.</summary>
    public required double ExpertsFp8 { get; init; }

    /// <summary>For experts in 4 bits.</summary>
    public required double ExpertsFp4 { get; init; }

    /// <summary>Time of decode attention as served, over the kernel tables'.</summary>
    public required double Attention { get; init; }

    /// <summary>Time that a prompt adds to a step, over the sum of its kernels.</summary>
    public required double Prompt { get; init; }

    /// <summary>How far prompts on different attention ranks stop steps of their own: 0 where the engine brings them together, 1 where they come as they come.</summary>
    public required double Stagger { get; init; }

    /// <summary>Decoding tokens that choose experts as if by themselves, of those that decode: neighbours in topic choose alike.</summary>
    public required double Independence { get; init; }

    /// <summary>Time of collectives as served, over the tables'.</summary>
    public required double Collectives { get; init; }

    /// <summary>Dense products in which arithmetic takes the time, as served, over what <see cref="Dense"/> says of those that read.</summary>
    public required double Compute { get; init; }

    /// <summary>Times that a layer's small kernels (norms, rotary, activations, quantisation) move the hidden state of a token, on every tensor rank alike.</summary>
    public required double Passes { get; init; }

    /// <summary>Steps that a prompt waits for others where the engine brings those of several attention ranks together.</summary>
    public required double Align { get; init; }

    /// <summary>Small kernels of a layer between the timed ones: norms, rotary, activations, quantisation, cache writes.</summary>
    public required Seconds Layer { get; init; }

    /// <summary>What an expert layer adds to that: routing, sorting tokens, joining results.</summary>
    public required Seconds ExpertLayer { get; init; }

    /// <summary>Host work to launch a layer's kernels one by one: steps with a prompt in them run from no captured graph, and cannot be sooner.</summary>
    public required Seconds EagerLayer { get; init; }

    /// <summary>What an expert layer adds to that.</summary>
    public required Seconds EagerExpertLayer { get; init; }

    /// <summary>Scheduling, sampling and the host, once a step.</summary>
    public required Seconds Step { get; init; }

    /// <summary>Host work for each running sequence, each step.</summary>
    public required Seconds Sequence { get; init; }

    /// <summary>What a request costs outside the engine's steps: HTTP, tokenising, the first event of its stream.</summary>
    public required Seconds Request { get; init; }

    /// <summary>The same for each token of its prompt.</summary>
    public required Seconds PromptToken { get; init; }

    /// <summary>The part of a benchmark's requests that start together, and so queue behind each other's prompts.</summary>
    public required double Burst { get; init; }

    /// <summary>Prompts that wait in line where requests are equally long, so that those that once met end and begin together again.</summary>
    public required double Cohort { get; init; }

    /// <summary>Tokens that benchmarks have the engine gather before it sends, after the first one (SGLang and TensorRT-LLM: stream_interval).</summary>
    public required double Stream { get; init; }

    /// <summary>Waiting behind other prompts, over that of independent arrivals.</summary>
    public required double Queue { get; init; }
}
