using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Sizing;
using Breakeven.Testing;

namespace Breakeven.Tests.Hardware;

public sealed class AcceleratorFileTests
{
    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    // Metal gives an M2 Max of 96 GiB 73,728 MiB, three quarters.
    [Fact]
    public void Of_unified_memory_an_engine_gets_what_the_GPU_may_fill()
    {
        var mac = Catalog.FindAccelerator("M2-Max-96GB")!;
        Assert.Equal(Bytes.Gibibytes(72), mac.Memory);
        Assert.Equal(Bytes.Gibibytes(96), mac.InstalledMemory);
        Assert.Null(Catalog.FindAccelerator("H100-SXM")!.InstalledMemory);
        var plan = Sizer.Plan(new()
        {
            Model = Catalog.FindModel("Llama-3.1-8B-Instruct")!,
            Precision = Catalog.FindModel("Llama-3.1-8B-Instruct")!.Native,
            Accelerator = mac,
            Layout = new(1),
        });
        Assert.Equal(Bytes.Gibibytes(72), plan.Device);
    }

    [Fact]
    public void More_for_the_GPU_than_is_installed_is_found()
    {
        var mac = Catalog.FindAccelerator("M2-Max-96GB")!;
        Assert.Empty(AcceleratorCheck.Run(mac));
        Assert.Equal("its GPU may fill 1.042 of the memory it shares with the processor", Assert.Single(AcceleratorCheck.Run(mac with { Memory = Bytes.Gibibytes(100) })).What);
        // 120 GiB are 128.85 GB, 1.083 of 119 GB.
        var larger = mac with { InstalledMemory = Bytes.Gibibytes(120), MarketedMemory = "119 GB", Memory = Bytes.Gibibytes(90) };
        Assert.Equal("its memory is 1.083 of the 119 GB it is sold as", Assert.Single(AcceleratorCheck.Run(larger)).What);
    }

    [Fact]
    public void A_device_without_a_link_stands_alone_and_one_without_published_power_says_so()
    {
        Assert.Equal(ScaleUpLink.None, Catalog.FindAccelerator("M4-Max-128GB")!.Link);
        Assert.Null(Catalog.FindAccelerator("TPU-v6e")!.Power);
        Assert.True(Catalog.FindAccelerator("TPU-v6e")!.Link is { Torus: true, Switched: true });
    }

    [Fact]
    public void No_family_is_without_a_device()
    {
        Assert.Equal(AcceleratorFile.Families.Order(), Catalog.AcceleratorIds.Select(id => Catalog.FindAccelerator(id)!.Family).Distinct().Order());
    }

    [Theory]
    [InlineData("vllm", "Gaudi-3", null)]
    [InlineData("vllm", "TPU-v6e", null)]
    [InlineData("vllm", "M3-Ultra-256GB", "vllm is not known to run on Apple devices")]
    [InlineData("sglang", "Arc-Pro-B60", null)]
    [InlineData("sglang", "Gaudi-3", "sglang is not known to run on Intel gaudi3 devices")]
    [InlineData("tensorrt-llm", "MI300X", "tensorrt-llm is not known to run on AMD devices")]
    public void An_engine_is_refused_by_name_where_it_is_not_known_to_run(string engine, string gpu, string? reason)
    {
        var model = Catalog.FindModel("Llama-3.1-8B-Instruct")!;
        var refusal = LayoutRules.CheckHardware(new()
        {
            Model = model,
            Precision = model.Native,
            Accelerator = Catalog.FindAccelerator(gpu)!,
            Layout = new(1),
            Engine = Engine.All.Single(one => one.Id == engine),
        });
        Assert.Equal(reason, refusal?.Reason);
    }

    [Fact]
    public void There_are_enough_accelerators() => Assert.True(Catalog.AcceleratorIds.Count >= 60 && RepositoryFiles.Under("catalog/accelerators/", ".json").Count() == Catalog.AcceleratorIds.Count);
}
