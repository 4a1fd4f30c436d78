using Breakeven.Models;
using Breakeven.Models.Weights;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

public sealed class WeightFileTests
{
    // Q4_K_M's blocks by their C structs: Q4_K holds 128 bytes of nibbles, 12 of scales and two halves; Q6_K 128 + 64 + 16 + 2; IQ4_XS 128 + 4 + 2 + 2.
    [Theory]
    [InlineData("Q4_0", 4.5)]
    [InlineData("Q8_0", 8.5)]
    [InlineData("Q2_K", 2.625)]
    [InlineData("Q3_K", 3.4375)]
    [InlineData("Q4_K", 4.5)]
    [InlineData("Q5_K", 5.5)]
    [InlineData("Q6_K", 6.5625)]
    [InlineData("IQ1_S", 1.5625)]
    [InlineData("IQ1_M", 1.75)]
    [InlineData("IQ2_XXS", 2.0625)]
    [InlineData("IQ2_XS", 2.3125)]
    [InlineData("IQ2_S", 2.5625)]
    [InlineData("IQ3_XXS", 3.0625)]
    [InlineData("IQ3_S", 3.4375)]
    [InlineData("IQ4_XS", 4.25)]
    [InlineData("TQ1_0", 1.6875)]
    [InlineData("TQ2_0", 2.0625)]
    [InlineData("MXFP4", 4.25)]
    [InlineData("NVFP4", 4.5)]
    public void A_quantised_type_takes_the_bits_that_llama_cpp_gives_it(string name, double bits)
        => Assert.Equal(bits, StorageType.Ggml.Values.Single(type => type.Name == name).BitsPerElement);

    [SkippableTheory]
    [InlineData("ggml-vocab-llama-spm.gguf", 22)]
    [InlineData("ggml-vocab-gpt-2.gguf", 16)]
    [InlineData("ggml-vocab-bert-bge.gguf", 20)]
    public void A_published_vocabulary_is_read_to_its_last_byte(string file, int keys)
    {
        using var stream = File.OpenRead(Path.Combine(ReferenceData.Require("tokenizers"), file));
        var header = GgufHeader.Read(WeightFile.Of(stream, file, file));
        Assert.Equal((3u, keys, 0), (header.Version, header.Metadata.Count, header.Tensors.Count));
        Assert.Equal(stream.Length, header.TableEnd);
    }

    [Fact]
    public void Version_2_and_another_alignment_read_alike()
    {
        var file = new GgufBytes(version: 2, alignment: 64).Number("general.alignment", 64).Raw("x", 12, BitConverter.GetBytes(0.5)).Tensor("a", GgufSamples.F32, 3).Tensor("b", GgufSamples.F32, 5);
        var header = GgufHeader.Read(VirtualFiles.FileOf("x", file.Header(), file.Length));
        Assert.Equal((2u, 64u, 0L, 64L), (header.Version, header.Alignment, header.Tensors[0].Offset, header.Tensors[1].Offset));
        Assert.Equal(new GgufValue.Real(0.5), header.Metadata["x"]);
    }

    [Fact]
    public void A_list_of_a_vocabulary_is_counted_and_not_kept()
    {
        var file = new GgufBytes().Texts("tokens", [.. Enumerable.Range(0, 50_000).Select(i => $"token {i}")]).Numbers("heads", 8, 8, 4);
        var header = GgufHeader.Read(VirtualFiles.FileOf("x", file.Header(), file.Length));
        Assert.Equal(new GgufValue.List(50_000, null), header.Metadata["tokens"]);
        Assert.Equal([8, 8, 4], Assert.IsType<GgufValue.List>(header.Metadata["heads"]).Numbers!);
    }

    // 3 elements of 4 bits are no whole number of bytes; 2 are one byte, 4 of 6 bits are three.
    [Fact]
    public void Types_below_a_byte_fill_whole_bytes()
    {
        var header = SafetensorsBytes.Header("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[1,4]},"c":{"dtype":"F64","shape":[],"data_offsets":[4,12]}}""");
        Assert.Equal([1, 3, 8], SafetensorsHeader.Read(VirtualFiles.FileOf("x", header, header.Length + 12)).Select(tensor => tensor.Bytes));
    }

    [Theory]
    [InlineData("model.embed_tokens.weight", null, "Embedding")]
    [InlineData("lm_head.weight", null, "Head")]
    [InlineData("model.norm.weight", null, "Norm")]
    [InlineData("output.weight", null, "Head")]
    [InlineData("model.layers.3.self_attn.q_proj.weight", 3, "Attention")]
    [InlineData("model.layers.3.self_attn.q_proj.bias", 3, "Norm")]
    [InlineData("model.layers.3.self_attn.q_norm.weight", 3, "Norm")]
    [InlineData("model.language_model.layers.10.linear_attn.in_proj_qkvz.weight", 10, "LinearAttention")]
    [InlineData("model.layers.10.linear_attn.conv1d.weight", 10, "Norm")]
    [InlineData("language_model.model.layers.1.mlp.experts.383.down_proj.weight_packed", 1, "RoutedExpert")]
    [InlineData("model.layers.1.mlp.experts.gate_up_proj_blocks", 1, "RoutedExpert")]
    [InlineData("model.layers.1.block_sparse_moe.experts.7.w1.weight", 1, "RoutedExpert")]
    [InlineData("model.layers.1.block_sparse_moe.gate.weight", 1, "Router")]
    [InlineData("model.layers.1.mlp.gate.weight", 1, "Router")]
    [InlineData("model.layers.1.mlp.gate.e_score_correction_bias", 1, "Norm")]
    [InlineData("model.layers.1.mlp.shared_experts.up_proj.weight_scale_inv", 1, "SharedExpert")]
    [InlineData("model.layers.1.mlp.shared_expert_gate.weight", 1, "Router")]
    [InlineData("model.layers.1.mlp.gate_proj.weight", 1, "DenseFeedForward")]
    [InlineData("model.layers.1.feed_forward.experts.gate_up_proj", 1, "RoutedExpert")]
    [InlineData("model.visual.blocks.1.attn.qkv.weight", null, "Encoder")]
    [InlineData("vision_tower.encoder.layers.1.mlp.fc1.bias", null, "Encoder")]
    [InlineData("backbone.layers.7.mixer.experts.3.up_proj.weight", 7, "RoutedExpert")]
    [InlineData("backbone.layers.7.mixer.in_proj.weight", 7, "LinearAttention")]
    [InlineData("backbone.layers.7.mixer.k_proj.weight", 7, "Attention")]
    [InlineData("blk.4.ffn_down_exps.weight", 4, "RoutedExpert")]
    [InlineData("blk.4.ffn_gate_inp.weight", 4, "Router")]
    [InlineData("blk.4.ffn_gate_shexp.weight", 4, "SharedExpert")]
    [InlineData("blk.4.ffn_gate.weight", 4, "DenseFeedForward")]
    [InlineData("blk.4.attn_kv_a_mqa.weight", 4, "Attention")]
    [InlineData("blk.4.ssm_out.weight", 4, "LinearAttention")]
    [InlineData("model.layers.2.something.new.weight", 2, null)]
    public void A_name_tells_layer_and_class(string name, int? layer, string? kind)
    {
        var place = TensorNames.Of(name, vector: false);
        Assert.Equal((layer, kind), (place.Layer, place.Class?.ToString()));
    }

    [Theory]
    [InlineData("model.layers.0.mlp.down_proj.weight_scale_2", "Scale")]
    [InlineData("model.layers.0.mlp.down_proj.input_scale", "Beside")]
    [InlineData("model.layers.0.self_attn.k_proj.k_scale", "Beside")]
    [InlineData("model.layers.0.mlp.down_proj.qzeros", "Scale")]
    [InlineData("model.layers.0.mlp.down_proj.g_idx", "Beside")]
    [InlineData("model.layers.0.mlp.experts.down_proj_scales", "Scale")]
    [InlineData("model.layers.0.mlp.down_proj.qweight", "Weight")]
    public void What_stands_beside_a_weight_is_of_its_class(string name, string part)
        => Assert.Equal((Enum.Parse<StoredPart>(part), false), (TensorNames.Of(name, vector: true).Part, TensorNames.Of(name, vector: false).Class is TensorClass.Norm or null));
}
