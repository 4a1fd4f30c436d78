using System.CommandLine;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Simulation.Plans;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven advise</summary>
internal static class Advise
{
    public static Verb Build(KnownNames known)
    {
        var contest = new ContestOptions(known);
        var (constraints, traces, deployment) = (new ConstraintOptions(), new TraceChoice(), contest.Deployment);
        var trace = new Option<string?>("--trace") { Description = "What arrives: a file of requests of any layout that breakeven traffic reads, repeated until the month is full", HelpName = "file" };
        var traffic = new Option<string?>("--traffic") { Description = "Or a description of it, such as \"2M requests/day, 1200 in, 300 out, 30% cached, diurnal 4x\"", HelpName = "text" };
        var growth = new Option<string?>("--growth") { Description = "Between what the traffic will lie, over what was described, in nine of ten cases, such as 0.8..2; log-normal", HelpName = "least..most" };
        var finetune = new Option<string?>("--finetune") { Description = "Tokens that the model is to be fine-tuned on, all epochs counted, such as 100M; says what that takes beside the serving", HelpName = "tokens" };
        var storage = new Option<string?>("--storage") { Description = "What weights are read at when a replica starts, such as 2GB/s [default: 1GB/s, a network disk]", HelpName = "rate" };
        contest.Model.Required = false;
        contest.Model.Description = "A model to consider: an id, the part of it that only it has, or the path of a config.json; give it once a model. Without it, the models of --quality, or all that the catalogue describes";
        var boxPrices = new Option<string?>("--box-prices") { Description = "Between what boxes will cost, over today's prices, in nine of ten cases, such as 0.7..1.1; what is reserved or owned stays", HelpName = "least..most" };
        var tokenPrices = new Option<string?>("--token-prices") { Description = "The same of tokens, such as 0.5..1", HelpName = "least..most" };
        var cautious = new Option<bool>("--cautious") { Description = "Advise what is regretted least where all turns out worst, rather than what costs least on the mean" };
        var ranges = new Ranges(growth, boxPrices, tokenPrices, cautious);
        var simulate = new Option<bool>("--simulate") { Description = "Find by simulation what replicas of the likeliest choices carry, and replay the advised plan request by request, its neighbours beside it; takes longer" };
        var simulateAll = new Option<bool>("--simulate-all") { Description = "The same of every choice that costs less than twice the first: takes minutes" };
        var report = new Option<string?>("--report") { Description = "Write the answer as a page with charts too, one file that needs no network, such as report.html", HelpName = "file" };
        var prices = new Option<string[]>("--price-factor") { Description = "Prices that are not as listed: gpu=0.8 for all boxes, tokens=0.5 for all that is sold by the token", HelpName = "what=times" };
        return new Verb("advise", "What to run for a month of traffic: the cheapest mix of boxes always on, boxes by the hour and tokens, hour by hour, and what it costs if the traffic is another", call => Run(call, contest, constraints, new(call, call.Value(trace), call.Value(traffic), traces), ranges, simulate, simulateAll, report, prices, finetune, storage))
        {
            Options =
            {
                traffic, trace, growth, boxPrices, tokenPrices, cautious, contest.Model, contest.Gpu, constraints.Vendor, constraints.Region, constraints.OnPremises, contest.Provider, constraints.License, constraints.Quality, constraints.QualityLeast, contest.Slo, simulate, simulateAll, constraints.CostMost, constraints.NoTokens,
                deployment.Precision, deployment.Layout, deployment.Engine, deployment.Setting, contest.Ratio, contest.TermsOf, contest.Spares, contest.GpusMax, finetune, storage, prices, report, traces.SkipBad, traces.FormatOf,
            },
            Examples =
            [
                "breakeven advise --model Qwen/Qwen3-32B --model openai/gpt-oss-120b --traffic \"2M requests/day, 1200 in, 300 out, 30% cached, diurnal 4x\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"",
                "breakeven advise --model meta-llama/Llama-3.3-70B-Instruct --gpu H100-SXM --gpu MI300X --traffic \"400k requests/day, 1200 in, 300 out, peak 3x\" --growth 0.8..2 --max-cost '$20k/month'",
                "breakeven advise --model meta-llama/Llama-3.1-8B-Instruct --trace samples/traces/day.csv --vendor NVIDIA --no-tokens --format json",
            ],
            AnswersNo = "nothing meets the constraints, or all that does is sold by the token and nobody vouches for its latency",
        };
    }

    private static Answer Run(Invocation call, ContestOptions options, ConstraintOptions constraints, MonthOfTraffic month, Ranges ranges, Option<bool> simulate, Option<bool> simulateAll, Option<string?> report, Option<string[]> prices, Option<string?> finetune, Option<string?> storage)
    {
        var page = call.Value(report) is { } path ? new OutputPlace(report.Name, path).Checked() : null;
        var demand = month.Demand(out var mean, out var traffic);
        var quality = constraints.QualityOf(call);
        var asked = call.Value(options.Model) is { Length: > 0 } named ? options.RequestOf(call, mean, named)
            : quality.Count > 0 ? options.RequestOf(call, mean, [.. quality.Keys])
            : options.RequestOfAll(call, mean);
        asked = PriceFactors.Of(call.Value(prices) ?? [], prices.Name).Applied(asked);
        var given = constraints.Of(call, options, asked, quality);
        var everywhere = ContestOptions.AcceleratorsOf(call, []);
        var open = new AdviceRequest
        {
            // Nothing of what the constraints say, so that each can be dropped.
            Compare = asked with { Accelerators = [.. everywhere, .. asked.Accelerators.Where(one => everywhere.TrueForAll(other => other.Id != one.Id))], Providers = [], Objective = Objective.None, Storage = FleetChoice.Rate(call.Value(storage)) },
            Demand = demand,
            Growth = RangeOf(call, ranges.Growth),
            BoxPrices = RangeOf(call, ranges.BoxPrices),
            TokenPrices = RangeOf(call, ranges.TokenPrices),
            Cautious = call.Value(ranges.Cautious),
            FineTuneTokens = call.Value(finetune) is { } tokens ? FineTuneOptions.Tokens(tokens, finetune.Name) : null,
        };
        var answer = call.Value(simulate) || call.Value(simulateAll) ? Simulated(call, open, given, asked, traffic(), call.Value(simulateAll)) : Found(call, open, given, asked);
        if (page is null) return answer;
        page.Write(AdvisePage.Of((AdviseRecord)answer.Record, [], call.Today));
        call.Warn($"the report is in {page.Path}");
        return answer;
    }

    private static Answer Found(Invocation call, AdviceRequest open, IReadOnlyList<Constraint> given, CompareRequest asked)
    {
        using var progress = call.Progress("models on accelerators", asked.Models.Count * asked.Accelerators.Count, about: true);
        return AdviseAnswer.Of(Recommendation.Of(open, given, progress.Add), given, call);
    }

    private static Answer Simulated(Invocation call, AdviceRequest open, IReadOnlyList<Constraint> given, CompareRequest asked, PlanTraffic traffic, bool all)
    {
        if (asked.Models.FirstOrDefault(one => one.Speculation is not null).Model is { } drafting) throw new InputException($"{drafting.Id} is to draft tokens, which simulation does not do", "--simulate", "leave out --simulate or num_speculative_tokens");
        using var progress = call.Progress("simulations", SimulationsAbout, about: true);
        var simulated = SimulatedAdvice.Of(open, given, traffic, all, progress.Add);
        return AdviseAnswer.Of(simulated.Advice, given, call, simulated);
    }

    // Three capacities, three replays.
    private const int SimulationsAbout = 36;

    private static Growth RangeOf(Invocation call, Option<string?> option)
    {
        if (call.Value(option) is not { } text) return Growth.None;
        var parts = text.Split("..");
        return parts.Length == 2 && Number(parts[0]) is >= 0.001 and var least && Number(parts[1]) is <= 1000 and var most && least <= most
            ? Growth.Between(least, most)
            : throw new InputException($"\"{text}\" are no two factors", option.Name, $"write the least and the most, such as {option.Name} 0.8..2");

        static double Number(string part) => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    // What is not known, and how that is weighed.
    private sealed record Ranges(Option<string?> Growth, Option<string?> BoxPrices, Option<string?> TokenPrices, Option<bool> Cautious);
}

/// <summary>What arrives in a month, by whichever of the two options says it.</summary>
internal sealed record MonthOfTraffic(Invocation Call, string? Trace, string? Text, TraceChoice Traces)
{
    private const long NanosecondsPerHour = 3_600_000_000_000;

    // Of an hour; a trace that ends so shortly before is as good as whole.
    private const double PartMost = 0.95;

    /// <summary>Hour by hour, and the mean as a comparison takes it.</summary>
    public HourlyDemand Demand(out Traffic mean, out Func<PlanTraffic> traffic)
    {
        if (Trace is not null && Text is not null) throw new InputException("--trace and --traffic both say what arrives", "--traffic", "leave out one of the two");
        if (Trace is not null) return Recorded(Trace, out mean, out traffic);
        if (Text is null) throw new InputException("nothing says what arrives", Call.Place, "give --traffic \"2M requests/day, 1200 in, 300 out\", or --trace requests.csv");
        var described = TrafficText.Describe(Text);
        if (described.Documents is not null) throw new InputException("documents with a deadline have no rate by the hour", "--traffic", "describe requests that arrive over the day, such as \"2M requests/day, 1200 in, 300 out\"");
        foreach (var remark in described.BeyondMeans) Call.Warn($"--traffic: {remark}");
        mean = described.Mean;
        var demand = HourlyDemand.Of(described, BillingPeriod.Month);
        traffic = () => PlanTraffic.Of(described, demand);
        return demand;
    }

    private HourlyDemand Recorded(string path, out Traffic mean, out Func<PlanTraffic> traffic)
    {
        var trace = Traces.Open(Call, path);
        var last = 0L;
        var demand = HourlyDemand.Of(trace.Requests.Select(request =>
        {
            last = request.ArrivalNanoseconds;
            return request;
        }));
        TraceChoice.Warn(Call, trace);
        var whole = last / (double)NanosecondsPerHour;
        if (whole < PartMost) throw new InputException(FormattableString.Invariant($"it lasts {whole * 60:0} min, and a month is made of hours"), "--trace", "give at least an hour of requests, or describe them with --traffic");
        if (demand.Hours.Count < 24 && whole % 1 < PartMost) Call.Warn(FormattableString.Invariant($"{path}: its last hour holds {whole % 1 * 60:0} min and is taken as a whole hour"));
        var month = demand.RepeatedTo(BillingPeriod.Month);
        mean = month.Mean;
        traffic = () => PlanTraffic.Of(trace.Requests, demand.Hours.Count, month);
        return month;
    }
}
