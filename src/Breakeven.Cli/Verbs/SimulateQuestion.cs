using System.Globalization;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Prices;
using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven simulate is asked.</summary>
internal sealed record SimulateQuestion
{
    public required SimulatedTraffic Trace { get; init; }

    public required Model Model { get; init; }

    public required string PrecisionName { get; init; }

    public required string? CacheName { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required Layout? Layout { get; init; }

    public required Engine Engine { get; init; }

    public required EngineSettingsText Settings { get; init; }

    public required FleetChoice Fleet { get; init; }

    public required Objective Objective { get; init; }

    public required long Seed { get; init; }

    public required string? RequestsOut { get; init; }

    public required bool PrefixCaching { get; init; }

    public required bool StepByStep { get; init; }

    public Simulated Answer(Invocation call)
    {
        var tally = TrafficTally.Of(Trace.Requests);
        if (tally.Requests == 0) throw new InputException("no request arrives", call.Place, "give a longer --duration, or a higher rate");
        if (Trace.Trace is { } trace) TraceChoice.Warn(call, trace);
        var sized = Sized(call.Catalog, tally);
        if (sized.Rows[0].Result.Best is not { } fit) return new(this, tally, sized, null);
        var options = Fleet.Of(call, fit.Plan, tally) with { Seed = Seed, Objective = Objective, PrefixCaching = PrefixCaching, StepByStep = StepByStep };
        var (calibration, own) = call.CalibrationOf(Accelerator, Engine);
        var model = new ReplicaModel(fit.Plan, calibration, tally.MeanInput, tally.MeanOutput);
        var result = Run(call, model, options, tally);
        var cost = RunCost.Of(result, fit.Plan, options.Autoscaling is null ? options.Replicas : null, call.Catalog.HardwareOffers, CompareRequest.TermsUnlessAsked);
        return new(this, tally, sized, new(fit, options, result, RunLimit.Of(result, model, calibration, tally.MeanInput + tally.MeanOutput / 2), cost, Api(result, call.Catalog)) { Basis = own is null ? model.Basis : Basis.Measured, Calibration = calibration, Own = own });
    }

    private SimulationResult Run(Invocation call, ReplicaModel model, SimulationOptions options, TrafficTally tally)
    {
        using var rows = RequestsOut is { } path ? new RequestRows(path, tally.First) : null;
        using var progress = call.Progress("requests", tally.Requests);
        var result = Simulator.Run(model, progress.Watch(Trace.Requests), options, rows);
        rows?.Keep();
        return result;
    }

    /// <summary>Which layouts hold the mean request; what a longer one does is the simulation's to say.</summary>
    public Sized Sized(ICatalog catalog, TrafficTally tally)
    {
        var sized = Sizing(tally).Answer(catalog);
        if (sized.Rows[0].Result.Best is { } fit) Settings.Check(fit.Plan);
        return sized;
    }

    private SizeQuestion Sizing(TrafficTally tally) => new()
    {
        Model = Model,
        PrecisionName = PrecisionName,
        CacheName = CacheName,
        ContextText = Math.Clamp((long)(tally.MeanInput + tally.MeanOutput), 1, Model.ContextLimit.Value).ToString(CultureInfo.InvariantCulture),
        Concurrency = 1,
        Engine = Engine,
        Settings = Settings,
        Gpus = null,
        Layout = Layout,
        Accelerators = [Accelerator],
        Named = true,
    };

    private ApiCost? Api(SimulationResult result, ICatalog catalog)
    {
        if (result.Count(RequestFate.Overflowed) == 0) return null;
        return catalog.TokenOffers.Where(offer => offer.Model.Equals(Model.Id, StringComparison.OrdinalIgnoreCase))
            .Select(offer => new ApiCost(offer, new((double)(offer.Input.Value * result.OverflowedInputTokens + offer.Output.Value * result.OverflowedOutputTokens) / 1e6)))
            .MinBy(one => one.Price.Value);
    }
}

/// <summary>What overflowed requests cost at the cheapest API.</summary>
internal sealed record ApiCost(TokenOffer Offer, UsdEstimate Price);

/// <summary>A run and what it came to.</summary>
internal sealed record SimulatedRun(FittingLayout Fit, SimulationOptions Options, SimulationResult Result, RunLimit Limit, RunCost? Cost, ApiCost? Api)
{
    public required Basis Basis { get; init; }

    public required Performance.Calibration Calibration { get; init; }

    /// <summary>The user's own constants, where the run was made with any.</summary>
    public required OwnConstants? Own { get; init; }

    public Seconds Length => new(Result.End * 1e-9);

    public double GpuHours => Result.ReplicaTime * Fit.Layout.Gpus / 3600;
}

/// <summary>All that was found; no run where the deployment is refused.</summary>
internal sealed record Simulated(SimulateQuestion Question, TrafficTally Tally, Sized Sized, SimulatedRun? Run);
