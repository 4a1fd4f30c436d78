using System.Diagnostics;

namespace Breakeven.Cli.Tests;

/// <summary>What only a process of its own can show: exit codes, pipes, terminals, signals. The shell does the plumbing.</summary>
public sealed class ProcessTests
{
    [SkippableTheory]
    [InlineData("gpus list", 0)]
    [InlineData("gpus list --filter nonesuch", 1)]
    [InlineData("gpus lst", 2)]
    [InlineData("gpus show nonesuch", 2)]
    public void The_process_exits_as_documented(string arguments, int expected) => Assert.Equal($"{expected}\n", Bash($"breakeven {arguments} >/dev/null 2>&1; echo $?"));

    [SkippableFact]
    public void A_reader_that_leaves_early_is_no_error()
        => Assert.Equal("{\n0\n", Bash("breakeven prices list --format json 2>&1 | head -1; echo ${PIPESTATUS[0]}"));

    [SkippableFact]
    public void A_full_disk_is_one_line_and_3()
    {
        Skip.IfNot(File.Exists("/dev/full"), "no /dev/full on this system");
        Assert.Equal("breakeven: No space left on device : 'standard output'\n3\n", Normal(Bash("breakeven prices list 2>&1 >/dev/full; echo $?")));

        static string Normal(string text) => System.Text.RegularExpressions.Regex.Replace(text, "(No space left on device).*", "$1 : 'standard output'");
    }

    [SkippableFact]
    public void Nothing_but_the_result_is_on_standard_output()
        => Assert.Equal("1\n", Bash("breakeven prices list --format csv 2>/dev/null | grep -c '^provider,'; "));

    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public void A_terminal_gets_bold_unless_told_otherwise(string variables, bool bold)
    {
        Skip.If(Bash("command -v script || true").Length == 0, "no script(1) to make a terminal with");
        var output = Bash($"export -f breakeven; export SHELL=$BASH; {variables} script -qec 'breakeven gpus list' /dev/null </dev/null");
        Assert.Contains("H100-SXM", output, StringComparison.Ordinal);
        Assert.Equal(bold, output.Contains("\e[1m", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_pipe_gets_none() => Assert.DoesNotContain('\e', Bash("breakeven gpus list | cat"));

    // The fifo opens for writing only once the program reads it, so that the signal finds it at work.
    [SkippableFact]
    public void Control_c_ends_it_with_130_and_without_a_word()
    {
        var output = Bash("""
            exec 2>/dev/null # bash reports the interrupted job there
            set -m
            folder=$(mktemp -d); mkfifo $folder/list.json
            breakeven prices import $folder/list.json --into $folder/mine --date 2026-01-01 >$folder/said 2>&1 & pid=$!
            exec 3>$folder/list.json
            kill -INT -- -$pid; wait $pid; echo $?
            cat $folder/said; rm -r $folder
            """);
        Assert.Equal("130\n", output);
    }

    internal static string Bash(string script, string shell = "bash")
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a Unix shell");
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var word in (string[])[shell, "-c", Prelude(shell) + script]) start.ArgumentList.Add(word);
        foreach (var name in (string[])["NO_COLOR", "COLUMNS", "BREAKEVEN_CATALOG", "LC_ALL", "LANG"]) start.Environment.Remove(name);
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "no-configuration");
        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"no end after 2 minutes: {script}");
        }

        process.WaitForExit();
        Assert.Equal("", error.GetAwaiter().GetResult());
        return output.GetAwaiter().GetResult().ReplaceLineEndings("\n");
    }

    // The host that runs these tests runs the program too, whether or not "dotnet" is on the path.
    private static string Prelude(string shell)
    {
        var (host, program) = (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "Breakeven.Cli.dll"));
        return shell == "fish" ? $"function breakeven; '{host}' '{program}' $argv; end\n" : $"breakeven() {{ '{host}' '{program}' \"$@\"; }}\n";
    }
}
