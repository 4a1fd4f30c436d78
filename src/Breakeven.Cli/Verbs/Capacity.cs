using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven capacity</summary>
internal static class Capacity
{
    public static Verb Build(KnownNames known)
    {
        var deployment = new DeploymentOptions();
        var (traces, make, fleet) = (new TraceChoice(), new MakeChoice(), new FleetChoice());
        var trace = new Option<string?>("--trace") { Description = "The requests to be multiplied: a file of any layout that breakeven traffic reads, or a folder of ServeGen's clients", HelpName = "file" };
        var traffic = new Option<string?>("--traffic") { Description = "Or a description of them, such as \"10 requests/s, 1200 in cv 1, 300 out cv 1\"", HelpName = "text" };
        var model = new Option<string>("--model") { Description = "The model: an id, the part of it that only it has, a config.json or hf:owner/name", HelpName = "id", Required = true };
        var gpu = new Option<string>("--gpu") { Description = "The accelerator", HelpName = "id", Required = true };
        var slo = new Option<string>("--slo") { Description = "Bounds on latency that must hold, such as \"ttft p95 < 1 s, tpot p95 < 50 ms\"", HelpName = "text", Required = true };
        var precision = new Option<string>("--precision") { Description = $"Precision of the weights: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name", DefaultValueFactory = _ => "native" };
        var cache = new Option<string?>("--kv-cache-dtype") { Description = "Format of the cache: bf16 or fp8 [default: as the precision has it]", HelpName = "format" };
        var seeds = new Option<int>("--seeds") { Description = "Variants of the traffic that are searched, from whose spread the interval is", HelpName = "n", DefaultValueFactory = _ => 5 };
        var noCache = new Option<bool>("--no-prefix-cache") { Description = "Forget a prompt when its request ends" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        cache.CompletionSources.Add(_ => ["bf16", "fp8"]);
        var verb = new Verb("capacity", "Find how much of a traffic a deployment carries within bounds on latency, by simulating it at one multiple after another", call => CapacityAnswer.Of(call, new()
        {
            Asked = new()
            {
                Trace = Simulate.Source(call, call.Value(trace), call.Value(traffic), traces, make),
                Model = deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model)!)),
                PrecisionName = call.Value(precision)!,
                CacheName = call.Value(cache),
                Accelerator = call.Accelerator(call.Value(gpu)!),
                Layout = deployment.LayoutOf(call),
                Engine = deployment.EngineOf(call),
                Settings = deployment.SettingTextsOf(call).Undrafted(call.Place),
                Fleet = fleet,
                Objective = ObjectiveText.Parse(call.Value(slo)!),
                Seed = call.Value(make.Seed),
                RequestsOut = null,
                PrefixCaching = !call.Value(noCache),
                StepByStep = false,
            },
            Make = make.Of(call, traces),
            Seeds = call.Value(seeds) is >= 1 and <= 64 and var many ? many : throw new InputException($"{call.Value(seeds)} is not a number of variants", seeds.Name, "write a whole number from 1 to 64, such as 5"),
            TimeGiven = call.Value(make.Duration) is not null,
        }))
        {
            Options = { trace, traffic, model, gpu, slo, precision, deployment.Layout, cache, fleet.Replicas, fleet.RoutingOf, deployment.Engine, deployment.Setting, noCache, seeds, make.Seed, make.Duration, make.Arrivals, make.Lengths, traces.SkipBad, traces.FormatOf },
            Examples =
            [
                "breakeven capacity --traffic \"10 requests/s, 1200 in cv 1, 300 out cv 1\" --model Qwen/Qwen3-32B --gpu H100-SXM --layout tp=2 --slo \"ttft p95 < 1 s, tpot p95 < 40 ms\"",
                "breakeven capacity --trace samples/traces/day.csv --model meta-llama/Llama-3.1-8B-Instruct --gpu L40S --slo \"e2e p95 < 20 s\" --replicas 2 --format json",
            ],
            AnswersNo = "even a small part of the traffic misses the bounds, or the deployment is refused or does not fit",
        };
        return verb;
    }
}
