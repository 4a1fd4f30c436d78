using System.Diagnostics;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Documentation;

/// <summary>Runs the built command line as a process, from the root of the checkout, as a reader of the docs would.</summary>
internal static class BreakevenProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>What a run wrote and how it ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);

    public static Outcome Run(IEnumerable<string> arguments)
    {
        // The host that runs these tests runs the tool too, whether or not "dotnet" is on the path.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Breakeven.Cli.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("BREAKEVEN_CATALOG");
        // Nobody's own catalogue may change what the docs show.
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "no-configuration");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"no answer within {Limit.TotalSeconds} s: breakeven {string.Join(' ', arguments)}");
        }
        process.WaitForExit();
        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
