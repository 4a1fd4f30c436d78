using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven capacity is asked.</summary>
internal sealed record CapacityQuestion
{
    // Enough to know the means of lengths.
    private const int Tallied = 100_000;

    /// <summary>The deployment and the traffic at a multiple of 1.</summary>
    public required SimulateQuestion Asked { get; init; }

    public required MakeOptions Make { get; init; }

    /// <summary>Variants of the traffic.</summary>
    public required int Seeds { get; init; }

    /// <summary>Whether the user said how long requests come.</summary>
    public required bool TimeGiven { get; init; }

    public CapacityAnswered Answer(Invocation call)
    {
        var source = Asked.Trace;
        var tally = TrafficTally.Of(source.Trace is null ? source.Requests.Take(Tallied) : source.Requests);
        if (tally.Requests == 0) throw new InputException("no request arrives", call.Place, "give a longer --duration, or a higher rate");
        if (source.Trace is { } trace) TraceChoice.Warn(call, trace);
        var sized = Asked.Sized(call.Catalog, tally);
        if (sized.Rows[0].Result.Best is not { } fit) return new(this, tally, sized, null);
        var options = Asked.Fleet.Of(call, fit.Plan, tally) with { Seed = Asked.Seed, Objective = Asked.Objective, PrefixCaching = Asked.PrefixCaching };
        if (options.Objective.Bounds.Count == 0) throw new InputException("without a bound on latency any load will do", "--slo", "write one, such as --slo \"ttft p95 < 1 s\"");
        var (calibration, own) = call.CalibrationOf(Asked.Accelerator, Asked.Engine);
        var model = new ReplicaModel(fit.Plan, calibration, tally.MeanInput, tally.MeanOutput);
        var first = ClosedForm(fit.Plan, calibration, tally, options, source.Description?.Mean.CachedShare ?? 0);
        var traffic = Traffic(first, options);
        var found = Search(call, model, traffic, options, Math.Max(1e-6, first.Begin.Value / traffic.Rate.Value));
        RunLimit? limit = null;
        var closed = first;
        if (found.Confirmation?.Result is { } result)
        {
            limit = RunLimit.Of(result, model, calibration, tally.MeanInput + tally.MeanOutput / 2);
            // The same share of prompts found in the cache, so that the two differ in nothing but how they work it out.
            closed = ClosedForm(fit.Plan, calibration, tally, options, (double)result.TokensFound / Math.Max(1, result.TokensFound + result.TokensPrompted));
        }

        return new(this, tally, sized, new(fit, options, traffic.Rate, found, limit, closed.Rate) { Basis = own is null ? model.Basis : Basis.Measured, Calibration = calibration, Own = own });
    }

    private CapacityFound Search(Invocation call, ReplicaModel model, ScalableTraffic traffic, SimulationOptions options, double guess)
    {
        using var progress = call.Progress("simulations", CapacitySearch.RunsFor(Seeds), about: true);
        return CapacitySearch.Run(model, traffic, options, Seeds, guess, progress.Add);
    }

    // All replicas together; for a day with a peak, so much that the peak is carried.
    private ClosedCapacity ClosedForm(MemoryPlan plan, Performance.Calibration calibration, TrafficTally tally, SimulationOptions options, double cachedShare)
    {
        var shape = new Traffic
        {
            Rate = new(1),
            Input = new(Math.Max(1, (long)Math.Round(tally.MeanInput))),
            Output = new(Math.Max(1, (long)Math.Round(tally.MeanOutput))),
            CachedShare = Asked.PrefixCaching ? Math.Min(cachedShare, 0.999) : 0,
        };
        var serving = new ServingModel(StepCompiler.Compile(plan.Deployment, calibration), plan, shape, calibration);
        var times = options.Replicas / (Asked.Trace.Description?.Mean.PeakToMean ?? 1);
        var point = serving.Capacity(options.Objective);
        // Where the closed form sees no load that passes, the search begins at a tenth of what could be served at any latency.
        var begin = point ?? serving.Capacity(Objective.None);
        return new(point is null ? null : point.Rate * times, begin is null ? new(1) : begin.Rate * (point is null ? 0.1 * times : times), (begin?.Batch ?? 1) * options.Replicas);
    }

    private ScalableTraffic Traffic(ClosedCapacity closed, SimulationOptions options)
    {
        if (Asked.Trace.Description is not { } description) return new RecordedTraffic(Asked.Trace.Requests, Asked.Seed);
        var flat = description.Mean.PeakToMean <= 1 && description.PeakToTrough is null;
        if (TimeGiven || !flat) return new DescribedTraffic(description, Make, null);
        return new DescribedTraffic(description, Make, DescribedTraffic.CountFor(options.Objective, closed.Batch, closed.Begin));
    }
}

/// <summary>What the closed form says: the rate within the objective if any, a rate to begin at, and the sequences that run then.</summary>
internal sealed record ClosedCapacity(RequestsPerSecond? Rate, RequestsPerSecond Begin, double Batch);

/// <summary>A search and what it came to.</summary>
/// <param name="Fit">The deployment of each replica.</param>
/// <param name="Options">Replicas and objective.</param>
/// <param name="Rate">The traffic's own.</param>
/// <param name="Found">The multiple of it.</param>
/// <param name="Limit">What limits the replicas there.</param>
/// <param name="ClosedForm">The closed form's capacity, null where it sees none.</param>
internal sealed record CapacityRun(FittingLayout Fit, SimulationOptions Options, RequestsPerSecond Rate, CapacityFound Found, RunLimit? Limit, RequestsPerSecond? ClosedForm)
{
    public required Basis Basis { get; init; }

    public required Performance.Calibration Calibration { get; init; }

    /// <summary>The user's own constants, where it was found with any.</summary>
    public required OwnConstants? Own { get; init; }

    public RequestsPerSecond Capacity => Rate * Found.Multiple;

    /// <summary>The closed form's capacity above the simulated one, as a share of this.</summary>
    public double? Difference => ClosedForm is { } closed && Found.Multiple > 0 ? closed.Value / Capacity.Value - 1 : null;
}

/// <summary>All that was found; no run where the deployment is refused.</summary>
internal sealed record CapacityAnswered(CapacityQuestion Question, TrafficTally Tally, Sized Sized, CapacityRun? Run);
