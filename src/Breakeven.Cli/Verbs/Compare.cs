using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Hardware;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven compare</summary>
internal static class Compare
{
    public static Verb Build(KnownNames known)
    {
        var model = new Option<string[]>("--model") { Description = "A model to compare: an id, the part of it that only it has, or the path of a config.json; give it once a model. One that is only sold by the token, such as openai/gpt-5-mini, competes by its price", HelpName = "id", Required = true };
        var gpu = new Option<string[]>("--gpu") { Description = "An accelerator to consider; give it once each. Without it, every accelerator that somebody rents out", HelpName = "id" };
        var traffic = new Option<string>("--traffic") { Description = "Demand: rate, prompt and output length, and perhaps the cached share and the peak, such as \"2M requests/day, 1200 in, 300 out, 30% cached, peak 3x\"", HelpName = "text", Required = true };
        var slo = new Option<string?>("--slo") { Description = "Bounds on latency, such as \"ttft p95 < 1 s, tpot p95 < 50 ms\"; without it any latency will do", HelpName = "text" };
        var ratio = new Option<string[]>("--tokens-ratio") { Description = "How many of a model's tokens stand for one of the traffic's, such as \"Qwen/Qwen3-32B=1.15\", or prompt and output apart: \"=1.1/1.4\"", HelpName = "model=n" };
        var terms = new Option<string[]>("--terms") { Description = $"Terms to buy hardware on: {Mistakes.Listed(Terms.Names.Where(name => name != Terms.Tokens))}; on-demand, dedicated and serverless unless given", HelpName = "terms" };
        var provider = new Option<string[]>("--provider") { Description = "Buy only from this provider; give it once each", HelpName = "name" };
        var spares = new Option<int>("--spares") { Description = "Replicas kept beyond what the peak needs", HelpName = "n", DefaultValueFactory = _ => 0 };
        var gpusMax = new Option<int>("--max-gpus") { Description = "The most devices that one replica may take", HelpName = "n", DefaultValueFactory = _ => 64 };
        var simulate = new Option<bool>("--simulate") { Description = $"Replay the traffic through the {CompareSimulation.ContendersEach} cheapest deployments of each model, and rank by what they carry then; the traffic's bursts and spreads of lengths count, and --slo must bound latency" };
        var deployment = new DeploymentOptions();
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        provider.CompletionSources.Add(known.Providers);
        terms.CompletionSources.Add(_ => Terms.Names.Where(name => name != Terms.Tokens).Select(name => new CompletionItem(name)));
        return new Verb("compare", "What serving a traffic costs on each model, accelerator and API: the cheapest that is legal, fits and can be bought", call => Answered(call, Request, call.Value(traffic)!, call.Value(simulate), call.Value(gpu) is { Length: > 0 }))
        {
            Options = { model, gpu, traffic, slo, deployment.Precision, deployment.Layout, deployment.Engine, deployment.Setting, ratio, terms, provider, spares, gpusMax, simulate },
            Examples =
            [
                "breakeven compare --model meta-llama/Llama-3.3-70B-Instruct --model meta-llama/Llama-4-Maverick-17B-128E-Instruct --gpu H100-SXM --gpu H200-SXM --gpu MI300X --traffic \"2M requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"",
                "breakeven compare --model Qwen/Qwen3-32B --model openai/gpt-oss-120b --traffic \"40M tokens/day, 2000 in, 500 out, 40% cached\" --tokens-ratio \"Qwen/Qwen3-32B=1.1/1.4\"",
                "breakeven compare --model deepseek-ai/DeepSeek-V3 --gpu H200-SXM --gpu B200-SXM --traffic \"20 requests/s, 4k in, 500 out, peak 3x\" --terms on-demand --terms spot --format json",
                "breakeven compare --model Qwen/Qwen3-32B --gpu H100-SXM --gpu L40S --traffic \"10 requests/s, 1200 in cv 1, 300 out cv 1\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\" --simulate",
            ],
            AnswersNo = "nothing is known to serve this traffic as asked: no --gpu that was named carries a model, or none meets the objective",
        };

        CompareRequest Request(Invocation call, TrafficDescription described)
        {
            var texts = deployment.SettingTextsOf(call);
            ComparedModel Drafting(ComparedModel one) => texts.SpeculationOf(one.Model, call.Catalog) is { } drafts ? one with { Speculation = drafts.Speculation, Measured = drafts.Measured } : one;
            var (models, sold) = ModelsOf(call, texts, call.Value(model)!, call.Value(ratio) ?? []);
            var (spare, most) = Counts(call.Value(spares), call.Value(gpusMax));
            var engine = deployment.EngineOf(call);
            var request = new CompareRequest
            {
                Models = [.. models.Select(Drafting)],
                SoldModels = sold,
                Accelerators = AcceleratorsOf(call, call.Value(gpu) ?? []),
                HardwareOffers = call.Catalog.HardwareOffers,
                TokenOffers = call.Catalog.TokenOffers,
                Traffic = described.Mean,
                Objective = call.Value(slo) is { } text ? ObjectiveText.Parse(text) : Objective.None,
                Precisions = deployment.PrecisionsOf(call),
                Layout = deployment.LayoutOf(call),
                Engine = engine,
                Settings = deployment.SettingsOf(call),
                OwnCalibration = accelerator => call.CalibrationOf(accelerator, engine) is { Own: not null, Calibration: var known } ? known : null,
                Providers = [.. (call.Value(provider) ?? []).Select(call.Provider)],
                Spares = spare,
                GpusMax = most,
            };
            Check(request);
            return (call.Value(terms) ?? []) is { Length: > 0 } names ? request with { Terms = [.. names.Select(ParseTerms).Distinct()] } : request;
        }
    }

    private static Answer Answered(Invocation call, Func<Invocation, TrafficDescription, CompareRequest> request, string traffic, bool simulated, bool named)
    {
        var described = TrafficText.Describe(traffic);
        foreach (var remark in described.BeyondMeans.Where(_ => !simulated)) call.Warn($"--traffic: {remark}");
        var contest = Contest.Run(request(call, described) with { Support = call.Catalog.Support });
        return CompareAnswer.Of(simulated ? CompareSimulation.Run(call, contest, described) : CompareSimulation.None(contest), call, acceleratorsNamed: named);
    }

    private static List<Accelerator> AcceleratorsOf(Invocation call, string[] names) => names.Length > 0
        ? [.. Distinct(names.Select(call.Accelerator), one => one.Id, "--gpu")]
        : [.. call.Catalog.AcceleratorIds.Where(id => call.Catalog.HardwareOffers.Any(offer => offer.Accelerator == id && !offer.Indicative)).Select(call.Accelerator)];

    private static (int Spares, int GpusMax) Counts(int spares, int gpusMax)
    {
        if (spares is < 0 or > 10_000) throw new InputException($"{spares} is no number of spares", "--spares", "write a whole number from 0 to 10,000, such as 1");
        if (gpusMax is < 1 or > 1024) throw new InputException($"{gpusMax} is no number of devices", "--max-gpus", "write a whole number from 1 to 1,024, such as 8");
        return (spares, gpusMax);
    }

    /// <summary>The models that may be deployed, and those that are only sold by the token, each with its ratio of tokens.</summary>
    private static (IReadOnlyList<ComparedModel> Models, IReadOnlyList<SoldModel> Sold) ModelsOf(Invocation call, EngineSettingsText settings, string[] texts, string[] ratioTexts)
    {
        var sold = Distinct(texts.Select(call.SoldModel).OfType<string>(), id => id, "--model").ToList();
        var models = Distinct(texts.Where(text => call.SoldModel(text) is null).Select(text => settings.Bounded(call.Model(text))), one => one.Id, "--model").ToList();
        var ids = models.Select(one => one.Id).Concat(sold).ToList();
        var ratios = ratioTexts.Select(TokensRatio.ParseForModel).Select(pair => (Model: call.SoldModel(pair.Model) ?? call.Model(pair.Model).Id, pair.Ratio)).ToList();
        foreach (var (id, _) in ratios)
            if (!ids.Contains(id)) throw new InputException($"{id} is not compared", "--tokens-ratio", $"name one of the models given: {Mistakes.Listed(ids)}");
        return ([.. models.Select(one => new ComparedModel(one, RatioOf(one.Id)))], [.. sold.Select(id => new SoldModel(id, RatioOf(id)))]);

        TokensRatio RatioOf(string id) => ratios.Where(pair => pair.Model == id).Select(pair => pair.Ratio).DefaultIfEmpty(TokensRatio.One).Last();
    }

    private static void Check(CompareRequest request)
    {
        if (request.Layout is { } layout && layout.Gpus > request.GpusMax)
            throw new InputException($"{layout} takes {layout.Gpus} devices, and a replica may take {request.GpusMax}", "--layout", $"give a smaller one, or --max-gpus {layout.Gpus}");
        foreach (var (model, ratio) in request.Models)
        {
            var longest = request.Traffic.Input.Value * ratio.Input + request.Traffic.Output.Value * ratio.Output;
            if (longest > model.ContextLimit.Value)
                throw new InputException($"{longest:N0} tokens a request exceed the context of {model.Id}, {model.ContextLimit.Value:N0}", "--traffic", "shorten the lengths, or leave the model out");
        }
    }

    private static OfferTerms ParseTerms(string text)
    {
        var name = Terms.Parse(text, "--terms");
        return Enum.GetValues<OfferTerms>().Cast<OfferTerms?>().FirstOrDefault(terms => Terms.NameOf(terms!.Value) == name)
            ?? throw new InputException("tokens are always compared", "--terms", "choose terms of hardware, such as on-demand");
    }

    private static IEnumerable<T> Distinct<T>(IEnumerable<T> items, Func<T, string> idOf, string option)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
            yield return seen.Add(idOf(item)) ? item : throw new InputException($"{idOf(item)} is given twice", option, "give each once");
    }
}
