using Breakeven.Models;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

public sealed class GemmaConfigTests
{
    internal const string First = """
        { "model_type": "gemma", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 32, "intermediate_size": 128,
          "vocab_size": 100, "max_position_embeddings": 8192, "torch_dtype": "bfloat16" }
        """;

    internal const string Second = """
        { "model_type": "gemma2", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "intermediate_size": 128,
          "sliding_window": 256, "vocab_size": 100, "max_position_embeddings": 8192, "torch_dtype": "bfloat16" }
        """;

    internal const string Third = """
        { "model_type": "gemma3", "architectures": ["Gemma3ForConditionalGeneration"], "torch_dtype": "bfloat16",
          "text_config": { "model_type": "gemma3_text", "hidden_size": 64, "num_hidden_layers": 7, "intermediate_size": 128, "sliding_window": 512, "vocab_size": 100 },
          "vision_config": { "model_type": "siglip_vision_model", "hidden_size": 16, "image_size": 28, "intermediate_size": 32, "num_hidden_layers": 2, "patch_size": 14, "vision_use_head": false } }
        """;

    internal const string Fourth = """
        { "model_type": "gemma4", "architectures": ["Gemma4ForConditionalGeneration"], "dtype": "bfloat16", "text_config": { "model_type": "gemma4_text", "hidden_size": 64,
          "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 2, "num_global_key_value_heads": 1, "head_dim": 16, "global_head_dim": 32, "attention_k_eq_v": true,
          "intermediate_size": 96, "enable_moe_block": true, "num_experts": 8, "top_k_experts": 2, "moe_intermediate_size": 24, "hidden_size_per_layer_input": 0, "sliding_window": 128,
          "vocab_size": 100, "max_position_embeddings": 8192 } }
        """;

    internal const string Small = """
        { "model_type": "gemma4_text", "hidden_size": 64, "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 16, "global_head_dim": 32,
          "intermediate_size": 96, "hidden_size_per_layer_input": 8, "vocab_size_per_layer_input": 50, "num_kv_shared_layers": 2, "use_double_wide_mlp": true, "sliding_window": 128,
          "layer_types": ["sliding_attention", "sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention"], "vocab_size": 100,
          "max_position_embeddings": 8192, "dtype": "bfloat16" }
        """;

    private static long Layer(Model model, int layer) => model.Layers[layer].Tensors(64).Sum(tensor => tensor.Parameters);

    [Fact]
    public void The_first_has_two_norms_a_tied_head_and_heads_wider_than_the_hidden_state()
        => Assert.Equal(100 * 64 + 64 + 2 * (2 * 128 * 64 + 2 * 32 * 64 + 3 * 128 * 64 + 2 * 64), Read(First).TotalParameters);

    [Fact]
    public void The_second_slides_in_every_other_layer_and_has_four_norms()
    {
        var model = Read(Second);
        Assert.Equal(["sliding", "gqa", "sliding", "gqa"], model.Layers.Select(layer => layer.Attention.Name));
        Assert.Equal(100 * 64 + 64 + 4 * (2 * 128 * 64 + 2 * 64 * 64 + 3 * 128 * 64 + 4 * 64), model.TotalParameters);
    }

    [Fact]
    public void The_third_takes_eight_heads_of_256_by_default_sees_everything_in_every_sixth_layer_and_counts_its_encoder()
    {
        var model = Read(Third);
        Assert.Equal([5], model.Layers.Select((layer, i) => (layer, i)).Where(pair => pair.layer.Attention.Window is null).Select(pair => pair.i));
        // 8 query heads and 4 KV heads of 256; a norm of 256 for queries and one for keys.
        const long layer = 2 * 2048 * 64 + 2 * 1024 * 64 + 2 * 256 + 3 * 128 * 64 + 4 * 64;
        // Patches of 14 x 14 x 3 to 16, four positions, two blocks, a last norm, a norm and a matrix into the language model.
        const long encoder = 588 * 16 + 16 + 4 * 16 + 2 * (4 * 16 * 16 + 4 * 16 + 2 * 16 * 32 + 32 + 16 + 4 * 16) + 2 * 16 + 16 * 64 + 16;
        Assert.Equal(encoder, model.EncoderParameters);
        Assert.Equal(100 * 64 + 64 + 7 * layer + encoder, model.TotalParameters);
        Assert.Equal(model.TotalParameters - encoder, model.ActiveParameters);
    }

    [Fact]
    public void The_fourth_makes_values_from_keys_in_global_layers_and_runs_experts_beside_a_dense_network()
    {
        var model = Read(Fourth);
        Assert.Equal(["sliding", "sliding", "sliding", "sliding", "sliding", "mqa"], model.Layers.Select(layer => layer.Attention.Name));
        // Router with a scale for each input and each expert; seven norms.
        const long expert = 3 * 24 * 64, feedForward = 8 * expert + 8 * 64 + 64 + 8 + 3 * 96 * 64, norms = 7 * 64;
        const long local = 2 * 64 * 64 + 2 * 32 * 64 + 2 * 16, global = 2 * 128 * 64 + 32 * 64 + 2 * 32;
        Assert.Equal(local + feedForward + norms, Layer(model, 0));
        Assert.Equal(global + feedForward + norms, Layer(model, 5));
        Assert.Equal(model.TotalParameters - 6 * 6 * expert, model.ActiveParameters);
        // Both are cached: keys are rotated, values are not.
        Assert.Equal(2 * 32, model.Layers[5].Attention.CacheElementsPerToken);
    }

    [Fact]
    public void The_small_fourth_gives_each_layer_an_input_of_its_own_and_its_last_layers_read_earlier_caches()
    {
        var model = Read(Small);
        // Gate and projection of the input (8 wide), five norms; the two last layers have twice the width and no keys or values.
        const long input = 2 * 8 * 64, norms = 5 * 64;
        Assert.Equal(2 * 64 * 64 + 2 * 16 * 64 + 2 * 16 + 3 * 96 * 64 + input + norms, Layer(model, 0));
        Assert.Equal(2 * 128 * 64 + 32 + 3 * 192 * 64 + input + norms, Layer(model, 5));
        var table = 50L * 6 * 8;
        Assert.Equal(100 * 64 + 64 + table + 6 * 8 * 64 + 8 + model.Layers.Sum(layer => layer.Tensors(64).Sum(tensor => tensor.Parameters)), model.TotalParameters);
        Assert.Equal(model.TotalParameters - table, model.ActiveParameters);
        Assert.Equal(0, model.Layers[5].Attention.CacheElementsPerToken);
        Assert.True(model.Layers[5].Attention.DecodeFlop(1000).Value > 0);
    }
}
