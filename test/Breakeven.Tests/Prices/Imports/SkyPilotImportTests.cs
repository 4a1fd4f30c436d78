namespace Breakeven.Tests.Prices.Imports;

public sealed class SkyPilotImportTests
{
    private const string Header = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,SpotPrice,Region,AvailabilityZone,GpuInfo\n";

    // The zones of us-east-1 agree on demand and not on spot: one offer of the region, two of the zones.
    [Fact]
    public void Zones_of_one_price_are_one_offer_and_others_are_kept_apart()
        => Assert.Equal(
            [
                "AWS,p5.48xlarge,H100-SXM,8,19.5,spot,use1-az1,,,",
                "AWS,p5.48xlarge,H100-SXM,8,21.25,spot,use1-az2,,,",
                "AWS,p5.48xlarge,H100-SXM,8,55.04,on-demand,us-east-1,,,",
            ],
            Imported.Of(Header + "p5.48xlarge,H100,8.0,192,2048,55.04,19.50,us-east-1,use1-az1,\np5.48xlarge,H100,8.0,192,2048,55.04,21.2500,us-east-1,use1-az2,\n", "aws/vms.csv").HardwareLines.Order(StringComparer.Ordinal));

    // Google states the accelerator apart from the machine it sits in: 29.3864 + 5.91582 = 35.30222, and on spot 15.2 + 2.958 = 18.158.
    [Fact]
    public void An_accelerator_without_its_host_is_added_to_the_host_that_it_needs()
    {
        var imported = Imported.Of(Header + "a2-highgpu-8g,,,96,680,5.91582,2.958,us-central1,us-central1-a,\n,A100,8,,,29.3864,15.2,us-central1,us-central1-a,\n,A100,8,,,29.3864,15.2,us-east1,us-east1-b,\n", "gcp.csv");
        Assert.Equal(["GCP,a2-highgpu-8g,A100-SXM-40GB,8,35.30222,on-demand,us-central1,,,", "GCP,a2-highgpu-8g,A100-SXM-40GB,8,18.158,spot,us-central1,,,"], imported.HardwareLines);
        Assert.Equal(1, imported.Skipped("A100 without the price of its host"));
    }

    // Vast states the memory of the whole box, RunPod gigabytes, the others MiB of one device: 652,472 / 8 MiB are 79.6 GiB.
    [Theory]
    [InlineData("vast.csv", "8x-H100_SXM-32-65536,H100,8", "{'Gpus': [{'Name': 'H100', 'Count': 8, 'MemoryInfo': {'SizeInMiB': 652472}}]}", "Vast.ai,8x-H100_SXM-32-65536,H100-SXM,8,16,on-demand,X,,,yes")]
    [InlineData("vast.csv", "1x-H100_NVL-32-65536,H100,1", "{'Gpus': [{'Name': 'H100', 'Count': 1, 'MemoryInfo': {'SizeInMiB': 95830}}]}", "Vast.ai,1x-H100_NVL-32-65536,H100-NVL,1,16,on-demand,X,,,yes")]
    [InlineData("vast.csv", "2x-A100_SXM4-32-65536,A100,2", "{'Gpus': [{'Name': 'A100', 'Count': 2, 'MemoryInfo': {'SizeInMiB': 81920}}]}", "Vast.ai,2x-A100_SXM4-32-65536,A100-SXM-40GB,2,16,on-demand,X,,,yes")]
    [InlineData("runpod/vms.csv", "1x_A100-80GB_SECURE,A100-80GB,1.0", "{'Gpus': [{'Name': 'A100 PCIe', 'Count': 1, 'MemoryInfo': {'SizeInMiB': 80}}]}", "RunPod,1x_A100-80GB_SECURE,A100-PCIE-80GB,1,16,on-demand,X,,,")]
    [InlineData("verda.csv", "1H100.80S.32V,H100,1.0", """{""Gpus"": [{""Name"": ""H100"", ""Count"": 1, ""MemoryInfo"": {""SizeInMiB"": 81920}}]}""", "Verda,1H100.80S.32V,H100-SXM,1,16,on-demand,X,,,")]
    [InlineData("azure.csv", "Standard_NC40ads_H100_v5,H100,1", "", "Azure,Standard_NC40ads_H100_v5,H100-NVL,1,16,on-demand,X,,,")]
    [InlineData("do/vms.csv", "gpu-mi300x8-1536gb,MI300X,8", "", "DigitalOcean,gpu-mi300x8-1536gb,MI300X,8,16,on-demand,X,,,")]
    public void A_name_is_read_with_what_else_the_line_says(string where, string instance, string details, string expected)
        => Assert.Equal(expected, Assert.Single(Imported.Of($"{Header}{instance},8,64,16.00,0.00,X,,\"{details}\"\n", where).HardwareLines));

    [Theory]
    [InlineData("gpu_1x_a6000,A6000,1,14,100,1.09,,X,,", "the accelerator A6000 is not known, or which of several it is")]
    [InlineData("box,H100,1,14,100,1.09,,X,,", "the accelerator H100 is not known, or which of several it is")]
    [InlineData("g6f.large,L4,0.125,2,8,0.2,,X,,", "a part of a device")]
    [InlineData("box,L4,1,2,8,,,X,,", "no price")]
    [InlineData("cpu_4x,,,4,16,0.2,,X,,", "without an accelerator")]
    public void What_is_not_understood_is_counted_and_named(string line, string reason)
    {
        var imported = Imported.Of($"{Header}{line}\nl4,L4,1,2,8,0.7,0.70,X,,\n", "lambda.csv");
        // Spot at the price on demand is no offer of its own.
        Assert.Equal(["Lambda,l4,L4,1,0.7,on-demand,X,,,"], imported.HardwareLines);
        Assert.Equal(1, imported.Skipped(reason));
    }
}
