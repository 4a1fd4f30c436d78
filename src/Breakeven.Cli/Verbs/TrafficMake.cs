using System.CommandLine;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven traffic make</summary>
internal static class TrafficMake
{
    public static Verb Build(KnownNames _)
    {
        var text = new Argument<string>("text") { Description = "The description, such as \"2M requests/day, 1200 in, 300 out, diurnal 4x, burst 3x, 40% shared prefix of 800\" or \"10M documents of 900 tokens by 6h\"" };
        var into = new Option<string?>("--out") { Description = "The file to write; else the trace goes to standard output", HelpName = "file" };
        var traces = new TraceChoice();
        var make = new MakeChoice();
        return new Verb("make", "Make the requests that a description describes, by chance, as a CSV", call => Run(call, call.Value(text), make.Of(call, traces), call.Value(into)))
        {
            Arguments = { text },
            Options = { into, make.Seed, make.Duration, make.Arrivals, make.Lengths, traces.SkipBad },
            Examples =
            [
                "breakeven traffic make \"6 requests/h, 1200 in cv 1, 300 out, 40% shared prefix of 800\" --seed 7",
                "breakeven traffic make \"20 requests/min, 1200 in, 300 out\" --duration 1min --arrivals gamma:2 --lengths samples/traces/day.csv",
            ],
        };
    }

    private static Answer Run(Invocation call, string text, MakeOptions options, string? into)
    {
        var description = TrafficText.Describe(text);
        return TraceOutput.Write(call, into, TrafficMaker.Requests(description, options), description.Prefix is not null, () => new(into, text, options.Seed, 0, 0));
    }
}
