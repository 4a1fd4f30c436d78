using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;
using Breakeven.Testing;

namespace Breakeven.Tests.Performance.Kernels;

public class KernelTableTests
{
    private static readonly ICatalog s_catalog = EmbeddedCatalog.Open();

    private static readonly string[] s_timed = ["A100-SXM-80GB", "B200-SXM", "GB200", "H100-SXM", "H200-SXM", "L40S", "RTX-PRO-6000"];

    [Fact]
    public void Every_accelerator_finds_every_family_in_every_precision_under_every_engine()
    {
        foreach (var id in s_catalog.AcceleratorIds)
            foreach (var engine in Engine.All)
                foreach (var family in Enum.GetValues<KernelFamily>())
                    foreach (var precision in Enum.GetValues<KernelPrecision>())
                    {
                        var found = KernelTable.Embedded.Find(id, engine.Id, family, precision);
                        Assert.True(found is not null, $"{id} {engine.Id} {family} {precision}");
                        Assert.Equal(family, found.Value.Curve.Family);
                        Assert.True(s_timed.Contains(id) || found.Value.Basis >= Basis.Interpolated);
                    }
    }

    [Fact]
    public void Shares_are_possible_and_times_are_positive()
    {
        foreach (var curve in s_timed.SelectMany(KernelTable.Embedded.Of))
        {
            Assert.True(curve.BandwidthShare is > 0 and <= 1.3 && curve.RateShare is > 0 and <= 1.3, curve.ToString());
            Assert.True(curve.Launch.Value is >= 0 and < 200e-6 && curve.Points >= 40 && curve.Slower >= 1, curve.ToString());
            Assert.True(curve.Error.Median <= curve.Error.Ninety && curve.Error.HeldOutMedian <= curve.Error.HeldOutNinety, curve.ToString());
        }
    }

    [Fact]
    public void One_kernel_of_each_precision_is_the_engines_own_choice()
    {
        foreach (var group in s_timed.SelectMany(KernelTable.Embedded.Of).GroupBy(curve => (curve.Accelerator, curve.Engine, curve.Family, curve.Precision)))
            Assert.True(group.Count(curve => curve.Default) == 1 || group.Key.Family is KernelFamily.PrefillAttention or KernelFamily.DecodeAttention, group.Key.ToString());
    }

    [Fact]
    public void Over_an_FP8_cache_SGLang_computes_as_its_main_kernel_does()
    {
        // fa3 was timed for 11,229 shapes in FP8 throughout, Triton for 980 over an FP8 cache in 16 bits.
        var curve = KernelTable.Embedded.Find("H200-SXM", "sglang", KernelFamily.PrefillAttention, KernelPrecision.Fp8Cache)!.Value.Curve;
        Assert.Equal(("fa3", KernelPrecision.Fp8), (curve.Kernel, curve.Precision));
    }

    [Fact]
    public void A_relative_is_followed_by_name_with_its_basis()
    {
        var (curve, basis) = KernelTable.Embedded.Find("H200-NVL", "vllm", KernelFamily.Gemm, KernelPrecision.Bf16)!.Value;
        Assert.Equal(("H200-SXM", Basis.Interpolated), (curve.Accelerator, basis));
        (curve, basis) = KernelTable.Embedded.Find("MI300X", "vllm", KernelFamily.Gemm, KernelPrecision.Bf16)!.Value;
        Assert.Equal(("H200-SXM", Basis.Assumed), (curve.Accelerator, basis));
    }

    [Fact]
    public void Only_vLLM_has_products_timed_so_the_others_take_its()
        => Assert.Equal("vllm", KernelTable.Embedded.Find("H100-SXM", "sglang", KernelFamily.Gemm, KernelPrecision.Bf16)!.Value.Curve.Engine);

    [Fact]
    public void A_format_without_hardware_runs_unpacked()
    {
        var (curve, basis) = KernelTable.Embedded.Find("H100-SXM", "vllm", KernelFamily.Experts, KernelPrecision.Nvfp4)!.Value;
        Assert.Equal((KernelPrecision.Mxfp4, Basis.Analytic), (curve.Precision, basis));
        Assert.Equal(NumberFormat.Bf16, KernelCurve.Arithmetic(curve.Precision));
    }

    [Fact]
    public void A_relatives_curve_scales_with_the_datasheet()
    {
        // Launch and shares carry over: an L4 has 300 GB/s of an L40S's 864.
        var curve = KernelTable.Embedded.Find("L4", "vllm", KernelFamily.Gemm, KernelPrecision.Bf16)!.Value.Curve;
        var (one, other) = (curve.On(s_catalog.FindAccelerator("L4")!), curve.On(s_catalog.FindAccelerator("L40S")!));
        Assert.Equal(300.0 / 864, one.Bandwidth / other.Bandwidth, 3);
        Assert.Equal(one.Launch, other.Launch);
    }

    [Fact]
    public void What_is_written_is_read_again_to_the_byte()
    {
        foreach (var id in s_timed)
        {
            var text = File.ReadAllText(Repository.PathOf($"catalog/calibration/kernels/{id}.json"));
            Assert.Equal(text, KernelCurveFile.Write(id, KernelCurveFile.Read(System.Text.Encoding.UTF8.GetBytes(text))));
        }
    }

    [Fact]
    public void The_calibration_stays_small()
        => Assert.InRange(Directory.GetFiles(Repository.PathOf("catalog/calibration"), "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length), 1, 200_000);

    [Fact]
    public void Per_tensor_experts_on_Hopper_are_warned_of_and_block_ones_are_not()
    {
        var accelerator = s_catalog.FindAccelerator("H200-SXM")!;
        var model = s_catalog.FindModel("Qwen/Qwen3-30B-A3B")!;
        Deployment In(WeightFormat format, string engine) => new()
        {
            Model = model,
            Precision = PrecisionScheme.Uniform("p", format, [TensorClass.RoutedExpert]),
            Accelerator = accelerator,
            Layout = new(1),
            Engine = Engine.All.Single(one => one.Id == engine),
        };

        // Timed at 64 tokens of Qwen3-30B-A3B: 1.10 ms against 0.19 (block) and 0.32 (16 bits).
        var warning = SlowKernels.WarningOf(In(WeightFormat.Fp8PerTensor, "vllm"), KernelTable.Embedded);
        Assert.Matches(@"^per-tensor FP8 experts were timed [3-8](\.\d)? times slower than their siblings on the H200-SXM with vllm 0\.24\.0; take a block-FP8 checkpoint$", warning);
        Assert.Null(SlowKernels.WarningOf(In(WeightFormat.Fp8Block, "vllm"), KernelTable.Embedded));
        Assert.Null(SlowKernels.WarningOf(In(WeightFormat.Fp8PerTensor, "tensorrt-llm"), KernelTable.Embedded));
        Assert.Null(SlowKernels.WarningOf(In(WeightFormat.Fp8PerTensor, "vllm") with { Model = s_catalog.FindModel("Qwen/Qwen3-32B")! }, KernelTable.Embedded));
    }
}
