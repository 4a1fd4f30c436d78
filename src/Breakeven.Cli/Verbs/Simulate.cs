using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven simulate</summary>
internal static class Simulate
{
    // Minutes of computing; more of them tell nothing more of a steady rate.
    private const double RequestsMost = 50e6;

    public static Verb Build(KnownNames known)
    {
        var deployment = new DeploymentOptions();
        var (traces, make, fleet) = (new TraceChoice(), new MakeChoice(), new FleetChoice());
        var trace = new Option<string?>("--trace") { Description = "The requests: a file of any layout that breakeven traffic reads, or a folder of ServeGen's clients", HelpName = "file" };
        var traffic = new Option<string?>("--traffic") { Description = "Or a description of them, such as \"20k requests/day, 1200 in, 300 out, diurnal 4x\"", HelpName = "text" };
        var model = new Option<string>("--model") { Description = "The model: an id, the part of it that only it has, a config.json or hf:owner/name", HelpName = "id", Required = true };
        var gpu = new Option<string>("--gpu") { Description = "The accelerator", HelpName = "id", Required = true };
        var precision = new Option<string>("--precision") { Description = $"Precision of the weights: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name", DefaultValueFactory = _ => "native" };
        var cache = new Option<string?>("--kv-cache-dtype") { Description = "Format of the cache: bf16 or fp8 [default: as the precision has it]", HelpName = "format" };
        var slo = new Option<string?>("--slo") { Description = "Bounds on latency, such as \"ttft p95 < 1 s, tpot p95 < 50 ms\": whether they were met, and how many requests each kept within them", HelpName = "text" };
        var rows = new Option<string?>("--requests-out") { Description = "A file for a row a request, in the order of arrival", HelpName = "file" };
        var noCache = new Option<bool>("--no-prefix-cache") { Description = "Forget a prompt when its request ends" };
        var stepByStep = new Option<bool>("--step-by-step") { Description = "Run every step by itself instead of many alike at once: slower, with the same times for every request" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        cache.CompletionSources.Add(_ => ["bf16", "fp8"]);
        var verb = new Verb("simulate", "Replay requests one by one through replicas of a deployment: latency, waiting, cache, the bill, and what limited it", call => SimulateAnswer.Of(call, new()
        {
            Trace = Source(call, call.Value(trace), call.Value(traffic), traces, make),
            Model = deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model)!)),
            PrecisionName = call.Value(precision)!,
            CacheName = call.Value(cache),
            Accelerator = call.Accelerator(call.Value(gpu)!),
            Layout = deployment.LayoutOf(call),
            Engine = deployment.EngineOf(call),
            Settings = deployment.SettingTextsOf(call).Undrafted(call.Place),
            Fleet = fleet,
            Objective = call.Value(slo) is { } text ? ObjectiveText.Parse(text) : Objective.None,
            Seed = call.Value(make.Seed),
            RequestsOut = call.Value(rows),
            PrefixCaching = !call.Value(noCache),
            StepByStep = call.Value(stepByStep),
        }))
        {
            Options = { trace, traffic, model, gpu, precision, deployment.Layout, cache, slo },
            Examples =
            [
                "breakeven simulate --trace samples/traces/day.csv --model Qwen/Qwen3-32B --gpu H100-SXM --layout tp=2 --slo \"ttft p95 < 1 s, tpot p95 < 40 ms\"",
                "breakeven simulate --traffic \"60k requests/day, 1200 in cv 1, 300 out cv 1, diurnal 4x\" --model meta-llama/Llama-3.1-8B-Instruct --gpu L40S --autoscale 0..4 --duration 6h",
                "breakeven simulate --traffic \"30 requests/s, 2000 in, 200 out, 80% shared prefix of 1600\" --duration 10min --model meta-llama/Llama-3.3-70B-Instruct --precision fp8 --gpu H200-SXM --layout tp=2 --replicas 4 --routing cache-aware --format json",
            ],
            AnswersNo = "a bound of --slo is missed, or the deployment is refused or does not fit",
        };
        foreach (var option in fleet.All) verb.Options.Add(option);
        foreach (var option in (Option[])[deployment.Engine, deployment.Setting, noCache, rows, make.Seed, make.Duration, make.Arrivals, make.Lengths, traces.SkipBad, traces.FormatOf, stepByStep]) verb.Options.Add(option);
        return verb;
    }

    /// <summary>What arrives, by whichever of the two options says it.</summary>
    public static SimulatedTraffic Source(Invocation call, string? path, string? text, TraceChoice traces, MakeChoice choice)
    {
        if (path is not null && text is not null) throw new InputException("--trace and --traffic both say what arrives", "--traffic", "leave out one of the two");
        var make = choice.Of(call, traces);
        if (path is not null)
        {
            var trace = traces.Open(call, path, make: make);
            choice.RefuseUnmade(call, trace, seeded: true);
            return new(path, TraceChoice.NameOf(trace.Format), trace.Requests, trace);
        }

        if (text is null) throw new InputException("nothing says what arrives", call.Place, "give --trace requests.csv, or --traffic \"20k requests/day, 1200 in, 300 out\"");
        traces.RefuseUnread(call, choice);
        var description = TrafficText.Describe(text);
        var expected = description.Mean.Rate.Value * make.Duration.Value;
        if (expected > RequestsMost) throw new InputException(FormattableString.Invariant($"{expected:N0} requests would come in {make.Duration}, and up to {RequestsMost:N0} are made"), make.Duration == new MakeOptions().Duration ? "--traffic" : "--duration", FormattableString.Invariant($"let them come for less long, such as --duration {Math.Max(1, Math.Floor(RequestsMost / 10 / description.Mean.Rate.Value))}s, or more slowly"));
        var requests = TrafficMaker.Requests(description, make);
        return new(text, "description", requests, null) { Description = description, Made = FormattableString.Invariant($"made by chance with seed {make.Seed}, for {make.Duration}") };
    }
}

/// <summary>What arrives, and where that is from. Each enumeration is a pass of its own.</summary>
internal sealed record SimulatedTraffic(string Name, string Format, IEnumerable<TraceRequest> Requests, Trace? Trace)
{
    /// <summary>How requests were made that nobody recorded.</summary>
    public string? Made { get; init; }

    /// <summary>What they were made from.</summary>
    public TrafficDescription? Description { get; init; }
}
