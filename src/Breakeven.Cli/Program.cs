using System.Text;
using Breakeven.Catalog;
using Breakeven.Cli;

#pragma warning disable RS0030 // The one place that names the machine's own clock.
var clock = TimeProvider.System;
#pragma warning restore RS0030

var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
return CommandLine.Run(args, new Surroundings
{
    Output = output,
    Error = Console.Error,
    Variable = Environment.GetEnvironmentVariable,
    Clock = clock,
    OpenCatalog = EmbeddedCatalog.Open,
    UserCatalog = UserCatalog(),
    Interrupted = () =>
    {
        var source = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The second one ends the process as it would have.
            pressed.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        };
        return source.Token;
    },
    ErrorIsTerminal = !Console.IsErrorRedirected,
    TerminalWidth = Console.IsOutputRedirected ? null : Console.WindowWidth,
});

// By the XDG rule, and where the system keeps such files on Windows and macOS.
static string? UserCatalog()
{
    var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } named ? named : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
    return configuration.Length == 0 ? null : Path.Combine(configuration, "breakeven", "catalog");
}
