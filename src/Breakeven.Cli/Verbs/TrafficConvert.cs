using System.CommandLine;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven traffic convert</summary>
internal static class TrafficConvert
{
    public static Verb Build(KnownNames _)
    {
        var file = new Argument<string>("trace") { Description = "The trace to read: a file of requests, or a folder of ServeGen's clients" };
        var into = new Option<string?>("--out") { Description = "The file to write; else the trace goes to standard output", HelpName = "file" };
        var from = new Option<string?>("--from") { Description = "Leave out what arrives before this time of the trace", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Leave out what arrives at this time of the trace or later", HelpName = "time" };
        var speed = new Option<string?>("--speed") { Description = "Let requests arrive so many times as fast, such as 2x", HelpName = "times" };
        var repeat = new Option<string?>("--repeat") { Description = "Begin anew at the end until this time, such as 30d", HelpName = "time" };
        var sort = new Option<bool>("--sort") { Description = "Put requests in the order of their arrival; the whole trace is held in memory" };
        var traces = new TraceChoice();
        var make = new MakeChoice();
        return new Verb("convert", "Write a trace of any layout as our own CSV: a part of it, faster, repeated, or put in order", call =>
        {
            var trace = traces.Open(call, call.Value(file), call.Value(sort), make.Of(call, traces));
            make.RefuseUnmade(call, trace, seeded: false);
            var requests = trace.Requests;
            if (call.Value(from) is not null || call.Value(to) is not null) requests = requests.Between(TraceChoice.Time(call.Value(from), from.Name) ?? Seconds.Zero, TraceChoice.Time(call.Value(to), to.Name));
            if (call.Value(speed) is { } times) requests = requests.Faster(Speed(times));
            if (TraceChoice.Time(call.Value(repeat), repeat.Name) is { } until) requests = requests.Repeat(until);
            var answer = TraceOutput.Write(call, call.Value(into), requests, trace.Format is TraceFormat.Breakeven or TraceFormat.Mooncake,
                () => new(call.Value(into), trace.Name, trace.Format == TraceFormat.ServeGen ? call.Value(make.Seed) : null, trace.Log.Skipped.Count, trace.Log.Unanswered));
            TraceChoice.Warn(call, trace);
            return answer;
        })
        {
            Arguments = { file },
            Options = { into, from, to, speed, repeat, sort, traces.SkipBad, traces.FormatOf, make.Seed, make.Duration },
            Examples =
            [
                "breakeven traffic convert samples/traces/day.csv --from 8h --to 8.25h",
                "breakeven traffic convert samples/traces/day.csv --from 12h --to 12.5h --speed 2x --repeat 30min",
            ],
        };
    }

    private static double Speed(string text) => double.TryParse(text.TrimEnd('x', 'X'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times) && times is >= 1e-6 and <= 1e6
        ? times
        : throw new InputException($"\"{text}\" is not a speed between 0.000001x and 1,000,000x", "--speed", "write how many times as fast, such as 2x");
}
