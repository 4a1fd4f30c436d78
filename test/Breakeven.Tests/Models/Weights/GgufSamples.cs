using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>Small GGUF files of several architectures, with the keys and tensors that llama.cpp's converter writes.</summary>
internal static class GgufSamples
{
    public static readonly (uint, int, int) F32 = (0, 1, 4);
    public static readonly (uint, int, int) Bf16 = (30, 1, 2);
    public static readonly (uint, int, int) Q8 = (8, 32, 34);
    public static readonly (uint, int, int) Q4K = (12, 256, 144);
    public static readonly (uint, int, int) Q6K = (14, 256, 210);
    public static readonly (uint, int, int) Mxfp4 = (39, 32, 17);

    public static IReadOnlyList<GgufBytes> All => [Llama(), Mixtral(), Qwen3Moe(), DeepSeek2(), GptOss()];

    /// <summary>Two layers of 256, 4 query and 2 KV heads of 64, width 512, vocabulary 1000, the head tied; Q4_K, but values and down in Q6_K as in a Q4_K_M.</summary>
    public static GgufBytes Llama()
    {
        var file = Start("llama", 2, 256, 4, 2, 512).Number("general.file_type", 15).Texts("tokenizer.ggml.tokens", ["a", "b", "c"]).Tensor("token_embd.weight", Q6K, 256, 1000).Tensor("output_norm.weight", F32, 256);
        for (var layer = 0; layer < 2; layer++)
        {
            Attention(file, layer, 256, 256, 128, Q4K, Q6K);
            Network(file, layer, "", 256, 512, Q4K, Q6K);
        }

        return file.Tensor("rope_freqs.weight", F32, 32);
    }

    /// <summary>One layer of 256 with 4 experts of width 256, of which 2 are used, by llama.cpp's one name for Llama and Mixtral.</summary>
    public static GgufBytes Mixtral()
    {
        var file = Start("llama", 1, 256, 4, 2, 256).Number("llama.expert_count", 4).Number("llama.expert_used_count", 2)
            .Tensor("token_embd.weight", Q8, 256, 100).Tensor("output.weight", Q8, 256, 100).Tensor("output_norm.weight", F32, 256);
        Attention(file, 0, 256, 256, 128, Q8, Q8);
        return Experts(file, 0, 256, 256, 4, Q8);
    }

    /// <summary>Two layers of 64 with 8 experts of width 32, 2 used; heads of 32 with norms.</summary>
    public static GgufBytes Qwen3Moe()
    {
        var file = Start("qwen3moe", 2, 64, 4, 2, 128).Number("qwen3moe.attention.key_length", 32).Number("qwen3moe.attention.value_length", 32)
            .Number("qwen3moe.expert_count", 8).Number("qwen3moe.expert_used_count", 2).Number("qwen3moe.expert_feed_forward_length", 32)
            .Tensor("token_embd.weight", Bf16, 64, 100).Tensor("output.weight", Bf16, 64, 100).Tensor("output_norm.weight", F32, 64);
        for (var layer = 0; layer < 2; layer++)
        {
            Attention(file, layer, 64, 128, 64, Bf16, Bf16);
            file.Tensor($"blk.{layer}.attn_q_norm.weight", F32, 32).Tensor($"blk.{layer}.attn_k_norm.weight", F32, 32);
            Experts(file, layer, 64, 32, 8, Bf16);
        }

        return file;
    }

    /// <summary>Three layers of 64, the first dense: 4 heads of 16 + 8, latent 32, 4 experts of 32 and one shared.</summary>
    public static GgufBytes DeepSeek2()
    {
        var file = Start("deepseek2", 3, 64, 4, 1, 128).Number("deepseek2.attention.q_lora_rank", 48).Number("deepseek2.attention.kv_lora_rank", 32)
            .Number("deepseek2.attention.key_length", 40).Number("deepseek2.attention.value_length", 32).Number("deepseek2.attention.key_length_mla", 24).Number("deepseek2.attention.value_length_mla", 16)
            .Number("deepseek2.rope.dimension_count", 8).Number("deepseek2.leading_dense_block_count", 1).Number("deepseek2.expert_count", 4).Number("deepseek2.expert_used_count", 2)
            .Number("deepseek2.expert_shared_count", 1).Number("deepseek2.expert_feed_forward_length", 32)
            .Tensor("token_embd.weight", Q8, 64, 100).Tensor("output.weight", Q8, 64, 100).Tensor("output_norm.weight", F32, 64);
        for (var layer = 0; layer < 3; layer++)
        {
            Norms(file, layer, 64);
            file.Tensor($"blk.{layer}.attn_q_a.weight", Q8, 64, 48).Tensor($"blk.{layer}.attn_q_a_norm.weight", F32, 48).Tensor($"blk.{layer}.attn_q_b.weight", Bf16, 48, 96)
                .Tensor($"blk.{layer}.attn_kv_a_mqa.weight", Q8, 64, 40).Tensor($"blk.{layer}.attn_kv_a_norm.weight", F32, 32)
                .Tensor($"blk.{layer}.attn_k_b.weight", Bf16, 16, 32, 4).Tensor($"blk.{layer}.attn_v_b.weight", Q8, 32, 16, 4).Tensor($"blk.{layer}.attn_output.weight", Q8, 64, 64);
            if (layer == 0)
            {
                Network(file, layer, "", 64, 128, Q8, Q8);
                continue;
            }

            Experts(file, layer, 64, 32, 4, Q8);
            Network(file, layer, "_shexp", 64, 32, Q8, Q8);
            file.Tensor($"blk.{layer}.exp_probs_b.bias", F32, 4);
        }

        return file;
    }

    /// <summary>Two layers of 64 with 4 experts of 32 in MXFP4, biases everywhere, a sink a head.</summary>
    public static GgufBytes GptOss()
    {
        var file = Start("gpt-oss", 2, 64, 4, 2, 32).Number("gpt-oss.attention.key_length", 32).Number("gpt-oss.attention.value_length", 32).Number("gpt-oss.attention.sliding_window", 128)
            .Number("gpt-oss.expert_count", 4).Number("gpt-oss.expert_used_count", 2).Number("gpt-oss.expert_feed_forward_length", 32)
            .Tensor("token_embd.weight", Bf16, 64, 100).Tensor("output.weight", Bf16, 64, 100).Tensor("output_norm.weight", F32, 64);
        for (var layer = 0; layer < 2; layer++)
        {
            Attention(file, layer, 64, 128, 64, Bf16, Bf16);
            file.Tensor($"blk.{layer}.attn_q.bias", F32, 128).Tensor($"blk.{layer}.attn_k.bias", F32, 64).Tensor($"blk.{layer}.attn_v.bias", F32, 64).Tensor($"blk.{layer}.attn_output.bias", F32, 64)
                .Tensor($"blk.{layer}.attn_sinks.weight", F32, 4).Tensor($"blk.{layer}.ffn_gate_inp.bias", F32, 4)
                .Tensor($"blk.{layer}.ffn_gate_exps.bias", F32, 32, 4).Tensor($"blk.{layer}.ffn_up_exps.bias", F32, 32, 4).Tensor($"blk.{layer}.ffn_down_exps.bias", F32, 64, 4);
            Experts(file, layer, 64, 32, 4, Mxfp4);
        }

        return file;
    }

    private static GgufBytes Start(string architecture, uint layers, uint hidden, uint heads, uint keyValueHeads, uint width) => new GgufBytes()
        .Text("general.architecture", architecture).Text("general.name", "A sample").Number($"{architecture}.block_count", layers).Number($"{architecture}.context_length", 2048)
        .Number($"{architecture}.embedding_length", hidden).Number($"{architecture}.feed_forward_length", width)
        .Number($"{architecture}.attention.head_count", heads).Number($"{architecture}.attention.head_count_kv", keyValueHeads);

    private static void Norms(GgufBytes file, int layer, long hidden) =>
        file.Tensor($"blk.{layer}.attn_norm.weight", F32, hidden).Tensor($"blk.{layer}.ffn_norm.weight", F32, hidden);

    private static void Attention(GgufBytes file, int layer, long hidden, long queries, long keys, (uint, int, int) type, (uint, int, int) values)
    {
        Norms(file, layer, hidden);
        file.Tensor($"blk.{layer}.attn_q.weight", type, hidden, queries).Tensor($"blk.{layer}.attn_k.weight", type, hidden, keys)
            .Tensor($"blk.{layer}.attn_v.weight", values, hidden, keys).Tensor($"blk.{layer}.attn_output.weight", type, queries, hidden);
    }

    private static void Network(GgufBytes file, int layer, string suffix, long hidden, long width, (uint, int, int) type, (uint, int, int) down)
    {
        file.Tensor($"blk.{layer}.ffn_gate{suffix}.weight", type, hidden, width).Tensor($"blk.{layer}.ffn_up{suffix}.weight", type, hidden, width).Tensor($"blk.{layer}.ffn_down{suffix}.weight", down, width, hidden);
    }

    private static GgufBytes Experts(GgufBytes file, int layer, long hidden, long width, long count, (uint, int, int) type)
    {
        return file.Tensor($"blk.{layer}.ffn_gate_inp.weight", F32, hidden, count).Tensor($"blk.{layer}.ffn_gate_exps.weight", type, hidden, width, count)
            .Tensor($"blk.{layer}.ffn_up_exps.weight", type, hidden, width, count).Tensor($"blk.{layer}.ffn_down_exps.weight", type, width, hidden, count);
    }
}
