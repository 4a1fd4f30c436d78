using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Maps;
using Breakeven.Simulation.Plans;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven advise</summary>
internal static class Advise
{
    // Three capacities, three replays.
    private const int SimulationsAbout = 36;

    // Of each map of a report.
    private const int MapRows = 8;
    private const int Maps = 3;

    public static Verb Build(KnownNames known)
    {
        var options = new AdviseOptions(known);
        var verb = new Verb("advise", "What to run for a month of traffic: the cheapest mix of boxes always on, boxes by the hour and tokens, hour by hour, and what it costs if the traffic is another", call => Run(call, options))
        {
            Examples =
            [
                "breakeven advise --model Qwen/Qwen3-32B --model openai/gpt-oss-120b --traffic \"2M requests/day, 1200 in, 300 out, 30% cached, diurnal 4x\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"",
                "breakeven advise --model meta-llama/Llama-3.3-70B-Instruct --gpu H100-SXM --gpu MI300X --traffic \"400k requests/day, 1200 in, 300 out, peak 3x\" --growth 0.8..2 --max-cost '$20k/month'",
                "breakeven advise --model meta-llama/Llama-3.1-8B-Instruct --trace samples/traces/day.csv --vendor NVIDIA --no-tokens --format json",
            ],
            AnswersNo = "nothing meets the constraints, or all that does is sold by the token and nobody vouches for its latency",
        };
        foreach (var option in options.All) verb.Options.Add(option);
        return verb;
    }

    private static Answer Run(Invocation call, AdviseOptions options)
    {
        var page = call.Value(options.Report) is { } path ? new OutputPlace(options.Report.Name, path).Checked() : null;
        var demand = options.MonthOf(call).Demand(out var mean, out var traffic);
        var quality = options.Constraints.QualityOf(call);
        var asked = options.AskedOf(call, mean, quality);
        var given = options.Constraints.Of(call, options.Contest, asked, quality);
        var everywhere = ContestOptions.AcceleratorsOf(call, []);
        var open = options.Weighed(call, new()
        {
            // Nothing of what the constraints say, so that each can be dropped.
            Compare = asked with { Accelerators = [.. everywhere, .. asked.Accelerators.Where(one => everywhere.TrueForAll(other => other.Id != one.Id))], Providers = [], Objective = Objective.None },
            Demand = demand,
        });
        var simulated = call.Value(options.Simulate) || call.Value(options.SimulateAll) ? Simulated(call, open, given, asked, traffic(), call.Value(options.SimulateAll)) : null;
        var advice = simulated?.Advice ?? Found(call, open, given, asked);
        var answer = AdviseAnswer.Of(advice, given, call, simulated);
        if (page is not null) Write(call, page, advice, (AdviseRecord)answer.Record);
        return answer;
    }

    private static void Write(Invocation call, OutputPlace page, Recommendation advice, AdviseRecord record)
    {
        using var progress = call.Progress("rows of maps", Maps * MapRows, about: true);
        page.Write(AdvisePage.Of(record, [.. AdviceMaps.Of(advice, MapRows, progress.Add).Select(PageMaps.Of)], call.Today));
        call.Warn($"the report is in {page.Path}");
    }

    private static Recommendation Found(Invocation call, AdviceRequest open, IReadOnlyList<Constraint> given, CompareRequest asked)
    {
        using var progress = call.Progress("models on accelerators", asked.Models.Count * asked.Accelerators.Count, about: true);
        return Recommendation.Of(open, given, progress.Add);
    }

    private static SimulatedAdvice Simulated(Invocation call, AdviceRequest open, IReadOnlyList<Constraint> given, CompareRequest asked, PlanTraffic traffic, bool all)
    {
        if (asked.Models.FirstOrDefault(one => one.Speculation is not null).Model is { } drafting) throw new InputException($"{drafting.Id} is to draft tokens, which simulation does not do", "--simulate", "leave out --simulate or num_speculative_tokens");
        using var progress = call.Progress("simulations", SimulationsAbout, about: true);
        return SimulatedAdvice.Of(open, given, traffic, all, progress.Add);
    }
}
