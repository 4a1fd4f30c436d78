using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli;

/// <summary>From arguments to an exit code: parse, run the verb, print its answer, turn every failure into one line.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> args, Surroundings around)
    {
        var globals = new GlobalOptions();
        var parse = Parse(args, globals, around);
        try
        {
            var code = Run(parse, globals, around);
            around.Output.Flush();
            return (int)code;
        }
        catch (InputException wrong)
        {
            return Fail(ExitCode.BadInput, Mistakes.Named(wrong, parse), wrong);
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Cancelled;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return Fail(ExitCode.DependencyFailed, failed.Message, failed);
        }
        catch (Exception bug)
        {
            return Fail(ExitCode.DependencyFailed, $"this is a bug of breakeven's ({bug.GetType().Name}: {bug.Message}); run it again with --debug and report what it prints", bug);
        }

        int Fail(ExitCode code, string message, Exception cause)
        {
            around.Error.WriteLine($"breakeven: {TextWidth.Clean(message)}");
            if (parse.GetValue(globals.Debug)) around.Error.WriteLine(cause.ToString());
            return (int)code;
        }
    }

    /// <summary>Reads a command line without running it.</summary>
    public static ParseResult Parse(IReadOnlyList<string> args, GlobalOptions globals, Surroundings around) =>
        Root(globals, around).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    private static ExitCode Run(ParseResult parse, GlobalOptions globals, Surroundings around)
    {
        // Help, the version and completion answer whatever else stands on the line.
        var verb = parse.CommandResult.Command as Verb;
        if (parse.Action is not (null or ParseErrorAction) && parse.Action != verb?.Action)
            return (ExitCode)parse.Invoke(new InvocationConfiguration { Output = around.Output, Error = around.Error, EnableDefaultExceptionHandler = false });
        Mistakes.Throw(parse);
        var format = globals.FormatOf(parse);
        var answer = verb!.Answer(new Invocation(parse, globals, around));
        Printer.Print(answer, format, Page.Of(around, parse.GetValue(globals.NoColor)), parse.GetValue(globals.Explain));
        return answer.Code;
    }

    private static RootCommand Root(GlobalOptions globals, Surroundings around)
    {
        var help = new HelpPage(globals, around);
        var root = new RootCommand("What it costs to serve a language model on your traffic: size, speed and price in one estimator.");
        foreach (var option in globals.All) root.Options.Add(option);
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new HelpOption("--help", "-h") { Action = help });
        root.Directives.OfType<SuggestDirective>().Single().Action = new Suggestions();
        root.SetAction(help.Invoke);
        foreach (var command in VerbTable.Build(new KnownNames(around))) root.Subcommands.Add(command);
        return root;
    }

}
