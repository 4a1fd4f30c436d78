using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Simulation;
using Breakeven.Simulation.Fleets;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>The options that say how many replicas there are, and how requests come to them.</summary>
internal sealed class FleetChoice
{
    private static readonly IReadOnlyList<(string Name, Routing Routing)> Routings =
    [
        ("least-loaded", Routing.LeastLoaded),
        ("round-robin", Routing.RoundRobin),
        ("power-of-two", Routing.PowerOfTwo),
        ("cache-aware", Routing.CacheAware),
    ];

    // Slower than any disk that holds a model, and faster than any memory: beyond these a start takes weeks or no time.
    private static readonly BytesPerSecond StorageLeast = new(10e6);
    private static readonly BytesPerSecond StorageMost = new(1e15);

    public FleetChoice() => RoutingOf.CompletionSources.Add(_ => Routings.Select(pair => new CompletionItem(pair.Name)));

    public Option<int?> Replicas { get; } = new("--replicas") { Description = "Replicas that are up all the time: 1 unless given", HelpName = "n" };

    public Option<string?> Autoscale { get; } = new("--autoscale") { Description = "Instead, replicas from least to most, started and stopped by the requests in flight, such as 0..8", HelpName = "least..most" };

    public Option<double?> ScaleAt { get; } = new("--scale-at") { Description = "Requests in flight that each replica is meant to have: 0.7 of what it can run at once, unless given", HelpName = "n" };

    public Option<string?> ScaleDownDelay { get; } = new("--scale-down-delay") { Description = "How long fewer replicas must have been enough before one is stopped: 5min unless given", HelpName = "time" };

    public Option<string?> Storage { get; } = new("--storage") { Description = "What a starting replica reads its weights at: 1 GB/s unless given", HelpName = "rate" };

    public Option<string?> WarmUp { get; } = new("--warm-up") { Description = "From weights that are read to the first request: 60s unless given", HelpName = "time" };

    public Option<string> RoutingOf { get; } = new("--routing") { Description = $"How a request's replica is chosen: {Mistakes.Listed(Routings.Select(pair => pair.Name))}", HelpName = "rule", DefaultValueFactory = _ => "least-loaded" };

    public Option<int?> OverflowQueue { get; } = new("--overflow-queue") { Description = "Requests that may wait at a replica before further ones go to the cheapest per-token API", HelpName = "n" };

    public Option<string?> OverflowTtft { get; } = new("--overflow-ttft") { Description = "The longest predicted time to first token before a request goes there", HelpName = "time" };

    public IEnumerable<Option> All => [Replicas, Autoscale, RoutingOf, ScaleAt, ScaleDownDelay, Storage, WarmUp, OverflowQueue, OverflowTtft];

    public SimulationOptions Of(Invocation call, MemoryPlan plan, TrafficTally tally)
    {
        var replicas = call.Value(Replicas);
        if (replicas is < 1 or > SimulationOptions.ReplicasMost) throw new InputException($"{replicas} is not a number of replicas", Replicas.Name, $"write a whole number from 1 to {SimulationOptions.ReplicasMost}, such as 4");
        var autoscaling = AutoscalingOf(call, plan, tally);
        if (replicas is not null && autoscaling is not null) throw new InputException("a fixed number and --autoscale contradict each other", Replicas.Name, "leave out one of the two");
        return new() { Replicas = replicas ?? 1, Autoscaling = autoscaling, Routing = Route(call.Value(RoutingOf)!), Overflow = OverflowOf(call) };
    }

    private Routing Route(string name) => Routings.Where(pair => pair.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => (Routing?)pair.Routing).FirstOrDefault()
        ?? throw new InputException($"there is no routing \"{name}\"", RoutingOf.Name, Mistakes.DidYouMean(name, Routings.Select(pair => pair.Name), $"choose {Mistakes.Listed(Routings.Select(pair => pair.Name))}"));

    private Overflow? OverflowOf(Invocation call)
    {
        var queue = call.Value(OverflowQueue);
        if (queue is < 0) throw new InputException($"{queue} is not a number of requests", OverflowQueue.Name, "write a whole number from 0 on, such as 16");
        var first = TraceChoice.Time(call.Value(OverflowTtft), OverflowTtft.Name);
        return queue is null && first is null ? null : new(queue, first);
    }

    private Autoscaling? AutoscalingOf(Invocation call, MemoryPlan plan, TrafficTally tally)
    {
        if (call.Value(Autoscale) is not { } text)
        {
            foreach (var (option, given) in new (Option, bool)[] { (ScaleAt, call.Value(ScaleAt) is not null), (ScaleDownDelay, call.Value(ScaleDownDelay) is not null), (Storage, call.Value(Storage) is not null), (WarmUp, call.Value(WarmUp) is not null) })
                if (given) throw new InputException("nothing is started or stopped here", option.Name, "give --autoscale too, such as --autoscale 0..8");
            return null;
        }

        var parts = text.Split("..");
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            || most < 1 || least > most || most > SimulationOptions.ReplicasMost)
            throw new InputException($"\"{text}\" is not a range of replicas", Autoscale.Name, $"write least and most, up to {SimulationOptions.ReplicasMost}, such as 0..8");
        var each = call.Value(ScaleAt);
        if (each is not null and not (> 0 and <= 1e6)) throw new InputException($"{each} is not a number of requests", ScaleAt.Name, "write a number above 0, such as 32");
        return new()
        {
            Least = least,
            Most = most,
            InFlightEach = each ?? Math.Max(1, 0.7 * AtOnce(plan, tally)),
            ColdStart = Autoscaling.ColdStartOf(plan, Rate(call.Value(Storage)), TraceChoice.Time(call.Value(WarmUp), WarmUp.Name) ?? HostedOption.WarmUp),
            ScaleDownDelay = TraceChoice.Time(call.Value(ScaleDownDelay), ScaleDownDelay.Name) ?? new Seconds(300),
        };
    }

    // The engine's cap, or what the cache holds of requests of the mean length.
    private static double AtOnce(MemoryPlan plan, TrafficTally tally) => Math.Min(
        Sizer.ConcurrencyAt(plan, new((long)Math.Ceiling(tally.MeanInput + tally.MeanOutput / 2)), reserved: false),
        (double)plan.Deployment.Settings.SequencesMax * plan.Deployment.Layout.Data);

    public static BytesPerSecond Rate(string? text)
    {
        if (text is null) return HostedOption.Storage;
        if (Amount.Parse<BytesPerSecond>(text, out _) is not { } rate) throw new InputException($"\"{text}\" is not a rate", "--storage", "write bytes a second with their unit, such as --storage 2GB/s");
        return rate >= StorageLeast && rate <= StorageMost
            ? rate
            : throw new InputException($"\"{text}\" is no rate that weights are read at", "--storage", $"write one from {StorageLeast} to {StorageMost}, such as --storage 2GB/s");
    }
}
