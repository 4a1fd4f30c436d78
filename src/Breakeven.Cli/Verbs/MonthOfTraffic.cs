using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Simulation.Plans;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

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
        // The rest of an hour is no hour: repeated, it would stand for quiet ones.
        if (demand.Hours.Count is > 1 and < 24 && whole % 1 < PartMost)
        {
            Call.Warn(FormattableString.Invariant($"{path}: its last {whole % 1 * 60:0.#} min are no whole hour and are left out"));
            demand = new([.. demand.Hours.SkipLast(1)], demand.Origin);
        }
        var month = demand.RepeatedTo(BillingPeriod.Month);
        mean = month.Mean;
        traffic = () => PlanTraffic.Of(trace.Requests, demand.Hours.Count, month);
        return month;
    }
}
