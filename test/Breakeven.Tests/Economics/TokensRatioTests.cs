using Breakeven.Catalog;
using Breakeven.Economics;

namespace Breakeven.Tests.Economics;

public sealed class TokensRatioTests
{
    [Fact]
    public void An_unset_ratio_is_one() => Assert.Equal((1.0, 1.0), (default(TokensRatio).Input, TokensRatio.One.Output));

    [Theory]
    [InlineData("Qwen/Qwen3-32B=1.15", "Qwen/Qwen3-32B", 1.15, 1.15)]
    [InlineData("m = 1.1/1.4", "m", 1.1, 1.4)]
    public void A_ratio_names_its_model(string text, string model, double input, double output)
    {
        var (name, ratio) = TokensRatio.ParseForModel(text);
        Assert.Equal(model, name);
        Assert.Equal((input, output), (Math.Round(ratio.Input, 12), Math.Round(ratio.Output, 12)));
    }

    [Theory]
    [InlineData("1.15")]
    [InlineData("=1.15")]
    [InlineData("m=")]
    [InlineData("m=fast")]
    [InlineData("m=0")]
    [InlineData("m=-1")]
    [InlineData("m=NaN")]
    [InlineData("m=1e18")]
    [InlineData("m=1/2/3")]
    public void What_is_no_ratio_is_refused_with_an_example(string text) =>
        Assert.Contains("such as", Assert.Throws<InputException>(() => TokensRatio.ParseForModel(text)).Message, StringComparison.Ordinal);
}
