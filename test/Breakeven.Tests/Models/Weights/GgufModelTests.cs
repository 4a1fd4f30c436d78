using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Weights;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

public sealed class GgufModelTests
{
    private static Checkpoint Read(GgufBytes file) => CheckpointReader.Read(new VirtualFiles().With("model.gguf", file), "model.gguf")!;

    private static long BytesOf(Model model, TensorClass kind) => (long)Math.Round(model.WeightBytesByClass(model.Native)[kind].Value);

    // A block of 256 takes 144 bytes in Q4_K and 210 in Q6_K. Embedding 1000 x 256: 1,000 blocks of Q6_K. A layer's attention: q and o of 256 blocks and
    // k of 128 in Q4_K, v of 128 in Q6_K: 640 x 144 + 128 x 210 - no, q 256, k 128, o 256 make 640 x 144 = 92,160, and v 26,880. Feed-forward: gate and up
    // of 512 in Q4_K, down of 512 in Q6_K: 147,456 + 107,520. Norms in F32: (2 x 2 + 1) x 256 x 4 = 5,120, and 32 rotary factors, 128, beside them.
    [Fact]
    public void A_q4_k_m_holds_the_exact_bytes_of_each_class()
    {
        var read = Read(GgufSamples.Llama());
        var model = read.Model!;
        Assert.Equal([], read.Disagreements);
        Assert.Equal(("llama", "Q4_K_M", true, 1000, 2, 2048L), (model.Architecture, model.Native.Name, model.TiedEmbeddings, model.Vocabulary, model.Layers.Count, model.ContextLimit.Value));
        Assert.Equal(256_000 + 256 + 2 * (196_608 + 393_216 + 512), model.TotalParameters);
        Assert.Equal(210_000, BytesOf(model, TensorClass.Embedding));
        Assert.Equal(2 * (92_160 + 26_880), BytesOf(model, TensorClass.Attention));
        Assert.Equal(2 * (147_456 + 107_520), BytesOf(model, TensorClass.DenseFeedForward));
        Assert.Equal(5_120 + 128, BytesOf(model, TensorClass.Norm));
        Assert.Equal(210_000 + 238_080 + 509_952 + 5_248, (long)Math.Round(model.WeightBytes(model.Native).Value));
        Assert.Equal("Q4_K+Q6_K", model.Native[TensorClass.Attention].Name);
    }

    // 4 experts of three 256 x 256 matrices: 786,432 elements at 34 bytes for 32.
    [Fact]
    public void Llama_with_experts_is_mixtral()
    {
        var model = Read(GgufSamples.Mixtral()).Model!;
        Assert.Equal("mixtral", model.Architecture);
        Assert.Equal(835_584, BytesOf(model, TensorClass.RoutedExpert));
        Assert.Equal(4 * 256 * 4, BytesOf(model, TensorClass.Router));
        Assert.False(model.TiedEmbeddings);
        var mixture = Assert.IsType<FeedForwardKind.Mixture>(model.Layers[0].FeedForward);
        Assert.Equal((4, 2, 256), (mixture.Experts, mixture.ExpertsPerToken, mixture.ExpertWidth));
    }

    // Latent attention: k_b and v_b stand for kv_b, 4 x (16 + 16) x 32 elements.
    [Fact]
    public void Deepseek2_with_a_balancing_bias_is_v3_and_its_split_latent_counts_once()
    {
        var read = Read(GgufSamples.DeepSeek2());
        Assert.Equal([], read.Disagreements);
        var latent = Assert.IsType<AttentionKind.Latent>(read.Model!.Layers[0].Attention);
        Assert.Equal(("deepseek_v3", 48, 32, 16, 8, 16), (read.Model.Architecture, latent.QueryRank, latent.LatentRank, latent.NopeDim, latent.RopeDim, latent.ValueDim));
        Assert.IsType<FeedForwardKind.Dense>(read.Model.Layers[0].FeedForward);
        Assert.Equal(32, Assert.IsType<FeedForwardKind.Mixture>(read.Model.Layers[1].FeedForward).SharedWidth);
        Assert.Equal(3 * (48 * 64 + 96 * 48 + 40 * 64 + 4 * 32 * 32 + 64 * 64), read.Census[TensorClass.Attention].Parameters);
    }

    // MXFP4: 2 layers x 4 experts x 3 matrices of 64 x 32, 17 bytes for 32 elements; the config's arithmetic for mxfp4 gives the same.
    [Fact]
    public void Mxfp4_takes_the_same_bytes_in_gguf_and_in_the_configs_arithmetic()
    {
        var read = Read(GgufSamples.GptOss());
        Assert.Equal([], read.Disagreements);
        Assert.Equal(2 * 4 * 3 * 64 * 32 / 32 * 17, BytesOf(read.Model!, TensorClass.RoutedExpert));
        Assert.Equal(2 * 4 * 3 * 64 * 32 / 32 * 17, WeightFormat.Mxfp4.Size(64, 32, 24).Value);
        Assert.True(read.Model!.Layers[0].Attention is AttentionKind.Grouped { Span: AttentionSpan.Sliding, SpanTokens: 128, Sinks: true, OutputBias: true });
    }

    [Fact]
    public void Files_of_one_split_are_one_model()
    {
        var first = new GgufBytes().Text("general.architecture", "llama").Number("llama.block_count", 1).Number("llama.context_length", 64).Number("llama.embedding_length", 32)
            .Number("llama.feed_forward_length", 32).Number("llama.attention.head_count", 1).Number("split.no", 0).Number("split.count", 2)
            .Tensor("token_embd.weight", GgufSamples.Bf16, 32, 10).Tensor("output_norm.weight", GgufSamples.F32, 32).Tensor("blk.0.attn_norm.weight", GgufSamples.F32, 32);
        var second = new GgufBytes().Number("split.no", 1).Number("split.count", 2).Tensor("blk.0.ffn_norm.weight", GgufSamples.F32, 32);
        foreach (var name in (string[])["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]) second.Tensor($"blk.0.{name}.weight", GgufSamples.Q8, 32, 32);
        var files = new VirtualFiles().With("m-00001-of-00002.gguf", first).With("m-00002-of-00002.gguf", second);
        foreach (var read in (Checkpoint[])[CheckpointReader.Read(files, "m-00002-of-00002.gguf")!, CheckpointReader.Read(files)!])
        {
            Assert.Equal((2, 0), (read.Files.Count, read.Disagreements.Count));
            Assert.Equal(320 + 3 * 32 + 7 * 1024, read.Model!.TotalParameters);
            Assert.Equal(640 + 3 * 128 + 7 * 1088, (long)Math.Round(read.Model.WeightBytes(read.Model.Native).Value));
        }

        var alone = new VirtualFiles().With("m-00001-of-00002.gguf", first);
        Assert.Equal(
            "virtual, m-00002-of-00002.gguf: there is no such file; give a checkpoint's folder, its .safetensors or its .gguf file",
            Assert.Throws<InputException>(() => CheckpointReader.Read(alone, "m-00001-of-00002.gguf")).Message);
    }

    [Fact]
    public void An_architecture_without_a_reader_is_refused_by_name()
    {
        var file = new GgufBytes().Text("general.architecture", "rwkv7").Number("rwkv7.block_count", 1).Tensor("token_embd.weight", GgufSamples.Bf16, 32, 10);
        Assert.StartsWith("model.gguf, general.architecture: llama.cpp's architecture \"rwkv7\" is not understood; supported: llama, ", Assert.Throws<InputException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_architecture_of_the_table_has_a_reader()
    {
        foreach (var architecture in GgufArchitecture.All)
        {
            var facts = new GgufFacts(new Dictionary<string, GgufValue> { ["general.architecture"] = new GgufValue.Text(architecture.Names[0], 1) }, [], "table");
            Assert.True(Breakeven.Models.Configs.Architecture.Find(architecture.ModelType(facts)) is not null, architecture.ModelType(facts));
        }
    }

    [Fact]
    public void Missing_and_foreign_layers_of_a_gguf_are_named()
    {
        var file = GgufSamples.Qwen3Moe().Tensor("blk.2.attn_q.weight", GgufSamples.Bf16, 64, 64).Tensor("blk.0.ffn_up_shexp.weight", GgufSamples.Bf16, 64, 32);
        Assert.Equal(
            ["layer 0: shared experts: the config has none, the files hold 2,048 parameters a layer", "the files hold 4,096 parameters beyond the config's 2 layers (MTP?), the config has no draft layer"],
            Read(file).Disagreements);
    }
}
