using Breakeven.Catalog;
using Breakeven.Models;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models;

public sealed class CheckpointPrecisionTests
{
    private static readonly TensorClass[] s_linears = [TensorClass.Attention, TensorClass.DenseFeedForward, TensorClass.SharedExpert, TensorClass.RoutedExpert];

    private static string Quantized(string config, string quantization) => With(config, "quantization_config", quantization);

    private static IEnumerable<string> Formats(Model model) => s_linears.Select(kind => model.Native[kind].Name);

    [Fact]
    public void Block_fp8_leaves_embedding_head_and_router_alone()
    {
        var model = Read(DeepSeekV3);
        Assert.All(Formats(model), name => Assert.Equal("fp8-block", name));
        Assert.Equal(("bf16", "bf16", "bf16"), (model.Native[TensorClass.Embedding].Name, model.Native[TensorClass.Head].Name, model.Native[TensorClass.Router].Name));
        Assert.Equal("fp8-block", model.Native.Name);
    }

    // What a model counts does not hang on how it is stored: the method is named in a note, and the bytes are those of 16 bits.
    [Fact]
    public void A_method_that_is_not_known_leaves_the_counts_right()
    {
        var model = Read(Quantized(Llama, """{ "quant_method": "hqq" }"""));
        Assert.Equal(Read(Llama).TotalParameters, model.TotalParameters);
        Assert.Equal("bf16", model.Native.Name);
        Assert.Contains(model.Notes, note => note.Contains("\"hqq\" is not understood", StringComparison.Ordinal));
    }

    [Fact]
    public void Modules_left_out_by_name_leave_their_class_in_16_bits()
    {
        var model = Read(Quantized(Qwen3Moe, """
            { "quant_method": "fp8", "weight_block_size": [128, 128], "modules_to_not_convert": ["lm_head", "model.layers.0.mlp", "model.layers.2.mlp", "model.layers.3.mlp", "model.layers.4.mlp", "model.layers.1.mlp.gate", "model.layers.5.mlp.gate", "model.layers.0.input_layernorm"] }
            """));
        Assert.Equal(["fp8-block", "bf16", "bf16", "fp8-block"], Formats(model));
    }

    [Fact]
    public void Mxfp4_packs_experts_only() => Assert.Equal(("mxfp4-experts", "mxfp4"), (Read(GptOss).Native.Name, Read(GptOss).Native[TensorClass.RoutedExpert].Name));

    [Fact]
    public void Int4_by_expressions_falls_on_routed_experts_only()
    {
        var model = Read(KimiK25);
        Assert.Equal(["bf16", "bf16", "bf16", "int4-g32"], Formats(model));
        // 3 x 64 x 64 x 8 experts a layer in 2 layers: half a byte each, and 2 bytes for every 32.
        Assert.Equal(2 * 3 * 64 * 64 * 8 * (0.5 + 2 / 32.0), model.WeightBytesByClass(model.Native)[TensorClass.RoutedExpert].Value);
    }

    [Fact]
    public void Llm_compressor_names_modules_under_a_wrapper()
    {
        var ignored = string.Join(", ", Enumerable.Range(0, 8).SelectMany(layer => (string[])["q", "k", "v", "o"], (layer, name) => $"\"language_model.model.layers.{layer}.self_attn.{name}_proj\""));
        var model = Read(Quantized(Llama4, $$"""
            { "quant_method": "compressed-tensors", "format": "float-quantized", "ignore": [{{ignored}}, "language_model.lm_head"],
              "config_groups": { "group_0": { "targets": ["Linear"], "input_activations": { "num_bits": 8 }, "weights": { "num_bits": 8, "type": "float", "strategy": "channel", "symmetric": true } } } }
            """));
        Assert.Equal(["bf16", "fp8-channel", "fp8-channel", "fp8-channel"], Formats(model));
    }

    [Fact]
    public void ModelOpt_leaves_out_by_wildcard_and_states_the_cache()
    {
        var model = Read(DeepSeekV3.Replace("\"quantization_config\": { \"quant_method\": \"fp8\", \"weight_block_size\": [128, 128] }", "\"torch_dtype\": \"bfloat16\"", StringComparison.Ordinal), """
            { "producer": { "name": "modelopt" }, "quantization": { "quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8", "group_size": 16,
              "exclude_modules": ["lm_head", "model.layers.0*", "model.layers.1.self_attn*", "model.layers.2.self_attn*", "model.layers.3.self_attn*", "model.layers.4*"] } }
            """);
        Assert.Equal(["bf16", "bf16", "nvfp4", "nvfp4"], Formats(model));
        Assert.Equal(NumberFormat.Fp8, model.Native.Cache);
    }

    [Fact]
    public void A_tensor_that_differs_from_its_class_in_every_layer_is_an_exception_by_name()
    {
        var model = Read(Quantized(Llama, """
            { "quant_method": "modelopt", "quant_algo": "FP8", "ignore": ["lm_head", "model.layers.*.self_attn.o_proj"] }
            """));
        Assert.Equal(["fp8-tensor", "fp8-tensor", "bf16", "bf16"], Formats(model));
        Assert.Equal("bf16", model.Native.Exceptions["o_proj"].Name);
    }

    [Fact]
    public void Mixed_precision_is_read_module_by_module()
    {
        var layers = string.Join(", ", Enumerable.Range(0, 2).Select(layer =>
            $$"""
            "model.layers.{{layer}}.self_attn": { "quant_algo": "FP8" }, "model.layers.{{layer}}.mlp.gate_proj": { "quant_algo": "W4A16_NVFP4", "group_size": 16 },
            "model.layers.{{layer}}.mlp.up_proj": { "quant_algo": "W4A16_NVFP4", "group_size": 16 }, "model.layers.{{layer}}.mlp.down_proj": { "quant_algo": "W4A16_NVFP4", "group_size": 16 }
            """));
        var model = Read(Quantized(Llama, $$"""{ "quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers": { {{layers}} } }"""));
        Assert.Equal(["fp8-tensor", "nvfp4-w4a16"], Formats(model).Take(2));
        Assert.Equal(NumberFormat.Bf16, model.Native[TensorClass.DenseFeedForward].Compute);
    }

    [Theory]
    [InlineData("""{ "quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true }""", "int4-g128-zp")]
    [InlineData("""{ "quant_method": "gptq", "bits": 4, "group_size": 64, "sym": true, "desc_act": false }""", "int4-g64")]
    [InlineData("""{ "quant_method": "fp8", "activation_scheme": "static", "ignored_layers": ["lm_head"] }""", "fp8-tensor")]
    [InlineData("""{ "quant_method": "fbgemm_fp8", "modules_to_not_convert": ["lm_head"] }""", "fp8-channel")]
    [InlineData("""{ "quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": { "g": { "targets": ["Linear"], "weights": { "num_bits": 8, "type": "int", "strategy": "channel" } } } }""", "int8")]
    [InlineData("""{ "quant_method": "compressed-tensors", "ignore": ["re:.*lm_head"], "config_groups": { "g": { "targets": ["Linear"], "input_activations": {}, "weights": { "num_bits": 4, "type": "float", "strategy": "tensor_group", "group_size": 16 } } } }""", "nvfp4")]
    [InlineData("""{ "quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": { "g": { "targets": ["Linear"], "weights": { "num_bits": 8, "type": "float", "strategy": "block", "block_structure": [128, 128] } } } }""", "fp8-block")]
    public void Every_dialect_is_understood(string quantization, string format)
    {
        var model = Read(Quantized(Llama, quantization));
        Assert.Equal([format, format], Formats(model).Take(2));
        Assert.Equal("bf16", model.Native[TensorClass.Head].Name);
    }

    [Fact]
    public void A_zero_point_takes_half_a_byte_a_group()
        // 64 x 128 elements in groups of 32: half a byte each, and 2.5 bytes for each of 256 groups.
        => Assert.Equal(64 * 128 / 2 + 256 * 2.5, WeightFormat.Int4GroupWithZeroPoint(32).Size(64, 128, 1).Value);

    [Fact]
    public void A_layer_that_differs_is_averaged_to_the_byte()
    {
        var model = Read(Quantized(Llama, """{ "quant_method": "fp8", "modules_to_not_convert": ["model.layers.1.self_attn.q_proj"] }"""));
        // q is 64 x 64: a byte each and a scale of 4 in one layer, two bytes each in the other; k and v are 32 x 64, o is 64 x 64.
        Assert.Equal(4096 + 4 + 8192 + 2 * (2 * (2048 + 4) + 4096 + 4), model.WeightBytesByClass(model.Native)[TensorClass.Attention].Value);
        Assert.Equal(new StoredRatio(12_292, 8192), model.Native.Exceptions["q_proj"].Stored);
        Assert.Equal("fp8-tensor", model.Native.Name);
        var back = ModelFile.Read(System.Text.Encoding.UTF8.GetBytes(ModelFile.Write(model with { Source = new("a test", new(2026, 1, 1)) })), "back");
        Assert.Equal(model.WeightBytes(model.Native), back.WeightBytes(back.Native));
    }

    [Fact]
    public void A_single_expert_that_differs_is_averaged_to_the_byte()
    {
        var model = Read(Quantized(Mixtral, """{ "quant_method": "fp8", "modules_to_not_convert": ["model.layers.0.block_sparse_moe.experts.3.w1"] }"""));
        // Gate and up of 8 experts are 256 x 64 each: a layer takes 131,072 and 16 scales of 4; one of 16 gates and ups is in 16 bits.
        const double layer = 131_072 + 64;
        Assert.Equal(layer * 15 / 16 + 2 * 131_072 / 16 + layer, model.Native.Exceptions.Values.Concat(model.Native.Weights.Values).Single(format => format.Stored is not null).Stored!.Value.Bytes);
    }

    [Theory]
    [InlineData("stored", null)]
    [InlineData("nvfp4-stored-9-16", 9.0)]
    [InlineData("nvfp4-stored-9", null)]
    [InlineData("nvfp4-stored-0-16", null)]
    [InlineData("nvfp4-stored-999-16", null)]
    [InlineData("nvfp4-stored-9-16-stored-9-16", null)]
    [InlineData("fp8-block-e8m0", 17.0)]
    [InlineData("mxfp8", 17.0)]
    public void A_format_reads_back_from_its_text(string text, double? bytesOf16)
        => Assert.Equal(bytesOf16, WeightFormat.Parse(text) is { } format && format.Text == text ? format.Size(1, 16, 1).Value : null);
}
