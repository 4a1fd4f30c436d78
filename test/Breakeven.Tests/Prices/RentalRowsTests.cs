using System.Text;
using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Tests.Prices;

public sealed class RentalRowsTests
{
    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    private static readonly string Folder = Repository.PathOf("test/Breakeven.Tests/Prices");

    [SkippableFact]
    public void Every_rent_of_the_list_is_an_offer_or_is_left_out_for_a_reason() => Findings.None(RentalRows.Problems(
        File.ReadAllBytes(ReferenceData.Require("prices/gpu_rental_prices.csv")),
        File.ReadAllBytes($"{Folder}/rental-prices.accelerators.csv"), File.ReadAllBytes($"{Folder}/rental-prices.left-out.csv"), Catalog));

    [SkippableFact]
    public void Every_price_of_a_TPU_is_an_offer() => Findings.None(RentalRows.TpuProblems(File.ReadAllBytes(ReferenceData.Require("prices/tpu_pricing_gpuhunt.json")), Catalog));

    // Lambda sells gpu_1x_a10 at 1.29; at 1.30 it is no offer of ours, and neither is its spot price.
    [Theory]
    [InlineData("1.29,", "", 0)]
    [InlineData("1.30,", "", 1)]
    [InlineData("1.29,0.5", "", 1)]
    [InlineData("1.30,", "Lambda,gpu_1x_a10,A10,1,1.30,on-demand,because\n", 0)]
    [InlineData("1.29,", "Lambda,gpu_1x_a10,A10,1,1.29,on-demand,because\n", 1)]
    public void A_rent_is_taken_or_named(string prices, string leftOut, int problems)
        => Assert.Equal(problems, RentalRows.Problems(
            Encoding.UTF8.GetBytes($"{string.Join(',', RentalRows.Columns)}\nLambda,gpu_1x_a10,A10,1,{prices},1.29,all,v8,s,\n"),
            "gpu,accelerator\nA10,A10\n"u8.ToArray(), Encoding.UTF8.GetBytes($"{string.Join(',', RentalRows.LeftOutColumns)}\n{leftOut}"), Catalog).Count);
}
