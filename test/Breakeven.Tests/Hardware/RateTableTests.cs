using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Tests.Hardware;

public sealed class RateTableTests
{
    [Fact]
    public void A_table_answers_as_a_dictionary_of_the_same_rates()
    {
        var rates = new RateTable();
        rates.Add(NumberFormat.Fp4, FlopPerSecond.TeraflopPerSecond(9000));
        rates.Add(NumberFormat.Bf16, FlopPerSecond.TeraflopPerSecond(2250));
        Assert.Equal(2, rates.Count);
        Assert.Equal([NumberFormat.Bf16, NumberFormat.Fp4], rates.Keys);
        Assert.Equal([2250e12, 9000e12], rates.Values.Select(rate => rate.Value));
        Assert.Equal(9000e12, rates[NumberFormat.Fp4].Value);
        Assert.False(rates.ContainsKey(NumberFormat.Fp8));
        Assert.False(rates.TryGetValue((NumberFormat)99, out _));
        Assert.Throws<KeyNotFoundException>(() => rates[NumberFormat.Int8]);
        Assert.Empty(RateTable.None);
    }
}
