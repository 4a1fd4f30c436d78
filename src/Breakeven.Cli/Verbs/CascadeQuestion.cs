using System.CommandLine;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Cascades;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven cascade</summary>
internal sealed class CascadeQuestion
{
    private readonly ContestOptions _contest;
    private readonly Option<string> _small = new("--small") { Description = "The model that answers first: an id, the part of it that only it has, or the path of a config.json", HelpName = "id", Required = true };
    private readonly Option<string> _large = new("--large") { Description = "The model that answers what is escalated, and everything where it stands alone; one that is only sold by the token will do", HelpName = "id", Required = true };
    private readonly Option<string> _traffic = new("--traffic") { Description = "Demand, such as \"2M requests/day, 1200 in, 300 out, 30% cached, peak 3x\"", HelpName = "text", Required = true };
    private readonly Option<string?> _graded = new("--graded") { Description = "A CSV of prompts that both models answered: id, small, large, and perhaps the smaller one's confidence", HelpName = "file" };
    private readonly Option<string?> _qualitySmall = new("--quality-small") { Description = "Or the smaller model's quality on your tasks, such as 0.71", HelpName = "share" };
    private readonly Option<string?> _qualityLarge = new("--quality-large") { Description = "The larger model's, such as 0.83", HelpName = "share" };
    private readonly Option<string?> _qualityKept = new("--quality-kept") { Description = "The smaller model's quality on what it keeps where --escalate of the requests are escalated", HelpName = "share" };
    private readonly Option<string?> _escalate = new("--escalate") { Description = "The share of requests that is escalated, such as 30%", HelpName = "share" };
    private readonly Option<string?> _least = new("--min-quality") { Description = "The least quality that will do; the answer is the cheapest that has it", HelpName = "share" };
    private readonly Option<string> _written = new("--written") { Description = "How much of the smaller model's answer is there before a request is known to escalate", HelpName = "share", DefaultValueFactory = _ => "100%" };
    private readonly Option<string> _passed = new("--pass-on") { Description = "How much of what it wrote the larger model is given to read", HelpName = "share", DefaultValueFactory = _ => "0%" };
    private readonly Option<bool> _noTokens = new("--no-tokens") { Description = "Buy nothing by the token" };

    private CascadeQuestion(KnownNames known)
    {
        _contest = new(known);
        _small.CompletionSources.Add(known.Models);
        _large.CompletionSources.Add(known.Models);
    }

    public static Verb Build(KnownNames known) => new CascadeQuestion(known).Verb();

    private Verb Verb()
    {
        var deployment = _contest.Deployment;
        return new Verb("cascade", "A small model first and a larger one for what is escalated: cost and quality over the escalated share, and where the larger one alone is cheaper", Run)
        {
            Options =
            {
                _small, _large, _traffic, _escalate, _graded, _qualitySmall, _qualityLarge, _qualityKept, _least, _written, _passed, _contest.Gpu, _contest.Slo, _noTokens, deployment.Precision, deployment.Layout,
                deployment.Engine, deployment.Setting, _contest.Ratio, _contest.TermsOf, _contest.Provider, _contest.Spares, _contest.GpusMax,
            },
            Examples =
            [
                "breakeven cascade --small Qwen/Qwen3-8B --large Qwen/Qwen3-235B-A22B --gpu H100-SXM --traffic \"2M requests/day, 1200 in, 300 out\" --quality-small 0.71 --quality-large 0.83",
                "breakeven cascade --small meta-llama/Llama-3.1-8B-Instruct --large deepseek-ai/DeepSeek-V3 --traffic \"400k requests/day, 1200 in, 300 out\" --graded samples/graded/prompts.csv --min-quality 0.9",
                "breakeven cascade --small openai/gpt-oss-20b --large openai/gpt-oss-120b --gpu H100-SXM --gpu MI300X --traffic \"20 requests/s, 1200 in, 300 out, peak 2x\" --slo \"ttft p95 < 1 s\" --written 10% --pass-on 100% --format json",
            ],
            AnswersNo = "nothing that can be bought serves one of the two models as asked, or neither reaches --min-quality",
        };
    }

    private Answer Run(Invocation call)
    {
        var described = TrafficText.Describe(call.Value(_traffic)!);
        foreach (var remark in described.BeyondMeans) call.Warn($"--traffic: {remark}");
        var quality = Quality(call);
        var least = ShareOf(call, _least);
        if (least is not null && quality is null) throw new InputException("nothing says how good the models are", _least.Name, "give --quality-small and --quality-large, or --graded prompts.csv");
        var written = ShareText.Parse(call.Value(_written)!, _written.Name);
        var passed = ShareText.Parse(call.Value(_passed)!, _passed.Name);
        var escalated = ShareOf(call, _escalate);
        var (small, large) = Requests(call, described.Mean, written * passed);
        using var progress = call.Progress("models", 2);
        return CascadeAnswer.Of(CascadeContest.Of(small, large, written, passed), new(written, passed, escalated, least, quality), call);
    }

    private (CompareRequest Small, CompareRequest Large) Requests(Invocation call, Traffic traffic, double read)
    {
        var (small, large) = (call.Value(_small)!, call.Value(_large)!);
        IReadOnlyList<string> known = [.. call.Catalog.ModelIds, .. call.Catalog.SoldModels];
        if ((Names.Resolve(small, known) ?? small) == (Names.Resolve(large, known) ?? large)) throw new InputException($"{large} is the smaller model too", _large.Name, "name the one that answers what the smaller one does not");
        var both = _contest.RequestOf(call, traffic, [small, large]);
        if (call.Value(_noTokens)) both = both with { TokenOffers = [] };
        // Of two models both are there in their order, unless one is only sold.
        var (first, second) = (Only(call.SoldModel(small), last: false), Only(call.SoldModel(large), last: true));
        var longest = (traffic.Input.Value + Math.Round(traffic.Output.Value * read)) + traffic.Output.Value;
        if (second.Models is [var one] && longest * one.TokensRatio.Input > one.Model.ContextLimit.Value)
            throw new InputException($"{longest:N0} tokens of an escalated request exceed the context of {one.Model.Id}, {one.Model.ContextLimit.Value:N0}", _passed.Name, "pass on less, or shorten the lengths");
        return (first, second);

        CompareRequest Only(string? sold, bool last) => sold is null
            ? both with { Models = [last ? both.Models[^1] : both.Models[0]], SoldModels = [] }
            : both with { Models = [], SoldModels = [both.SoldModels.First(each => each.Id == sold)] };
    }

    private CascadeQuality? Quality(Invocation call)
    {
        var (small, large, kept) = (ShareOf(call, _qualitySmall), ShareOf(call, _qualityLarge), ShareOf(call, _qualityKept));
        if (call.Value(_graded) is { } path)
            return small is null && large is null && kept is null ? CascadeQuality.Of(GradedFiles.Read(path)) : throw new InputException("--graded says how good the models are", _qualitySmall.Name, "leave out one of the two");
        if (small is null && large is null && kept is null) return null;
        if (small is not { } one || large is not { } other) throw new InputException($"{(small is null ? _qualitySmall.Name : _qualityLarge.Name)} is missing", call.Place, "give both, such as --quality-small 0.71 --quality-large 0.83");
        return CascadeQuality.Of(one, other, kept is { } figure ? QualityCurve.Kept(one, other, ShareOf(call, _escalate) ?? 0, figure) : null);
    }

    private static double? ShareOf(Invocation call, Option<string?> option) => call.Value(option) is { } text ? ShareText.Parse(text, option.Name) : null;
}

/// <summary>What was asked of a cascade beside its models and traffic.</summary>
internal sealed record CascadeTerms(double Written, double Passed, double? Escalated, double? QualityLeast, CascadeQuality? Quality);
