using Breakeven.Catalog;
using Breakeven.Prices;
using Breakeven.Training;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Training;

/// <summary>Worked out by hand from Llama 3.1 8B (32 layers of width 4,096, 32 heads and 8 KV heads of 128, network 14,336, vocabulary 128,256) and Mixtral 8x7B.</summary>
public sealed class FineTuningTests
{
    private const string Dense = "meta-llama/Llama-3.1-8B-Instruct";
    private const string Mixture = "mistralai/Mixtral-8x7B-Instruct-v0.1";

    private static FineTuning On(string model, FineTuneMethod method, AdapterTargets targets = AdapterTargets.NoExperts, string gpu = "H100-SXM", int sequence = 4096, double? share = 0.4) => FineTuning.Of(new()
    {
        Model = Model(model),
        Accelerator = Accelerator(gpu),
        Method = method,
        Targets = targets,
        Tokens = 100e6,
        Sequence = sequence,
        Share = share,
    });

    // Rank 16: q and o 16 x 8,192 each, k and v 16 x 5,120, gate, up and down 16 x 18,432: 1,310,720 a layer. Attention alone is 425,984.
    // Mixtral has the same attention, and eight experts of 884,736 a layer.
    [Theory]
    [InlineData(Dense, AdapterTargets.NoExperts, 41_943_040, 41_943_040)]
    [InlineData(Dense, AdapterTargets.All, 41_943_040, 41_943_040)]
    [InlineData(Dense, AdapterTargets.Attention, 13_631_488, 13_631_488)]
    [InlineData(Mixture, AdapterTargets.NoExperts, 13_631_488, 13_631_488)]
    [InlineData(Mixture, AdapterTargets.All, 240_123_904, 70_254_592)]
    public void Adapters_are_counted_from_the_model_s_own_matrices(string model, AdapterTargets targets, long total, long active)
        => Assert.Equal((total, active), AdapterShape.Parameters(Model(model), targets, 16));

    // 8,030,261,248 parameters: 2 + 2 + 12 bytes of each.
    [Fact]
    public void Full_fine_tuning_takes_sixteen_bytes_a_parameter()
    {
        var memory = On(Dense, FineTuneMethod.Full).Memory;
        Assert.Equal([16_060_522_496.0, 16_060_522_496, 96_363_134_976, 0], [memory.Weights.Value, memory.Gradients.Value, memory.Optimizer.Value, memory.Adapters.Value]);
        Assert.Equal(16 * 8_030_261_248.0, memory.Sharded.Value);
    }

    // Of 4,096 tokens: 32 inputs of 4,096; in a layer 4 x 4,096 of norms and sums, queries and output 8,192, keys and values 2,048, network 43,008: 69,632; two bytes of each; logits 128,256 x 8.
    // 4,096 x (2 x (131,072 + 69,632) + 1,026,048) = 5,846,859,776.
    [Fact]
    public void Activations_are_each_layer_s_input_one_layer_and_the_logits()
        => Assert.Equal(5_846_859_776, On(Dense, FineTuneMethod.Full).Memory.Activations.Value);

    // An H100 of 81,559 MiB may fill 76,968,689,664 B. Beside 5.85 GB of activations and the 1.05 GB of the embedding, 128.48 GB / 2 = 64.24 fit on two. LoRA: 16.06 + 41,943,040 x 16 B = 16.73 GB fit on one.
    [Theory]
    [InlineData(FineTuneMethod.Full, "H100-SXM", 2)]
    [InlineData(FineTuneMethod.Lora, "H100-SXM", 1)]
    // A 4090 may fill 22.7 GB: 16.73 and 5.85 are 22.58.
    [InlineData(FineTuneMethod.Lora, "RTX-4090", 1)]
    [InlineData(FineTuneMethod.Qlora, "RTX-4090", 1)]
    public void The_fewest_devices_hold_a_shard_of_all_and_the_activations(FineTuneMethod method, string gpu, int devices)
        => Assert.Equal(devices, On(Dense, method, gpu: gpu).Devices);

    // NF4 with quantised scales: half a byte and 1/64 of the 6,979,321,856 linear parameters; 1,050,939,392 others (embedding, head, norms) in two bytes: 3.5987 + 2.1019 GB.
    [Fact]
    public void Qlora_keeps_linear_layers_in_four_bits()
        => Assert.Equal(6_979_321_856 * (0.5 + 1.0 / 64) + 1_050_939_392 * 2.0, On(Dense, FineTuneMethod.Qlora).Memory.Weights.Value, 1.0);

    // 7,504,658,432 parameters are multiplied (all but embedding and norms): 8 x that; attention forward 32 x 2 x 32 x 256 x 2,048 = 1,073,741,824, four times: 64,332,234,752 a token.
    // Of 1e8 tokens at 0.4 x 989 TFLOP/s: 16,262 s, 4.52 GPU-hours; on two, half as long.
    [Fact]
    public void Gpu_hours_follow_from_active_parameters_and_tokens()
    {
        var full = On(Dense, FineTuneMethod.Full);
        Assert.Equal(64_332_234_752.0 * 1e8, full.Work.Value, 1e6);
        Assert.Equal(16_262, full.DeviceTime!.Value.Value, 1.0);
        Assert.Equal(8_131, full.Elapsed!.Value.Value, 1.0);
        // Frozen weights need no gradient: 6 x 7,504,658,432 + 8 x 41,943,040 + 4,294,967,296.
        Assert.Equal(49_658_462_208.0 * 1e8, On(Dense, FineTuneMethod.Lora).Work.Value, 1e6);
        Assert.Equal(On(Dense, FineTuneMethod.Lora).Work, On(Dense, FineTuneMethod.Qlora).Work);
    }

    // Mixtral: 46,702,792,704 parameters of 16 B are 747 GB; but a token uses 12.75e9 of them, 1.70 times the dense model's 7.50e9.
    [Fact]
    public void Of_a_mixture_memory_follows_all_parameters_and_arithmetic_the_active_ones()
    {
        var (mixture, dense) = (On(Mixture, FineTuneMethod.Full), On(Dense, FineTuneMethod.Full));
        Assert.Equal(46_702_792_704 * 16.0, mixture.Memory.Sharded.Value);
        Assert.Equal(5.82, mixture.Memory.Sharded / dense.Memory.Sharded, 0.01);
        Assert.Equal(1.65, mixture.Work / dense.Work, 0.01);
        // Each device puts a whole layer together: 8 x 176,160,768 + 41,943,040 of attention + 32,768 of the router + 8,192 of norms, two bytes each.
        Assert.Equal(2 * 1_451_270_144.0, mixture.Memory.Gathered.Value);
    }

    [Fact]
    public void A_sequence_that_no_device_holds_fits_on_none()
    {
        var much = On(Dense, FineTuneMethod.Qlora, gpu: "RTX-4090", sequence: 100_000);
        Assert.Null(much.Devices);
        Assert.Null(much.Elapsed);
        Assert.NotNull(much.DeviceTime);
    }

    [Fact]
    public void It_costs_its_gpu_hours_in_the_cheapest_box_that_holds_it()
    {
        var page = new Source("a test", new DateOnly(2026, 1, 1));
        HardwareOffer Box(int gpus, decimal price) => new() { Provider = "Somewhere", Name = "box", Accelerator = "H100-SXM", Gpus = gpus, Price = new(price), Terms = OfferTerms.OnDemand, Region = "", Source = page };
        var full = On(Dense, FineTuneMethod.Full);
        // One GPU at $1 is too few; of 2 at $5 and 8 at $16 the latter are $2 a GPU: 4.5172 GPU-hours are $9.03.
        var (cost, offer) = full.CostIn([Box(1, 1), Box(2, 5), Box(8, 16)])!.Value;
        Assert.Equal(9.03, cost.Value, 0.01);
        Assert.Equal(8, offer.Gpus);
        Assert.Null(full.CostIn([Box(1, 1)]));
    }

    [Fact]
    public void What_cannot_be_is_refused() => Assert.All((Action[])
    [
        () => On(Dense, FineTuneMethod.Lora, share: 1.5), () => On(Dense, FineTuneMethod.Lora, sequence: 0), () => _ = On(Dense, FineTuneMethod.Lora).Request with { Rank = 0 },
        () => _ = On(Dense, FineTuneMethod.Lora).Request with { Tokens = 0 },
    ], wrong => Assert.Throws<InputException>(wrong));
}
