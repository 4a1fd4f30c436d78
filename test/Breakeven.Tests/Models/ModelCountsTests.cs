using Breakeven.Models;

namespace Breakeven.Tests.Models;

/// <summary>Counts, bytes and arithmetic of known models, each worked out by hand or published to the last parameter.</summary>
public sealed class ModelCountsTests
{
    [Theory]
    // To the last parameter. The 70B and Scout were compared with the counts that the hub states; the others are the same sum over the published
    // shapes, kept here so that a change in any term shows.
    [InlineData("meta-llama/Llama-2-7b-hf", 6_738_415_616)]
    [InlineData("meta-llama/Llama-3.1-8B", 8_030_261_248)]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct", 70_553_706_496)]
    [InlineData("meta-llama/Llama-3.1-405B", 405_853_388_800)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", 108_641_793_536)]
    [InlineData("Qwen/Qwen3-8B", 8_190_735_360)]
    [InlineData("Qwen/Qwen3-32B", 32_762_123_264)]
    [InlineData("Qwen/Qwen3-235B-A22B", 235_093_634_560)]
    [InlineData("Qwen/Qwen2.5-7B-Instruct", 7_615_616_512)]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 46_702_792_704)]
    [InlineData("mistralai/Mistral-Nemo-Instruct-2407", 12_247_782_400)]
    [InlineData("01-ai/Yi-34B", 34_388_917_248)]
    public void A_checkpoint_is_counted_to_the_last_parameter(string id, long parameters)
        => Assert.Equal(parameters, CatalogModelsTests.Find(id).TotalParameters);

    // The vendors' own figures (sources in CatalogList); half a unit of the last digit given is allowed where that is more than the bound.
    // "Multiplied" leaves out the embedding, which OpenAI, DeepSeek for V2-Lite, and Moonshot do not count as active.
    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V2", 236, 0.5, 21, 0.5, "active")]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", 16, 0.5, 2.4, 0.06, "multiplied")]
    [InlineData("deepseek-ai/DeepSeek-V3", 671, 0.5, 37, 0.5, "active")]
    [InlineData("deepseek-ai/DeepSeek-R1", 671, 0.5, 37, 0.5, "active")]
    [InlineData("deepseek-ai/DeepSeek-V3.1", 671, 0.5, 37, 0.5, "active")]
    [InlineData("moonshotai/Kimi-K2-Instruct", 1000, 50, 32, 0.5, "multiplied")]
    [InlineData("moonshotai/Kimi-K2.5", 1000, 50, 32, 0.5, "multiplied")]
    [InlineData("openai/gpt-oss-120b", 117, 0.5, 5.1, 0.05, "multiplied")]
    [InlineData("openai/gpt-oss-20b", 21, 0.5, 3.6, 0.05, "multiplied")]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", 109, 0.5, 17, 0.5, "active")]
    [InlineData("meta-llama/Llama-4-Maverick-17B-128E-Instruct", 400, 0.5, 17, 0.5, "active")]
    [InlineData("Qwen/Qwen3-30B-A3B", 30, 1, 3, 0.5, "active")]
    [InlineData("Qwen/Qwen3-235B-A22B", 235, 0.5, 22, 0.5, "active")]
    [InlineData("Qwen/Qwen3.5-35B-A3B", 35, 0.5, 3, 0.5, "active")]
    [InlineData("Qwen/Qwen3.5-122B-A10B", 122, 0.5, 10, 0.5, "active")]
    [InlineData("Qwen/Qwen3.5-397B-A17B", 397, 0.5, 17, 0.5, "active")]
    [InlineData("CohereLabs/command-a-plus-05-2026", 218, 0.5, 25, 0.5, "active")]
    [InlineData("meta-llama/Llama-3.1-405B", 405, 0.5, 405, 0.5, "active")]
    [InlineData("Qwen/Qwen2.5-72B-Instruct", 72, 0.5, 72, 0.5, "active")]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 47, 0.5, 13, 0.5, "active")]
    public void Counts_meet_the_published_ones(string id, double total, double totalRounding, double active, double activeRounding, string counted)
    {
        var model = CatalogModelsTests.Find(id);
        Assert.InRange(model.TotalParameters / 1e9, total - Math.Max(0.01 * total, totalRounding), total + Math.Max(0.01 * total, totalRounding));
        var ours = (counted == "active" ? model.ActiveParameters : model.MultipliedParameters) / 1e9;
        Assert.InRange(ours, active - Math.Max(0.02 * active, activeRounding), active + Math.Max(0.02 * active, activeRounding));
        Assert.Equal(total * 1e9, model.Published!.Total, 0.0);
        Assert.Equal(active * 1e9, model.Published.Active!.Value, 1.0);
    }

    [Fact]
    public void A_layer_of_Mixtral_holds_what_its_matrices_multiply_to()
    {
        // Queries and output 2 x 4096 x 4096, keys and values 2 x 1024 x 4096, router 8 x 4096, experts 8 x 3 x 14336 x 4096, norms 2 x 4096.
        const long layer = 33_554_432 + 8_388_608 + 32_768 + 1_409_286_144 + 8_192;
        var model = CatalogModelsTests.Find("mistralai/Mixtral-8x7B-v0.1");
        Assert.Equal(layer, model.Layers[0].Tensors(4096).Sum(tensor => tensor.Parameters));
        Assert.Equal(32 * layer + 2L * 32_000 * 4096 + 4096, model.TotalParameters);
        Assert.Equal(model.TotalParameters - 32 * 6L * 3 * 14_336 * 4096, model.ActiveParameters);
    }

    [Fact]
    public void A_layer_of_gpt_oss_counts_biases_and_sinks()
    {
        // q 4096 x 2880 + 4096; k and v 512 x 2880 + 512 each; o 2880 x 4096 + 2880; 64 sinks; router 128 x 2880 + 128;
        // experts 128 x (5760 x 2880 + 5760 + 2880 x 2880 + 2880); two norms.
        const long attention = 11_796_480 + 4_096 + 2 * (1_474_560 + 512) + 11_796_480 + 2_880 + 64;
        const long experts = 368_640 + 128 + 128L * (16_588_800 + 5_760 + 8_294_400 + 2_880);
        var model = CatalogModelsTests.Find("openai/gpt-oss-120b");
        Assert.Equal(attention + experts + 2 * 2_880, model.Layers[0].Tensors(2880).Sum(tensor => tensor.Parameters));
    }

    [Fact]
    public void A_linear_layer_of_Qwen3_5_counts_its_convolution_and_gates()
    {
        // 397B: keys 16 x 128, values 64 x 128, so 12,288 channels; qkv, z, a, b and out projections; 4 taps; dt_bias, A_log and a norm of 128.
        const long linear = (12_288L + 8_192 + 64 + 64) * 4096 + 4096L * 8192 + 12_288 * 4 + 64 + 64 + 128;
        var layer = CatalogModelsTests.Find("Qwen/Qwen3.5-397B-A17B").Layers[0];
        Assert.Equal(linear, layer.Attention.Tensors(4096).Sum(tensor => tensor.Parameters));
    }

    [Fact]
    public void Command_A_has_one_norm_a_layer_and_reads_its_embedding_twice()
    {
        var model = CatalogModelsTests.Find("CohereLabs/command-a-plus-05-2026");
        Assert.All(model.Layers, layer => Assert.Equal(1, layer.Norms));
        Assert.DoesNotContain(model.Tensors(), tensor => tensor.Class == TensorClass.Head);
        // All but the norms is multiplied: 32 + 1 norms of 4096.
        Assert.Equal(model.ActiveParameters - 33 * 4096, model.MultipliedParameters);
    }

    [Fact]
    public void Drafts_are_counted_apart()
    {
        var model = CatalogModelsTests.Find("deepseek-ai/DeepSeek-V3");
        var drafts = model.DraftLayers.SelectMany(layer => layer.Tensors(model.Hidden)).Sum(tensor => tensor.Parameters);
        // DeepSeek says 14B for the module, of which 2 x 129,280 x 7,168 are copies of embedding and head.
        Assert.InRange((drafts + 2L * 129_280 * 7168) / 1e9, 13.0, 14.0);
        Assert.Equal(671.0, model.TotalParameters / 1e9, 0.1);
    }
}
