using System.CommandLine;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven traffic show</summary>
internal static class TrafficShow
{
    private static readonly string[] Extensions = [".csv", ".json", ".jsonl", ".txt", ".gz"];

    public static Verb Build(KnownNames _)
    {
        var what = new Argument<string>("trace") { Description = "A trace: a file of requests, a folder of ServeGen's clients, or a description such as \"2M requests/day, 1200 in, 300 out, diurnal 4x, burst 3x\"" };
        var traces = new TraceChoice();
        var make = new MakeChoice();
        return new Verb("show", "What traffic holds: rate over time, lengths, burstiness, and what prompts share", call => Run(call, call.Value(what), traces, make))
        {
            Arguments = { what },
            Options = { traces.SkipBad, traces.FormatOf, make.Seed, make.Duration, make.Arrivals, make.Lengths },
            Examples =
            [
                "breakeven traffic show samples/traces/day.csv",
                "breakeven traffic show \"20k requests/day, 1200 in p95 3000, 300 out cv 0.8, diurnal 4x, burst 3x, 40% shared prefix of 800\"",
                "breakeven traffic show samples/traces/day.csv --format csv",
            ],
        };
    }

    /// <summary>True where a text names a file or a folder rather than describing traffic.</summary>
    public static bool IsPath(string text) => Path.Exists(text) || text.StartsWith('.') || text.StartsWith('~') || Path.IsPathRooted(text)
        || Extensions.Any(extension => text.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static Answer Run(Invocation call, string what, TraceChoice traces, MakeChoice make)
    {
        var options = make.Of(call, traces);
        if (IsPath(what))
        {
            var trace = traces.Open(call, what, make: options);
            make.RefuseUnmade(call, trace, seeded: false);
            var seen = TraceSummary.Of(trace.Requests);
            TraceChoice.Warn(call, trace);
            var drawn = trace.Format == TraceFormat.ServeGen;
            return Answer(call, new(what, TraceChoice.NameOf(trace.Format), trace.Log.Skipped.Count, trace.Log.Unanswered, drawn ? options.Seed : null), seen, [.. TraceChoice.Remarks(trace), .. drawn ? [MadeByChance(options)] : Array.Empty<string>()]);
        }
        traces.RefuseUnread(call, make);
        var description = TrafficText.Describe(what);
        var requests = TrafficMaker.Requests(description, options);
        var summary = TraceSummary.Of(requests);
        if (summary.Requests == 0) throw new InputException($"no request arrives within {options.Duration}", "--duration", "give a longer one, or a higher rate");
        return Answer(call, new(what, "description", 0, 0, options.Seed), summary, [MadeByChance(options)]);
    }

    private static string MadeByChance(MakeOptions options) => FormattableString.Invariant($"these requests were made by chance, with seed {options.Seed}, for {options.Duration}");

    private static Answer Answer(Invocation call, TrafficOrigin origin, TraceSummary summary, IReadOnlyList<string> remarks) => new(
        new Report([.. TrafficShowSections.Of(origin, summary, remarks, call.Format)]) { Explanations = call.Explain ? [.. TrafficShowSections.Explain(summary)] : [] },
        TrafficShowRecord.Of(origin, summary),
        () => TrafficJson.Default.TrafficShowRecord);
}

/// <summary>Where shown requests are from.</summary>
internal sealed record TrafficOrigin(string Name, string Format, long Skipped, long Unanswered, long? Seed);
