using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;

namespace Breakeven.Tests.Sizing.Machines;

/// <summary>What lies where on one machine, worked out by hand.</summary>
public class PlacerTests
{
    private static readonly ICatalog s_catalog = EmbeddedCatalog.Open();

    // A 24 GB card, 128 GiB of DDR5-5600 in two channels, a disk of 7 GB/s.
    private static readonly Machine s_desk = new()
    {
        Accelerator = s_catalog.FindAccelerator("RTX-4090"),
        Memory = Bytes.Gibibytes(128),
        MemoryBandwidth = new(89.6e9),
        DiskBandwidth = new(7e9),
    };

    // 4.9128e9 by hand: embedding 525.3 M x 144/256, head 525.3 M x 210/256, and 32 layers of 155.2 M x 144/256 + 62.9 M half in 144/256 and half
    // in 210/256. The published file is 4,920,734,272 bytes, of which some 8 MB are the vocabulary.
    [Fact]
    public void Llama_8B_in_q4_k_m_takes_what_its_file_takes()
    {
        var model = Find("meta-llama/Llama-3.1-8B");
        Assert.Equal(4.9128e9, model.WeightBytes(LlamaCppPrecision.Of("q4_k_m", model)!).Value, 1e6);
    }

    // 19.11 B of experts x 17/32 + 1.80 B of the rest x 34/32; the published file is 12.1 GB.
    [Fact]
    public void Gpt_oss_20b_takes_what_its_file_takes()
    {
        var model = Find("openai/gpt-oss-20b");
        Assert.Equal(12.07e9, model.WeightBytes(LlamaCppPrecision.Of("mxfp4_moe", model)!).Value, 0.05e9);
    }

    // Experts 227.1 B, gate and up in 144/256, down half in 210/256: 0.6055 B each, 137.5 GB, 1.463 GB a layer. The rest on the card: 6.70 B of attention
    // at 0.57, a head of 0.622 B x 210/256, 1.58 GB of cache for 8,192 tokens, 1.1 GB of workspace and libraries, 0.27 GB to pass experts through: about
    // 7.3 GB, which leaves 17.9 of 25.25 GB for 12 layers of experts.
    [Fact]
    public void A_235B_mixture_keeps_twelve_layers_of_experts_on_a_24_GB_card()
    {
        var placement = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk);
        Assert.True(placement.Fits);
        Assert.Equal(94, placement.LayersOnAccelerator);
        Assert.InRange(placement.ExpertLayersOutside, 81, 83);
        Assert.Equal(82 * 1.463e9, placement.On(Tier.Memory).Value, 2.5e9);
        Assert.Equal(0, placement.On(Tier.Disk).Value);
        Assert.True(placement.On(Tier.Accelerator) <= s_desk.Accelerator!.Memory);
    }

    // 82 layers x 8 experts x 18.87 M x 0.6055 B = 7.50 GB at 89.6 GB/s: 83.7 ms; 3.8 + 0.5 GB, 12 x 91 MB and 1.6 GB of cache at 1,008 GB/s: 6.9 ms.
    [Fact]
    public void Its_speed_is_bounded_by_the_memory_that_experts_are_read_from()
    {
        var placement = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk);
        Assert.Equal(0.0906, PlacementSpeed.StepAtLeast(placement).Value, 0.003);
    }

    // 137.5 GB of experts less 17.6 on the card are 120 GB; 64 GiB less 4 hold 64.4, so 55 of 137.5 lie on the disk. A token reads 8 / 128 of them:
    // 3.5 GB at 7 GB/s, half a second.
    [Fact]
    public void What_memory_does_not_hold_is_read_from_the_disk()
    {
        var placement = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk with { Memory = Bytes.Gibibytes(64) });
        Assert.True(placement.Fits);
        Assert.Equal(55e9, placement.On(Tier.Disk).Value, 3e9);
        Assert.Equal(0.55, PlacementSpeed.StepAtLeast(placement).Value, 0.03);
        Assert.Null(PlacementSpeed.StepUsually(placement, MachineShares.Embedded));
    }

    [Fact]
    public void Without_a_disk_it_is_short_by_what_memory_does_not_hold()
    {
        var placement = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk with { Memory = Bytes.Gibibytes(64), DiskBandwidth = null });
        Assert.False(placement.Fits);
        Assert.Equal(55e9, placement.Short.Value, 3e9);
    }

    // 70.6 B: gate, up, q, k, o in 144/256, values and half the downs in 210/256: 42.5 GB for 80 layers and the head, 0.52 GB a layer. 25.25 - 0.5 - 0.3
    // - 0.86 (head) GB leave room for some 43 layers with 32 MB of cache each.
    [Fact]
    public void A_dense_model_keeps_its_last_layers_on_the_card()
    {
        var placement = Place("meta-llama/Llama-3.3-70B-Instruct", "q4_k_m", s_desk);
        Assert.InRange(placement.LayersOnAccelerator, 41, 45);
        Assert.Equal(0, placement.ExpertLayersOutside);
        Assert.True(placement.Fits);
    }

    [Fact]
    public void What_fits_whole_lies_on_the_card_whole()
    {
        var placement = Place("meta-llama/Llama-3.1-8B", "q8_0", s_desk);
        Assert.Equal((32, 0), (placement.LayersOnAccelerator, placement.ExpertLayersOutside));
        // The embedding alone is looked up on the host: 525.3 M x 34/32.
        Assert.Equal(558.2e6, placement.On(Tier.Memory).Value, 1e6);
    }

    [Fact]
    public void Without_a_card_everything_is_read_from_memory()
    {
        var placement = Place("openai/gpt-oss-20b", "mxfp4_moe", s_desk with { Accelerator = null });
        Assert.True(placement.Fits);
        Assert.Equal(0, placement.On(Tier.Accelerator).Value);
        // 24 layers x 4 of 32 experts: 1.27 GB; attention and head 1.3 GB; 8,192 tokens of cache.
        Assert.Equal(2.7e9 / 89.6e9, PlacementSpeed.StepAtLeast(placement).Value, 0.003);
    }

    // Dealt one by one, every layer keeps as many: 17.9 GB over 94 layers of 11.43 MB an expert are 16 of 128.
    [Fact]
    public void Experts_may_be_dealt_one_by_one()
    {
        var model = Find("Qwen/Qwen3-235B-A22B");
        var placement = Placer.Place(model, LlamaCppPrecision.Of("q4_k_m", model)!, s_desk, new(8192), deal: true);
        Assert.InRange(placement.ExpertsOnAccelerator!.Value, 15, 17);
        var whole = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk);
        Assert.Equal(whole.On(Tier.Memory).Value, placement.On(Tier.Memory).Value, 2e9);
    }

    // Layers whose experts are off the card are light, those with experts weigh 1.4 GB: the first card takes more of them than the second, and
    // neither takes more than it has.
    [Fact]
    public void Two_cards_each_hold_neighbouring_layers_within_their_own_memory()
    {
        var placement = Place("Qwen/Qwen3-235B-A22B", "q4_k_m", s_desk with { Accelerators = 2 });
        var cards = placement.LayersOnCards!;
        Assert.Equal((2, 94), (cards.Count, cards.Sum()));
        Assert.True(cards[0] > cards[1], string.Join(',', cards));
        Assert.InRange(cards[1], 12, 18);
        Assert.True(placement.On(Tier.Accelerator) <= s_desk.Accelerator!.Memory * 2);
    }

    [Theory]
    [InlineData("openai/gpt-oss-120b")]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("deepseek-ai/DeepSeek-V3")]
    [InlineData("Qwen/Qwen3.5-27B")]
    public void Every_weight_lies_somewhere_once(string id)
    {
        var model = Find(id);
        foreach (var name in LlamaCppPrecision.NamesFor(model))
            foreach (var memory in (double[])[16, 48, 128, 512])
            {
                var precision = LlamaCppPrecision.Of(name, model)!;
                var placement = Placer.Place(model, precision, s_desk with { Memory = Bytes.Gibibytes(memory) }, new(8192));
                var encoder = model.EncoderParameters == 0 ? 0 : precision[TensorClass.Encoder].Size(model.EncoderParameters, 1, 1).Value;
                var twice = model.TiedEmbeddings && placement.LayersOnAccelerator > 0 ? precision[TensorClass.Embedding].Size(model.Vocabulary, model.Hidden, 1).Value : 0;
                Assert.Equal(model.WeightBytes(precision).Value - encoder, placement.FileBytes.Value, 10.0);
                Assert.Equal(placement.FileBytes.Value + twice, placement.Weights.Sum(part => part.Bytes.Value), 10.0);
            }
    }

    private static Placement Place(string id, string precision, Machine machine)
    {
        var model = Find(id);
        return Placer.Place(model, LlamaCppPrecision.Of(precision, model)!, machine, new(8192));
    }

    private static Model Find(string id) => s_catalog.FindModel(id)!;
}
