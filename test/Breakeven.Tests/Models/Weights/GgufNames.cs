using Breakeven.Models;

namespace Breakeven.Tests.Models.Weights;

/// <summary>What llama.cpp calls our tensors, and the shapes in which it holds them, first dimension first (gguf-py/gguf/constants.py, TENSOR_NAMES).</summary>
internal static class GgufNames
{
    private static readonly Dictionary<string, string> s_attention = new()
    {
        ["q_proj"] = "attn_q",
        ["k_proj"] = "attn_k",
        ["v_proj"] = "attn_v",
        ["o_proj"] = "attn_output",
        ["q_norm"] = "attn_q_norm",
        ["k_norm"] = "attn_k_norm",
        ["sinks"] = "attn_sinks",
        ["q_a_proj"] = "attn_q_a",
        ["q_a_layernorm"] = "attn_q_a_norm",
        ["q_b_proj"] = "attn_q_b",
        ["kv_a_proj_with_mqa"] = "attn_kv_a_mqa",
        ["kv_a_layernorm"] = "attn_kv_a_norm",
        ["in_proj_qkv"] = "attn_qkv",
        ["in_proj_z"] = "attn_gate",
        // Of layers that have a matrix in the place of attention (deci).
        ["linear_attn"] = "attn_output",
    };

    private static readonly Dictionary<string, string> s_states = new()
    {
        ["in_proj"] = "ssm_in.weight",
        ["in_proj.bias"] = "ssm_in.bias",
        ["conv1d"] = "ssm_conv1d.weight",
        ["conv1d.bias"] = "ssm_conv1d.bias",
        ["x_proj"] = "ssm_x.weight",
        ["dt_proj"] = "ssm_dt.weight",
        ["dt_proj.bias"] = "ssm_dt.bias",
        ["dt_bias"] = "ssm_dt.bias",
        ["A_log"] = "ssm_a",
        ["D"] = "ssm_d",
        ["norm"] = "ssm_norm.weight",
        ["dt_layernorm"] = "ssm_dt_norm.weight",
        ["b_layernorm"] = "ssm_b_norm.weight",
        ["c_layernorm"] = "ssm_c_norm.weight",
        ["out_proj"] = "ssm_out.weight",
        ["out_proj.bias"] = "ssm_out.bias",
    };

    private static readonly Dictionary<string, string> s_delta = new()
    {
        ["q_conv1d"] = "ssm_conv1d_q.weight",
        ["k_conv1d"] = "ssm_conv1d_k.weight",
        ["v_conv1d"] = "ssm_conv1d_v.weight",
        ["f_a_proj"] = "ssm_f_a.weight",
        ["f_b_proj"] = "ssm_f_b.weight",
        ["b_proj"] = "ssm_beta.weight",
        ["dt_bias"] = "ssm_dt.bias",
        ["A_log"] = "ssm_a",
        ["g_a_proj"] = "ssm_g_a.weight",
        ["g_b_proj"] = "ssm_g_b.weight",
        ["o_norm"] = "ssm_norm.weight",
    };

    /// <summary>Names of the norms as wide as the hidden state, in the order in which a layer counts them.</summary>
    public static IReadOnlyList<string> Norms(string architecture, ModelLayer layer) => architecture switch
    {
        "gemma4" => ["attn_norm.weight", "post_attention_norm.weight", "ffn_norm.weight", "post_ffw_norm.weight",
            .. layer.FeedForward is FeedForwardKind.Mixture ? (string[])["post_ffw_norm_1.weight", "pre_ffw_norm_2.weight", "post_ffw_norm_2.weight"] : [], "post_norm.weight"],
        "deci" when layer.Attention is AttentionKind.Absent => ["ffn_norm.weight"],
        "phimoe" or "starcoder2" => ["attn_norm.weight", "attn_norm.bias", "ffn_norm.weight", "ffn_norm.bias"],
        "falcon" => ["attn_norm.weight", "attn_norm.bias", "attn_norm_2.weight", "attn_norm_2.bias"],
        "grok" => ["attn_norm.weight", "attn_output_norm.weight", "ffn_norm.weight", "layer_output_norm.weight"],
        "dbrx" => ["attn_norm.weight", "attn_output_norm.weight"],
        "olmo2" or "exaone4" => ["post_attention_norm.weight", "post_ffw_norm.weight"],
        "qwen3next" or "qwen35" or "qwen35moe" or "gpt-oss" or "glm4moe" => ["attn_norm.weight", "post_attention_norm.weight"],
        "gemma2" or "gemma3" => ["attn_norm.weight", "post_attention_norm.weight", "ffn_norm.weight", "post_ffw_norm.weight"],
        _ => ["attn_norm.weight", "ffn_norm.weight"],
    };

    /// <summary>Matrices that llama.cpp holds as one for this architecture.</summary>
    public static bool IsFused(string name, string architecture) =>
        name is "ssm_ba.weight" || (name is "attn_qkv.weight" && architecture is "phi3" or "dbrx" or "bailingmoe2" or "falcon") || (name is "attn_qkv.bias" && architecture is "falcon") || (name is "ffn_up.weight" && architecture is "phi3");

    /// <summary>One tensor of a layer under the names of llama.cpp.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<long> Shape)> Of(WeightTensor tensor, ModelLayer layer, string architecture, int hidden)
    {
        if (tensor.Name == "eh_proj") return [("nextn.eh_proj.weight", [tensor.Columns, tensor.Rows])];
        IReadOnlyList<long> shape = tensor.IsMatrix ? [tensor.Columns, tensor.Rows] : tensor.Count > 1 ? [tensor.Rows, tensor.Count] : [tensor.Rows];
        if (Network(tensor, architecture, hidden) is { } network) return network;
        return layer.Attention switch
        {
            AttentionKind.Latent latent when tensor.Name == "kv_b_proj" =>
                [("attn_k_b.weight", [latent.NopeDim, latent.LatentRank, latent.Heads]), ("attn_v_b.weight", [latent.LatentRank, latent.ValueDim, latent.Heads])],
            AttentionKind.GatedDelta delta when tensor.Name == "conv1d" => [("ssm_conv1d.weight", [delta.ConvolutionWidth, tensor.Rows / delta.ConvolutionWidth])],
            AttentionKind.GatedDelta when tensor.Name is "in_proj_b" or "in_proj_a" =>
                [(architecture == "qwen3next" ? "ssm_ba.weight" : tensor.Name == "in_proj_b" ? "ssm_beta.weight" : "ssm_alpha.weight", shape)],
            AttentionKind.Mamba mamba when tensor.Name == "A_log" => [("ssm_a", [mamba.StateDim, mamba.Channels])],
            AttentionKind.Mamba mamba when tensor.Name == "conv1d" => [("ssm_conv1d.weight", [mamba.ConvolutionWidth, mamba.Channels])],
            AttentionKind.Mamba2 mamba when tensor.Name == "conv1d" => [("ssm_conv1d.weight", [mamba.ConvolutionWidth, tensor.Rows / mamba.ConvolutionWidth])],
            AttentionKind.Mamba2 mamba when tensor.Name == "norm" => [("ssm_norm.weight", [tensor.Rows / mamba.Groups, mamba.Groups])],
            AttentionKind.Mamba2 when tensor.Name is "A_log" or "D" => [(s_states[tensor.Name], [1, tensor.Rows])],
            AttentionKind.KimiDelta delta when tensor.Name.EndsWith("_conv1d", StringComparison.Ordinal) => [(s_delta[tensor.Name], [delta.ConvolutionWidth, 1, tensor.Rows / delta.ConvolutionWidth, 1])],
            AttentionKind.KimiDelta when s_delta.TryGetValue(tensor.Name, out var name) => [(name, tensor.Name == "A_log" ? [1, tensor.Rows] : shape)],
            AttentionKind.ShortConvolution own when tensor.Name == "conv" => [("shortconv.conv.weight", [own.Width, own.Channels])],
            AttentionKind.ShortConvolution => [("shortconv." + (tensor.Name.EndsWith(".bias", StringComparison.Ordinal) ? tensor.Name : tensor.Name + ".weight"), shape)],
            AttentionKind.Grouped or AttentionKind.Latent => [(Attention(tensor.Name, architecture), shape)],
            _ when s_attention.TryGetValue(tensor.Name, out var name) => [(name + ".weight", shape)],
            _ => [(s_states[tensor.Name], shape)],
        };
    }

    private static string Attention(string name, string architecture)
    {
        var (stem, ending) = name.EndsWith(".bias", StringComparison.Ordinal) ? (name[..^5], ".bias") : (name, ".weight");
        var own = s_attention[stem];
        return (own is "attn_q" or "attn_k" or "attn_v" && IsFused("attn_qkv" + ending, architecture) ? "attn_qkv" : own) + ending;
    }

    private static IEnumerable<(string Name, IReadOnlyList<long> Shape)>? Network(in WeightTensor tensor, string architecture, int hidden)
    {
        long rows = tensor.Rows, columns = tensor.Columns, count = tensor.Count;
        var bias = tensor.Name.EndsWith(".bias", StringComparison.Ordinal);
        IReadOnlyList<long> shape = tensor.IsMatrix ? [columns, rows] : [rows];
        return tensor.Name switch
        {
            "router" => [("ffn_gate_inp.weight", shape)],
            "router.bias" => [(architecture == "gpt-oss" ? "ffn_gate_inp.bias" : "exp_probs_b.bias", shape)],
            "shared_expert_gate" => [("ffn_gate_inp_shexp.weight", [columns])],
            // The router's input by a vector, its experts by a number each.
            "router.scale" => [("ffn_gate_inp.scale", [hidden]), ("ffn_down_exps.scale", [rows - hidden])],
            "per_layer_input_gate" => [("inp_gate.weight", shape)],
            "per_layer_projection" => [("proj.weight", shape)],
            "latent_down_proj" => [("ffn_latent_down.weight", shape)],
            "latent_up_proj" => [("ffn_latent_up.weight", shape)],
            "experts.gate_up_proj" => [("ffn_gate_exps.weight", [columns, rows / 2, count]), ("ffn_up_exps.weight", [columns, rows / 2, count])],
            "experts.gate_up_proj.bias" => [("ffn_gate_exps.bias", [rows / 2, count]), ("ffn_up_exps.bias", [rows / 2, count])],
            "experts.up_proj" => [("ffn_up_exps.weight", [columns, rows, count])],
            "experts.down_proj" => [("ffn_down_exps.weight", [columns, rows, count])],
            "experts.down_proj.bias" => [("ffn_down_exps.bias", [rows, count])],
            "shared_expert.gate_proj" => [("ffn_gate_shexp.weight", shape)],
            "shared_expert.up_proj" => [("ffn_up_shexp.weight", shape)],
            "shared_expert.down_proj" => [("ffn_down_shexp.weight", shape)],
            "gate_proj" => [(IsFused("ffn_up.weight", architecture) ? "ffn_up.weight" : "ffn_gate.weight", shape)],
            "up_proj" or "up_proj.bias" => [(bias ? "ffn_up.bias" : "ffn_up.weight", shape)],
            "down_proj" or "down_proj.bias" => [(bias ? "ffn_down.bias" : "ffn_down.weight", shape)],
            "gate_proj.bias" => [("ffn_gate.bias", shape)],
            _ => null,
        };
    }
}
