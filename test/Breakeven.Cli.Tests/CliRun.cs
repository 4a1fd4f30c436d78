using Breakeven.Catalog;

namespace Breakeven.Cli.Tests;

/// <summary>Runs the command line inside the test, with surroundings of the test's own: no global state, so that tests run side by side.</summary>
internal sealed record CliRun
{
    /// <summary>The day on which all runs take place.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    public Func<string?, ICatalog> OpenCatalog { get; init; } = _ => new SmallCatalog();

    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>Where the user's own catalogue would be; it need not exist.</summary>
    public string? UserCatalog { get; init; } = Path.Combine(AppContext.BaseDirectory, "no-catalogue");

    /// <summary>The terminal's columns; null is a pipe.</summary>
    public int? Width { get; init; }

    internal sealed record Outcome(int Exit, string Output, string Error)
    {
        /// <summary>All of it as one text, for snapshots.</summary>
        public override string ToString() => $"exit {Exit}\n{(Output.Length == 0 ? "" : "--- standard output\n" + Output)}{(Error.Length == 0 ? "" : "--- standard error\n" + Error)}";
    }

    public static Outcome Of(params IReadOnlyList<string> arguments) => new CliRun().Run(arguments);

    /// <summary>On the catalogue that ships.</summary>
    public static CliRun Shipped { get; } = new() { OpenCatalog = EmbeddedCatalog.Open };

    public Outcome Run(params IReadOnlyList<string> arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        // Examples name the samples as from the checkout's root, where tests do not run.
        var exit = CommandLine.Run([.. arguments.Select(word => word.StartsWith("samples/", StringComparison.Ordinal) ? Breakeven.Testing.Repository.PathOf(word) : word)], new Surroundings
        {
            Output = output,
            Error = error,
            Variable = name => Variables.GetValueOrDefault(name),
            Clock = new StoppedClock(),
            OpenCatalog = OpenCatalog,
            UserCatalog = UserCatalog,
            TerminalWidth = Width,
        });
        return new(exit, output.ToString(), error.ToString());
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
