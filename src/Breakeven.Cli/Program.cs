using System.Text;
using Breakeven.Cli;

var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
var code = CommandLine.Run(args, new Surroundings
{
    Output = output,
    Error = Console.Error,
    Variable = Environment.GetEnvironmentVariable,
    Clock = TimeProvider.System,
    OpenCatalog = _ => new Breakeven.Cli.TrialCatalog(),
    TerminalWidth = Console.IsOutputRedirected ? null : Console.WindowWidth,
});
output.Flush();
return code;
