using Breakeven.Catalog;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

public sealed class BareTokensTests
{
    [Theory]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    [InlineData("[0.0, Infinity ]")]
    [InlineData("{ \"a\": NaN }")]
    public void Where_a_value_stands_that_no_size_depends_on_they_pass(string value) => Assert.Equal(Read(Llama).TotalParameters, Read(With(Llama, "time_step_limit", value)).TotalParameters);

    [Fact]
    public void In_text_they_stay_text()
        => Assert.Equal(Read(Llama).TotalParameters, Read(With(Llama, "comment", "\"a\\\": Infinity, NaN\"")).TotalParameters);

    [Theory]
    [InlineData("vocab_size", "NaN", "vocab_size: \"NaN\" is not a whole number")]
    [InlineData("rope_theta", "Infinityx", "not valid JSON")]
    [InlineData("rope_theta", "+Infinity", "not valid JSON")]
    [InlineData("rope_theta", "{ NaN: 1 }", "not valid JSON")]
    [InlineData("rope_theta", "nan", "not valid JSON")]
    [InlineData("rope_theta", "[Infinity Infinity]", "not valid JSON")]
    public void As_a_size_as_a_name_or_misspelt_they_are_refused(string member, string value, string message)
    {
        var text = Llama.Replace("{ ", $"{{ \"{member}\": {value}, ", StringComparison.Ordinal);
        if (member == "vocab_size") text = Llama.Replace("\"vocab_size\": 100", "\"vocab_size\": NaN", StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);
    }
}
