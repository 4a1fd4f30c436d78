using System.Text;
using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Tests.Hardware;

public sealed class AcceleratorRowsTests
{
    private const string Header = "name,vendor,memory_gb,mem_bw_gbs,bf16_dense_tflops,fp8_dense_tflops,fp4_dense_tflops,int8_dense_tops,link_gbs_per_gpu_one_direction,link,tdp_w,source,notes\n";

    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    private static readonly string Folder = Repository.PathOf("test/Breakeven.Tests/Hardware");

    [SkippableFact]
    public void Every_row_of_the_list_is_an_accelerator_that_agrees_or_says_why_not()
    {
        var list = File.ReadAllBytes(ReferenceData.Require("accelerators/gpus.csv"));
        var (differences, problems) = AcceleratorRows.Compare(list, File.ReadAllBytes($"{Folder}/gpus.map.csv"), File.ReadAllBytes($"{Folder}/gpus.kept-instead.csv"), Catalog);
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1")
            foreach (var difference in differences)
            {
                var file = Repository.PathOf($"catalog/accelerators/{difference.Id}.json");
                File.WriteAllText(file, AcceleratorRows.Rewrite(File.ReadAllText(file), difference));
            }
        Findings.None(differences.Select(difference => $"{difference}; UPDATE_CATALOG=1 writes it").Concat(problems));
    }

    // An H100 of 80 GB, 3350 GB/s, 989 TFLOP/s, 450 GB/s and 700 W is the catalogue's; 3351 is within the half percent that lists round by, and 3400 is 1.5 % off.
    [Theory]
    [InlineData("H100,nvidia,80,3351,989,1979,,1979,450,NVLink4,700,s,", "")]
    [InlineData("H100,nvidia,80,3400,989,1979,,1979,450,NVLink4,700,s,", "H100, mem_bw_gbs: H100-SXM should have memory_bandwidth = 3400GB/s")]
    [InlineData("H100,nvidia,80,3350,989,1979,3958,1979,450,NVLink4,700,s,", "H100, fp4_dense_tflops: H100-SXM should have dense_rates.fp4 = 3958TFLOP/s")]
    [InlineData("H100,nvidia,80,,,,,,,,,s,", "")]
    public void A_figure_that_differs_is_named_with_its_place(string row, string expected)
        => Assert.Equal(expected, string.Join('\n', Compare(row, "H100,H100-SXM,1\n", "").Differences));

    // Two devices of 3.35 TB/s in one package are listed as 6.7.
    [Fact]
    public void A_package_is_shared_out_over_its_devices()
        => Assert.Empty(Compare("Pair,nvidia,160,6700,1978,,,,900,NVLink4,1400,s,", "Pair,H100-SXM,2\n", "").Differences);

    [Fact]
    public void A_reason_excuses_a_difference_and_nothing_else()
    {
        var (differences, problems) = Compare("H100,nvidia,80,3400,989,,,,,,,s,", "H100,H100-SXM,1\n", "H100,mem_bw_gbs,another list has 3350\nH100,tdp_w,no\n");
        Assert.Empty(differences);
        Assert.Equal(["H100, tdp_w: a reason is given, and nothing differs"], problems);
    }

    [Fact]
    public void Rows_and_accelerators_that_do_not_meet_are_named()
        => Assert.Equal(["B9: no accelerator is named for the row", "X: the list has no such row"], Compare("B9,nvidia,80,,,,,,,,,s,", "X,H100-SXM,1\n", "").Problems);

    [Fact]
    public void The_converter_writes_the_value_and_nothing_else()
    {
        var json = File.ReadAllText(Repository.PathOf("catalog/accelerators/H100-SXM.json"));
        var difference = Assert.Single(Compare("H100,nvidia,80,3350,989,2000,,1979,450,NVLink4,700,s,", "H100,H100-SXM,1\n", "").Differences);
        var written = AcceleratorRows.Rewrite(json, difference);
        Assert.Contains("\"fp8\": { \"value\": \"2000TFLOP/s\"", written, StringComparison.Ordinal);
        Assert.Equal(1, json.Split('\n').Zip(written.Split('\n')).Count(pair => pair.First != pair.Second));
    }

    private static (List<AcceleratorRows.Difference> Differences, List<string> Problems) Compare(string row, string map, string kept) => AcceleratorRows.Compare(
        Encoding.UTF8.GetBytes(Header + row + "\n"), Encoding.UTF8.GetBytes("row,accelerator,devices\n" + map), Encoding.UTF8.GetBytes("row,column,because\n" + kept), Catalog);
}
