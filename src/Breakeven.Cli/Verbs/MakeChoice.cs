using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>The options of every verb that makes requests by chance.</summary>
internal sealed class MakeChoice
{
    private static readonly string[] Processes = ["poisson", "constant", "gamma:2", "onoff:4:30"];

    public MakeChoice() => Arrivals.CompletionSources.Add(_ => Processes.Select(name => new CompletionItem(name)));

    public Option<long> Seed { get; } = new("--seed") { Description = "The same seed gives the same requests", HelpName = "n", DefaultValueFactory = _ => 0 };

    public Option<string?> Duration { get; } = new("--duration") { Description = "How long requests arrive: 1d unless given", HelpName = "time" };

    public Option<string?> Arrivals { get; } = new("--arrivals") { Description = "How they come one after the other: poisson, constant, gamma:CV, or onoff:TIMES:SECONDS; what the text says unless given", HelpName = "process" };

    public Option<string?> Lengths { get; } = new("--lengths") { Description = "How lengths vary around the text's means: fixed, lognormal:CV, or a trace whose lengths are drawn; what the text says unless given", HelpName = "spread" };

    /// <summary>Refuses options that say how requests are made where all are those of a trace. ServeGen's clients are no such trace: theirs are drawn.</summary>
    public void RefuseUnmade(Invocation call, Trace trace, bool seeded)
    {
        if (trace.Format == TraceFormat.ServeGen) return;
        foreach (var (option, remedy) in new (Option, string)[]
                 {
                     (Duration, "leave it out, or cut a part out: breakeven traffic convert FILE --to 1h --out PART.csv"), (Arrivals, "leave it out"), (Lengths, "leave it out"), (Seed, "leave it out"),
                 })
        {
            if (call.Given(option) && (option != Seed || !seeded)) throw new InputException($"nothing is made by chance here: requests are those of {trace.Name}", option.Name, remedy);
        }
    }

    public MakeOptions Of(Invocation call, TraceChoice traces)
    {
        var options = new MakeOptions
        {
            Seed = call.Value(Seed),
            Arrivals = call.Value(Arrivals) is { } arrivals ? ArrivalProcess.Parse(arrivals, Arrivals.Name) : null,
            Lengths = call.Value(Lengths) is { } lengths ? LengthsOf(call, traces, lengths) : null,
        };
        return TraceChoice.Time(call.Value(Duration), Duration.Name) is { } duration ? options with { Duration = duration } : options;
    }

    private static LengthSource LengthsOf(Invocation call, TraceChoice traces, string text)
    {
        var parts = text.Split(':');
        if (text is "fixed") return new LengthSource.Fixed();
        if (parts is ["lognormal"]) return new LengthSource.LogNormal(new LengthSpread(1), new LengthSpread(1));
        if (parts is ["lognormal", var cv])
            return double.TryParse(cv, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var spread) && spread is > 0 and <= 100
                ? new LengthSource.LogNormal(new LengthSpread(spread), new LengthSpread(spread))
                : throw new InputException($"\"{cv}\" is no coefficient of variation between 0 and 100", "--lengths", "write standard deviation over mean, such as lognormal:1.2");
        if (!Path.Exists(text)) throw new InputException($"there are no lengths \"{text}\", and no such file", "--lengths", "choose fixed, lognormal:1.2, or a trace such as requests.csv");
        var trace = traces.Open(call, text);
        var pairs = LengthSource.Empirical.Of(trace.Requests);
        TraceChoice.Warn(call, trace);
        return pairs;
    }
}
