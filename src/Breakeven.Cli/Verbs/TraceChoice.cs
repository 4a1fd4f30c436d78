using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>The options of every verb that reads a trace.</summary>
internal sealed class TraceChoice
{
    private const int SkipMost = 1_000_000;

    private static readonly IReadOnlyList<(string Name, TraceFormat Format)> Formats =
    [
        ("breakeven", TraceFormat.Breakeven),
        ("azure", TraceFormat.Azure),
        ("mooncake", TraceFormat.Mooncake),
        ("burstgpt", TraceFormat.BurstGpt),
        ("vllm-requests", TraceFormat.VllmRequests),
        ("vllm-bench", TraceFormat.VllmBench),
        ("guidellm", TraceFormat.GuideLlm),
        ("aiperf", TraceFormat.AiPerf),
        ("servegen", TraceFormat.ServeGen),
    ];

    public TraceChoice() => FormatOf.CompletionSources.Add(_ => Formats.Select(pair => new CompletionItem(pair.Name)));

    public Option<int> SkipBad { get; } = new("--skip-bad") { Description = "How many malformed lines to leave out, and count, before the next is an error", HelpName = "n", DefaultValueFactory = _ => 0 };

    public Option<string?> FormatOf { get; } = new("--format-of") { Description = $"The layout of the file: {Mistakes.Listed(Formats.Select(pair => pair.Name))}; told by its beginning unless given", HelpName = "format" };

    public static string NameOf(TraceFormat format) => Formats.First(pair => pair.Format == format).Name;

    /// <summary>The trace of a path.</summary>
    public Trace Open(Invocation call, string path, bool sort = false, MakeOptions? make = null)
    {
        var skip = call.Value(SkipBad);
        if (skip is < 0 or > SkipMost) throw new InputException($"{skip} is not a number of lines", SkipBad.Name, "write a whole number from 0 to 1,000,000");
        return TraceSource.Open(path, new() { Format = Format(call.Value(FormatOf)), SkipBad = skip, Sort = sort }, make);
    }

    /// <summary>Refuses options that say how a trace is read where none is: requests come from a description, and lengths from no file.</summary>
    public void RefuseUnread(Invocation call, MakeChoice make)
    {
        if (call.Value(make.Lengths) is { } lengths && Path.Exists(lengths)) return;
        foreach (var option in (Option[])[SkipBad, FormatOf])
            if (call.Given(option)) throw new InputException("no trace is read here, requests are made from a description", option.Name, "leave it out");
    }

    /// <summary>Says on standard error what a pass left out.</summary>
    public static void Warn(Invocation call, Trace trace)
    {
        foreach (var remark in Remarks(trace)) call.Warn($"{trace.Name}: {remark}");
    }

    public static IEnumerable<string> Remarks(Trace trace)
    {
        if (trace.Log.Skipped is { Count: > 0 } skipped)
            yield return FormattableString.Invariant($"{skipped.Count:N0} malformed {(skipped.Count == 1 ? "line was" : "lines were")} left out, such as line {skipped[0].Line}, {skipped[0].Why}");
        if (trace.Log.Unanswered is > 0 and var unanswered)
            yield return FormattableString.Invariant($"{unanswered:N0} {(unanswered == 1 ? "request" : "requests")} without an answer {(unanswered == 1 ? "was" : "were")} left out");
    }

    /// <summary>A time as a person writes it.</summary>
    public static Seconds? Time(string? text, string option)
    {
        if (text is null) return null;
        if (Amount.Parse<Seconds>(text, out _) is { } time && time.Value is >= 0 and <= 3660 * 86400.0) return time;
        throw new InputException($"\"{text}\" is not a time up to ten years", option, "write a number with its unit, such as 90s, 15min, 6h or 30d");
    }

    private static TraceFormat? Format(string? text)
    {
        if (text is null) return null;
        var names = Formats.Select(pair => pair.Name).ToList();
        return names.IndexOf(text.ToLowerInvariant()) is >= 0 and var index ? Formats[index].Format : throw new InputException($"there is no layout \"{text}\"", "--format-of", Mistakes.DidYouMean(text, names, $"choose {Mistakes.Listed(names)}"));
    }
}
