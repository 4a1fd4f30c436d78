using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Workloads;

namespace Breakeven.Tests.Economics.Advice;

/// <summary>What is left out of a large search changes no answer.</summary>
public sealed class PairBoundsTests
{
    private static readonly ICatalog s_catalog = EmbeddedCatalog.Open();

    // A few in each family and size.
    private static readonly string[] s_models =
    [
        "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", "Qwen/Qwen3-32B", "Qwen/Qwen3-30B-A3B", "openai/gpt-oss-20b", "openai/gpt-oss-120b",
        "deepseek-ai/DeepSeek-V3", "mistralai/Mixtral-8x7B-Instruct-v0.1", "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
    ];

    [Theory]
    [InlineData("50k requests/day, 1200 in, 300 out, diurnal 10x", "ttft p95 < 2 s, tpot p95 < 60 ms")]
    [InlineData("3M requests/day, 1200 in, 300 out, diurnal 3x", "ttft p95 < 1 s, tpot p95 < 50 ms")]
    [InlineData("500k requests/day, 4000 in, 200 out, 50% cached", null)]
    public void The_same_choices_come_out_with_and_without_it(string traffic, string? objective)
    {
        var description = TrafficText.Describe(traffic);
        var demand = HourlyDemand.Of(description);
        var request = new AdviceRequest
        {
            Demand = demand,
            Compare = new()
            {
                Models = [.. s_models.Select(id => new ComparedModel(s_catalog.FindModel(id)!, TokensRatio.One))],
                Accelerators = [.. s_catalog.AcceleratorIds.Where(id => s_catalog.HardwareOffers.Any(offer => offer.Accelerator == id && !offer.Indicative)).Select(id => s_catalog.FindAccelerator(id)!)],
                HardwareOffers = s_catalog.HardwareOffers,
                TokenOffers = s_catalog.TokenOffers,
                Traffic = description.Mean,
                Objective = objective is null ? Objective.None : ObjectiveText.Parse(objective),
                GpusMax = 8,
            },
        };
        var (all, looked) = (request.Compare.Models.Count * request.Compare.Accelerators.Count, 0);
        var (bounded, full) = (Recommendation.Of(request, [], () => Interlocked.Increment(ref looked)), Recommendation.Of(request, Contest.Run(request.Compare)));
        Assert.InRange(looked, 0, all * 9 / 10);
        Assert.Equal(Said(full), Said(bounded));
    }

    private static IEnumerable<string> Said(Recommendation advice) => advice.Shifts.Select(shift => FormattableString.Invariant($"{shift.Factor} times: {shift.Best.Way.Contender.Name}, {shift.Best.Bill.Total.Value}")).Concat(advice.Choices.Select(choice => FormattableString.Invariant($"{choice.Way.Contender.Name}: {choice.Bill.Total.Value}, {choice.Plan.AlwaysOnBoxes}, {choice.Way.Hosted?.Candidate.Deployment.Layout}")));
}
