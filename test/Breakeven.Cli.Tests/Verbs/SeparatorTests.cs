using System.Text.RegularExpressions;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Economics.Maps;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Numbers as people read them: thousands apart, and a second as a second.</summary>
public sealed partial class SeparatorTests
{
    // A box of one carries some ten requests a second; of 60,000 a second it takes thousands.
    [Fact]
    public void Thousands_of_boxes_have_a_comma()
    {
        var outcome = CliRun.Of(ShellWords.Split("compare --model Dense-70B --gpu H100-SXM --traffic '60000 requests/s, 1200 in, 300 out' --explain"));
        Assert.Equal("", outcome.Error);
        Assert.Matches(@"\d,\d{3}x \d-GPU box", outcome.Output);
        Assert.Matches(@"\d,\d{3} x \$", outcome.Output);
        Assert.DoesNotMatch(Bare(), outcome.Output);
    }

    [Theory]
    [InlineData(999, "999 ms")]
    [InlineData(1000, "1 s")]
    [InlineData(1500, "1.5 s")]
    [InlineData(12.5, "12.5 ms")]
    public void A_second_is_no_thousand_milliseconds(double milliseconds, string said) => Assert.Equal(said, new MapAxis(MapAxisKind.TimeToFirstToken, [milliseconds]).Label(milliseconds));

    [GeneratedRegex(@"(?<![\d,.])\d{4,}(x \d-GPU| x \$[\d.]+/h)")]
    private static partial Regex Bare();
}
