using static Breakeven.Cli.Tests.ProcessTests;

namespace Breakeven.Cli.Tests.Verbs;

public class CompletionTests
{
    [Theory]
    [InlineData("breakeven ", "advise calibrate capacity cascade compare completion explain files finetune fit gpus map models prices simulate size support traffic validate version whatif")]
    [InlineData("breakeven size Dense-70B --gpu M", "MI300X")]
    [InlineData("breakeven size Dense-70B --engine-setting gpu", "gpu_memory_utilization=")]
    [InlineData("breakeven explain Dense-70B --gpu M", "MI300X")]
    [InlineData("breakeven explain Dense-70B --against H", "acme/Hybrid-1B")]
    [InlineData("breakeven gp", "gpus")]
    [InlineData("breakeven gpus ", "check list show")]
    [InlineData("breakeven gpus show ", "H100-SXM MI300X")]
    [InlineData("breakeven gpus show mi", "MI300X")]
    [InlineData("breakeven gpus check H100-SXM ", "H100-SXM MI300X")]
    [InlineData("breakeven models show ", "acme/Dense-70B acme/Hybrid-1B acme/Latent-671B")]
    [InlineData("breakeven models show Lat", "acme/Latent-671B")]
    [InlineData("breakeven models show --precision fp8", "fp8 fp8-block fp8-experts")]
    [InlineData("breakeven prices list --gp", "--gpu")]
    [InlineData("breakeven prices list --gpu H", "H100-SXM")]
    [InlineData("breakeven prices list --terms sp", "spot")]
    [InlineData("breakeven prices show Dig", "DigitalOcean")]
    [InlineData("breakeven gpus list --format ", "csv json markdown table")]
    [InlineData("breakeven gpus list -", "--catalog --debug --explain --filter --format --help --no-color -h")]
    [InlineData("breakeven validate --by ", "engine gpu layout model precision scenario source")]
    [InlineData("breakeven completion b", "bash")]
    [InlineData("breakeven nonesuch zz", "")]
    public void The_program_offers_what_may_stand_there(string line, string expected)
    {
        var outcome = CliRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Equal(expected, string.Join(' ', outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void What_stands_after_the_cursor_does_not_count()
        => Assert.Equal("gpus\n", CliRun.Of("[suggest:12]", "breakeven gp show H100").Output);

    [Fact]
    public void A_broken_catalogue_offers_nothing_and_says_nothing()
    {
        var run = new CliRun { OpenCatalog = _ => throw new Catalog.InputException("broken", "catalogue", "mend it") };
        Assert.Equal(new CliRun.Outcome(0, "", ""), run.Run("[suggest:20]", "breakeven gpus show "));
    }

    [SkippableFact]
    public void Bash_completes_with_the_script() => Assert.Equal("H100-NVL\nH100-PCIE\nH100-SXM\n", Bash("""
        eval "$(breakeven completion bash)"
        COMP_LINE='breakeven gpus show H100 --format json'; COMP_POINT=24; COMP_WORDS=(breakeven gpus show H100); COMP_CWORD=3
        _breakeven; printf '%s\n' "${COMPREPLY[@]}"
        """));

    [SkippableFact]
    public void Zsh_completes_with_the_script()
    {
        Skip.If(Bash("command -v zsh || true").Length == 0, "no zsh here");
        Assert.Equal("H100-NVL\nH100-PCIE\nH100-SXM\n", Bash("""
            compdef() { }; compadd() { shift 2; print -l -- "$@"; }; _files() { print files; }
            eval "$(breakeven completion zsh)"
            words=(breakeven gpus show H100); CURRENT=4; _breakeven
            """, "zsh"));
    }

    [SkippableFact]
    public void Fish_completes_with_the_script()
    {
        Skip.If(Bash("command -v fish || true").Length == 0, "no fish here");
        Assert.Equal("H100-NVL\nH100-PCIE\nH100-SXM\n", Bash("""
            breakeven completion fish | source
            complete -C 'breakeven gpus show H100-'
            """, "fish"));
    }
}
