using Breakeven.Cli.Tests.Documentation;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>A file or a rate that cannot be used is refused in one line that names its option.</summary>
public sealed class NamedOptionTests
{
    private const string Traffic = "--traffic '1 requests/s, 1200 in, 300 out'";
    private const string One = "--model Dense-70B --gpu MI300X";

    [Theory]
    [InlineData($"simulate {One} --trace ''", "--trace: it is empty; name a file, such as --trace samples/traces/day.csv")]
    [InlineData($"simulate {One} {Traffic} --duration 1min --requests-out ''", "--requests-out: it is empty; name a file, such as --requests-out requests-out.csv")]
    [InlineData($"advise --model Dense-70B {Traffic} --quality ''", "--quality: it is empty; name a file, such as --quality quality.csv")]
    [InlineData("advise --model Dense-70B --trace ''", "--trace: it is empty; name a file, such as --trace samples/traces/day.csv")]
    [InlineData($"advise --model Dense-70B {Traffic} --storage ''", "--storage: it is empty; write a rate, such as --storage 2GB/s")]
    [InlineData($"cascade --small Dense-70B --large Latent-671B {Traffic} --graded ''", "--graded: it is empty; name a file, such as --graded samples/graded/prompts.csv")]
    [InlineData("--catalog '' gpus list", "--catalog: it is empty; name a folder, such as --catalog ./catalog")]
    [InlineData("whatif ''", "<file>: it is empty; such as: breakeven whatif samples/advice/month.json")]
    [InlineData("calibrate kernels ''", "<folder>: it is empty; such as: breakeven calibrate kernels")]
    public void What_is_empty_is_named(string call, string said) => Refused(call, said);

    [Theory]
    [InlineData($"simulate {One} --trace nowhere.csv", "--trace nowhere.csv: there is no such file; name a trace")]
    [InlineData($"simulate {One} --trace /", "--trace /: it is a folder")]
    [InlineData($"advise --model Dense-70B {Traffic} --quality nowhere.csv", "--quality nowhere.csv: there is no such file")]
    [InlineData($"cascade --small Dense-70B --large Latent-671B {Traffic} --graded nowhere.csv", "--graded nowhere.csv: there is no such file")]
    public void What_is_not_there_is_named_with_its_option(string call, string said) => Refused(call, said);

    // 141 GB at a byte a second are 4,500 years, and at 10 MB/s four hours.
    [Theory]
    [InlineData($"simulate {One} {Traffic} --duration 1min --autoscale 0..2 --storage 1B/s")]
    [InlineData($"simulate {One} {Traffic} --duration 1min --autoscale 0..2 --storage 0GB/s")]
    [InlineData($"advise --model Dense-70B {Traffic} --storage 1B/s")]
    [InlineData($"advise --model Dense-70B {Traffic} --storage 2000TB/s")]
    public void A_rate_that_no_storage_has_is_refused(string call) => Refused(call, "is no rate that weights are read at; write one from 10 MB/s to 1,000 TB/s, such as --storage 2GB/s");

    private static void Refused(string call, string said)
    {
        var outcome = CliRun.Of(ShellWords.Split(call));
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.Matches(@"^breakeven: [^\n]+\n$", outcome.Error);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }
}
