using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Hardware;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>The options of every verb that compares models, accelerators and APIs at one traffic.</summary>
internal sealed class ContestOptions
{
    public ContestOptions(KnownNames known)
    {
        Model.CompletionSources.Add(known.Models);
        Gpu.CompletionSources.Add(known.Accelerators);
        Provider.CompletionSources.Add(known.Providers);
        TermsOf.CompletionSources.Add(_ => Terms.Names.Where(name => name != Terms.Tokens).Select(name => new CompletionItem(name)));
    }

    public Option<string[]> Model { get; } = new("--model") { Description = "A model to compare: an id, the part of it that only it has, or the path of a config.json; give it once a model. One that is only sold by the token, such as openai/gpt-5-mini, competes by its price", HelpName = "id", Required = true };

    public Option<string[]> Gpu { get; } = new("--gpu") { Description = "An accelerator to consider; give it once each. Without it, every accelerator that somebody rents out", HelpName = "id" };

    public Option<string?> Slo { get; } = new("--slo") { Description = "Bounds on latency, such as \"ttft p95 < 1 s, tpot p95 < 50 ms\"; without it any latency will do", HelpName = "text" };

    public Option<string[]> Ratio { get; } = new("--tokens-ratio") { Description = "How many of a model's tokens stand for one of the traffic's, such as \"Qwen/Qwen3-32B=1.15\", or prompt and output apart: \"=1.1/1.4\"", HelpName = "model=n" };

    public Option<string[]> TermsOf { get; } = new("--terms") { Description = $"Terms to buy hardware on: {Mistakes.Listed(Terms.Names.Where(name => name != Terms.Tokens))}; on-demand, dedicated and serverless unless given", HelpName = "terms" };

    public Option<string[]> Provider { get; } = new("--provider") { Description = "Buy only from this provider; give it once each", HelpName = "name" };

    public Option<int> Spares { get; } = new("--spares") { Description = "Replicas kept beyond what the peak needs", HelpName = "n", DefaultValueFactory = _ => 0 };

    public Option<int> GpusMax { get; } = new("--max-gpus") { Description = "The most devices that one replica may take", HelpName = "n", DefaultValueFactory = _ => 64 };

    public DeploymentOptions Deployment { get; } = new();

    /// <summary>Whether accelerators were named.</summary>
    public bool NamesAccelerators(Invocation call) => call.Value(Gpu) is { Length: > 0 };

    /// <summary>The objective asked for, if any.</summary>
    public Objective ObjectiveOf(Invocation call) => call.Value(Slo) is { } text ? ObjectiveText.Parse(text) : Objective.None;

    /// <summary>The comparison asked for, at a traffic.</summary>
    public CompareRequest RequestOf(Invocation call, Traffic traffic) => RequestOf(call, traffic, call.Value(Model)!);

    /// <summary>The same among all models that the catalogue describes and whose context holds the traffic.</summary>
    public CompareRequest RequestOfAll(Invocation call, Traffic traffic)
    {
        var texts = Deployment.SettingTextsOf(call);
        var longest = traffic.Input.Value + traffic.Output.Value;
        return RequestOf(call, traffic, [.. call.Catalog.ModelIds.Where(id => texts.Bounded(call.Model(id)).ContextLimit.Value >= longest)]);
    }

    /// <summary>The same among models that are named elsewhere.</summary>
    public CompareRequest RequestOf(Invocation call, Traffic traffic, string[] modelNames)
    {
        var texts = Deployment.SettingTextsOf(call);
        ComparedModel Drafting(ComparedModel one) => texts.SpeculationOf(one.Model, call.Catalog) is { } drafts ? one with { Speculation = drafts.Speculation, Measured = drafts.Measured } : one;
        var (models, sold) = ModelsOf(call, texts, modelNames, call.Value(Ratio) ?? []);
        var (spare, most) = Counts(call.Value(Spares), call.Value(GpusMax));
        var engine = Deployment.EngineOf(call);
        var request = new CompareRequest
        {
            Models = [.. models.Select(Drafting)],
            SoldModels = sold,
            Accelerators = AcceleratorsOf(call, call.Value(Gpu) ?? []),
            HardwareOffers = call.Catalog.HardwareOffers,
            TokenOffers = call.Catalog.TokenOffers,
            Traffic = traffic,
            Objective = ObjectiveOf(call),
            Precisions = Deployment.PrecisionsOf(call),
            Layout = Deployment.LayoutOf(call),
            Engine = engine,
            Settings = Deployment.SettingsOf(call),
            OwnCalibration = accelerator => call.CalibrationOf(accelerator, engine) is { Own: not null, Calibration: var known } ? known : null,
            Providers = [.. (call.Value(Provider) ?? []).Select(call.Provider)],
            Spares = spare,
            GpusMax = most,
            Support = call.Catalog.Support,
        };
        Check(request);
        return (call.Value(TermsOf) ?? []) is { Length: > 0 } names ? request with { Terms = [.. names.Select(ParseTerms).Distinct()] } : request;
    }

    /// <summary>The accelerators of these names; of none, all that somebody rents out.</summary>
    public static List<Accelerator> AcceleratorsOf(Invocation call, string[] names) => names.Length > 0
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
