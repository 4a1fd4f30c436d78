using Breakeven.Catalog;
using Breakeven.Simulation.Engines;

namespace Breakeven.Simulation.Capacities;

/// <summary>
/// Finds the largest multiple of a traffic within the objective, by bisection over simulations: each variant of the traffic by itself, then their median again on requests that none of them had,
/// lowered until it passes. The same traffic, options and seed give the same answer on any number of cores.
/// </summary>
public static class CapacitySearch
{
    private const double Width = 1.01;
    private const int Doublings = 16;
    private const int Halvings = 10;
    private const int Lowerings = 30;

    /// <summary>Runs that a search of so many variants takes where it begins near its answer: for each a bracket and its bisection to 1 %, and the confirmation.</summary>
    public static int RunsFor(int variants) => variants * (2 + (int)Math.Ceiling(Math.Log2(Math.Log(2) / Math.Log(Width)))) + 1;

    /// <summary>Searches.</summary>
    /// <param name="model">The deployment of each replica.</param>
    /// <param name="traffic">What is multiplied.</param>
    /// <param name="options">Replicas, routing and the objective; autoscaling has no capacity to be found.</param>
    /// <param name="variants">Variants that are searched, 1 to 64.</param>
    /// <param name="guess">A multiple to begin at, such as the closed form's; it changes how many runs it takes, and the answer by less than its width of 1 %.</param>
    /// <param name="ran">Is called after each run, from several threads.</param>
    /// <exception cref="InputException">No multiple misses the objective: there are too few requests for a queue.</exception>
    public static CapacityFound Run(ReplicaModel model, ScalableTraffic traffic, SimulationOptions options, int variants, double guess = 1, Action? ran = null)
    {
        if (options.Objective.Bounds.Count == 0) throw new InputException("nothing says what latency will do", "--slo", "bound it, such as --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"");
        ArgumentOutOfRangeException.ThrowIfLessThan(variants, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(guess);
        var multiples = new double[variants];
        var runs = new int[variants];
        Each(variants, variant => multiples[variant] = Search(multiple => MeetsAny(Run(model, traffic, options, multiple, variant, longer: false, ref runs[variant], ran)), guess));
        var total = runs.Sum();
        var median = Median(multiples);
        if (median <= 0) return new(0, multiples, total, null);
        for (var (i, multiple) = (0, median); i < Lowerings; i++, multiple *= i <= 10 ? 0.99 : 0.95)
        {
            var (result, watch) = Run(model, traffic, options, multiple, variants, longer: true, ref total, ran);
            if (watch.Met) return new(multiple, multiples, total, new(result, watch.Reached, 1 - multiple / median));
        }

        return new(0, multiples, total, null);
    }

    // An error of one of them is the user's to read, not a list of errors.
    private static void Each(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, work);
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } one)
        {
            throw new InputException(one.What, one.Where, one.Remedy);
        }
    }

    private static double Search(Func<double, bool> meets, double guess)
    {
        double low, high;
        if (meets(guess))
        {
            (low, high) = (guess, 2 * guess);
            for (var i = 0; meets(high); i++)
            {
                if (i == Doublings) throw new InputException(FormattableString.Invariant($"{high:0.#} times the traffic still meets the objective: there are too few requests for a queue"), "capacity", "give a longer trace or --duration, or tighter bounds");
                (low, high) = (high, 2 * high);
            }
        }
        else
        {
            (low, high) = (guess / 2, guess);
            for (var i = 0; !meets(low); i++)
            {
                if (i == Halvings) return 0;
                (low, high) = (low / 2, low);
            }
        }

        while (high / low > Width)
        {
            var middle = Math.Sqrt(low * high);
            if (meets(middle)) low = middle;
            else high = middle;
        }

        return low;
    }

    private static (SimulationResult Result, ObjectiveWatch Watch) Run(ReplicaModel model, ScalableTraffic traffic, SimulationOptions options, double multiple, int variant, bool longer, ref int runs, Action? ran)
    {
        runs++;
        var requests = traffic.Requests(multiple, variant, longer);
        var watch = new ObjectiveWatch(options.Objective, model, options.Replicas, requests.Count, traffic.WarmUp);
        var result = Simulator.Run(model, watch.Watch(requests.Requests), options with { Seed = options.Seed + variant }, watch);
        ran?.Invoke();
        return (result, watch);
    }

    // Where no request is ever served there is no time that could be beyond a bound, at any load.
    private static bool MeetsAny((SimulationResult Result, ObjectiveWatch Watch) run)
    {
        if (!run.Watch.Met || run.Result.Count(RequestFate.Served) > 0) return run.Watch.Met;
        var (context, cache) = (run.Result.Count(RequestFate.RefusedContext), run.Result.Count(RequestFate.RefusedCache));
        throw new InputException(
            FormattableString.Invariant($"no request is served at any load: {(context > 0 ? $"{context:N0} are longer than the context" : "")}{(context > 0 && cache > 0 ? ", " : "")}{(cache > 0 ? $"{cache:N0} longer than the cache" : "")}"),
            "capacity", "give shorter requests, or a model and a --layout that hold them");
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
