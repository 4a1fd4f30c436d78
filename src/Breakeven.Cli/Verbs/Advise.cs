using System.CommandLine;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
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
        return new Verb("advise", "What to run for a month of traffic: the cheapest mix of boxes always on, boxes by the hour and tokens, hour by hour, and what it costs if the traffic is another", call => Run(call, contest, constraints, new(call, call.Value(trace), call.Value(traffic), traces), growth, finetune, storage))
        {
            Options =
            {
                traffic, trace, growth, contest.Model, contest.Gpu, constraints.Vendor, constraints.Region, contest.Provider, constraints.License, contest.Slo, constraints.CostMost, constraints.NoTokens,
                deployment.Precision, deployment.Layout, deployment.Engine, deployment.Setting, contest.Ratio, contest.TermsOf, contest.Spares, contest.GpusMax, finetune, storage, traces.SkipBad, traces.FormatOf,
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

    private static Answer Run(Invocation call, ContestOptions options, ConstraintOptions constraints, MonthOfTraffic month, Option<string?> growth, Option<string?> finetune, Option<string?> storage)
    {
        var demand = month.Demand(out var mean);
        var asked = options.RequestOf(call, mean);
        var given = constraints.Of(call, options, asked);
        var everywhere = ContestOptions.AcceleratorsOf(call, []);
        var open = new AdviceRequest
        {
            // Nothing of what the constraints say, so that each can be dropped.
            Compare = asked with { Accelerators = [.. everywhere, .. asked.Accelerators.Where(one => everywhere.TrueForAll(other => other.Id != one.Id))], Providers = [], Objective = Objective.None, Storage = FleetChoice.Rate(call.Value(storage)) },
            Demand = demand,
            Growth = GrowthOf(call.Value(growth), growth.Name),
            FineTuneTokens = call.Value(finetune) is { } text ? FineTuneOptions.Tokens(text, finetune.Name) : null,
        };
        return AdviseAnswer.Of(Recommendation.Of(open, given), given, call);
    }

    private static Growth GrowthOf(string? text, string option)
    {
        if (text is null) return Growth.None;
        var parts = text.Split("..");
        return parts.Length == 2 && Number(parts[0]) is >= 0.001 and var least && Number(parts[1]) is <= 1000 and var most && least <= most
            ? Growth.Between(least, most)
            : throw new InputException($"\"{text}\" are no two factors", option, $"write the least and the most, such as {option} 0.8..2");

        static double Number(string part) => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }
}

/// <summary>What arrives in a month, by whichever of the two options says it.</summary>
internal sealed record MonthOfTraffic(Invocation Call, string? Trace, string? Text, TraceChoice Traces)
{
    private const long NanosecondsPerHour = 3_600_000_000_000;

    // Of an hour; a trace that ends so shortly before is as good as whole.
    private const double PartMost = 0.95;

    /// <summary>Hour by hour, and the mean as a comparison takes it.</summary>
    public HourlyDemand Demand(out Traffic mean)
    {
        if (Trace is not null && Text is not null) throw new InputException("--trace and --traffic both say what arrives", "--traffic", "leave out one of the two");
        if (Trace is not null) return Recorded(Trace, out mean);
        if (Text is null) throw new InputException("nothing says what arrives", Call.Place, "give --traffic \"2M requests/day, 1200 in, 300 out\", or --trace requests.csv");
        var described = TrafficText.Describe(Text);
        if (described.Documents is not null) throw new InputException("documents with a deadline have no rate by the hour", "--traffic", "describe requests that arrive over the day, such as \"2M requests/day, 1200 in, 300 out\"");
        foreach (var remark in described.BeyondMeans) Call.Warn($"--traffic: {remark}");
        mean = described.Mean;
        return HourlyDemand.Of(described, BillingPeriod.Month);
    }

    private HourlyDemand Recorded(string path, out Traffic mean)
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
        return month;
    }
}
