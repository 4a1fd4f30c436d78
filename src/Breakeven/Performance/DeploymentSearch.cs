using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Performance;

/// <summary>What to look for: a model on one accelerator, for a shape of traffic within an objective.</summary>
public sealed record SearchRequest
{
    public required Model Model { get; init; }

    public required IReadOnlyList<PrecisionScheme> Precisions { get; init; }

    public required Accelerator Accelerator { get; init; }

    /// <summary>The shapes that can be rented; empty asks of one node of the accelerator's own size.</summary>
    public required IReadOnlyList<BoxShape> Boxes { get; init; }

    public required Traffic Traffic { get; init; }

    public required Objective Objective { get; init; }

    public required Calibration Calibration { get; init; }

    public Engine Engine { get; init; } = Engine.Vllm;

    /// <summary>Settings that the user fixed; null lets the search choose the number of sequences.</summary>
    public EngineSettings? Settings { get; init; }

    /// <summary>Tokens drafted ahead, whatever the other settings; null for none.</summary>
    public Speculation? Speculation { get; init; }

    /// <summary>A layout that the user fixed; null tries all.</summary>
    public Layout? Layout { get; init; }

    /// <summary>What sources say of where models run.</summary>
    public Sizing.Support.SupportTable Support { get; init; } = Sizing.Support.SupportTable.Empty;

    /// <summary>The most devices a replica may take.</summary>
    public int GpusMax { get; init; } = 64;
}

/// <summary>A deployment that is legal, fits, and meets the objective, with the largest load it carries.</summary>
public sealed record Candidate(Deployment Deployment, MemoryPlan Plan, ServingModel Serving, ServingPoint Capacity);

/// <summary>A deployment that is no answer, and why.</summary>
public sealed record Rejected(Deployment Deployment, Refusal Refusal);

/// <summary>All that a search found.</summary>
/// <param name="Candidates">The best for each number of devices and precision, most capacity a device first.</param>
/// <param name="Rejected">For each number of devices and precision without a candidate, the refusal that came nearest to passing.</param>
/// <param name="Tried">Deployments looked at.</param>
public sealed record SearchResult(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Rejected> Rejected, int Tried);

/// <summary>Tries every legal layout of a model on an accelerator.</summary>
public static class DeploymentSearch
{
    // Fewer sequences and smaller steps leave more memory to the cache (the sampler's and the layers' workspace grow with them), more use
    // a wide batch. 0 keeps the engine's own step.
    private static readonly (int Sequences, int BatchedTokens)[] s_choices = [(256, 0), (1024, 0), (64, 2048)];

    public static SearchResult Run(SearchRequest request)
    {
        var best = new Dictionary<(string, int), Candidate>();
        var nearest = new Dictionary<(string, int), Rejected>();
        var tried = 0;
        foreach (var precision in request.Precisions)
        {
            var shape = ModelShape.Of(request.Model, precision);
            foreach (var deployment in Deployments(request, precision))
            {
                tried++;
                var key = (precision.Name, deployment.Layout.Gpus);
                if (LayoutRules.Check(deployment, shape) is { } illegal)
                {
                    Keep(nearest, key, new(deployment, illegal));
                    continue;
                }

                if (BestSettings(request, deployment, shape, out var refusal) is not { } candidate)
                    Keep(nearest, key, new(deployment, refusal!));
                else if (!best.TryGetValue(key, out var other) || candidate.Capacity.Rate > other.Capacity.Rate)
                    best[key] = candidate;
            }
        }

        var candidates = best.Values.OrderByDescending(one => one.Capacity.Rate.Value / one.Deployment.Layout.Gpus).ToList();
        return new(candidates, [.. nearest.Where(pair => !best.ContainsKey(pair.Key)).Select(pair => pair.Value)], tried);
    }

    private static IEnumerable<Deployment> Deployments(SearchRequest request, PrecisionScheme precision)
    {
        var support = request.Support.For(request.Engine, request.Model, precision, request.Accelerator);
        foreach (var (gpus, box) in Sizes(request))
            foreach (var layout in request.Layout is { } fixedLayout ? [fixedLayout] : LayoutsOf(gpus, box, request.Model))
                yield return new()
                {
                    Model = request.Model,
                    Precision = precision,
                    Accelerator = request.Accelerator,
                    Layout = layout,
                    Engine = request.Engine,
                    Settings = (request.Settings ?? DefaultSettings(request.Accelerator)) with { Speculation = request.Speculation },
                    BoxGpus = box.Gpus,
                    Fabric = box.Fabric,
                    Support = support,
                };
    }

    // Across boxes each box is a stage: tensor and attention ranks need the link inside, and more stages than boxes only add bubbles.
    private static IEnumerable<Layout> LayoutsOf(int gpus, BoxShape box, Model model) => gpus <= box.Gpus
        ? Layouts.Of(gpus, model)
        : Layouts.Of(box.Gpus, model).Where(layout => layout.Pipeline == 1).Select(layout => layout with { Pipeline = gpus / box.Gpus });

    /// <summary>What vLLM sets by itself: wide steps on devices from 70 GiB, narrow ones below.</summary>
    public static EngineSettings DefaultSettings(Accelerator accelerator) =>
        new() { BatchedTokensMax = accelerator.Memory >= Bytes.Gibibytes(70) ? 8192 : 2048 };

    // A number of devices is tried in the smallest box that holds it: a larger one changes nothing but the price. Beyond one box a
    // replica takes whole boxes, joined by the fabric.
    private static IEnumerable<(int Gpus, BoxShape Box)> Sizes(SearchRequest request)
    {
        var boxes = request.Boxes.Count > 0 ? request.Boxes : [new(Math.Max(1, Math.Min(8, request.Accelerator.Link.Devices)), null)];
        if (request.Layout is { } layout)
        {
            yield return (layout.Gpus, BoxFor(layout.Gpus, boxes));
            yield break;
        }

        var largest = boxes.Max(box => box.Gpus);
        for (var gpus = 1; gpus <= Math.Min(largest, request.GpusMax); gpus++)
            yield return (gpus, BoxFor(gpus, boxes));
        if (boxes.FirstOrDefault(box => box.Gpus == largest && box.Fabric is not null) is not { Gpus: > 0 } joined) yield break;
        for (var count = 2; count * largest <= request.GpusMax; count *= 2)
            yield return (count * largest, joined);
    }

    private static BoxShape BoxFor(int gpus, IReadOnlyList<BoxShape> boxes)
    {
        foreach (var box in boxes)
            if (box.Gpus >= gpus) return box;
        return boxes.OrderByDescending(box => box.Fabric is not null).ThenByDescending(box => box.Gpus).First();
    }

    private static Candidate? BestSettings(SearchRequest request, Deployment deployment, ModelShape shape, out Refusal? refusal)
    {
        Candidate? best = null;
        refusal = null;
        StepModel? step = null;
        MemoryPlan? plan = null;
        var isShort = false;
        foreach (var (sequences, batched) in request.Settings is { } settings ? [(settings.SequencesMax, 0)] : s_choices)
        {
            // What is too large for some sequences is larger for more.
            if (isShort && sequences > s_choices[0].Sequences) continue;
            var set = deployment with
            {
                Settings = deployment.Settings with { SequencesMax = sequences, BatchedTokensMax = batched > 0 ? batched : deployment.Settings.BatchedTokensMax },
            };
            plan = Sizer.Plan(set, shape, plan);
            if (Sizer.Shortage(plan) is { } shortage)
            {
                (refusal, isShort) = (Nearer(refusal, shortage), true);
                continue;
            }

            // What does not fit needs no step.
            step ??= StepCompiler.Compile(deployment, shape, request.Calibration);
            var serving = new ServingModel(step, plan, request.Traffic, request.Calibration);
            if (serving.AdmittedMax < 1)
            {
                refusal = Nearer(refusal, NoRoom(plan, request.Traffic));
                continue;
            }

            if (serving.Capacity(request.Objective) is not { } capacity)
            {
                refusal = Nearer(refusal, Missed(serving, request.Objective));
                continue;
            }

            if (best is null || capacity.Rate > best.Capacity.Rate) best = new(set, plan, serving, capacity);
            // Neither the cap nor the cache bound the batch, so that other settings change little: under a bound on latency narrower steps carry a few percent more at long prompts.
            if (capacity.Batch < serving.AdmittedMax * 0.5) break;
        }

        return best;
    }

    private static Refusal NoRoom(MemoryPlan plan, Traffic traffic) => new(
        RefusalKind.DoesNotFit,
        $"the {plan.Left} left for cache cannot hold one sequence of {(traffic.Input + traffic.Output).Value} tokens");

    private static Refusal Missed(ServingModel serving, Objective objective)
    {
        var reasons = objective.Bounds.Select(bound =>
        {
            var point = serving.Point(1e-6, bound.Percentile);
            var (name, value) = bound.Metric switch
            {
                LatencyMetric.TimeToFirstToken => ("ttft", point.TimeToFirstToken),
                LatencyMetric.TimePerOutputToken => ("tpot", point.TimePerOutputToken),
                _ => ("e2e", point.EndToEnd),
            };
            return (Text: $"{name} p{bound.Percentile} is {value} for one request alone, above {bound.Limit}", Times: value / bound.Limit);
        }).Where(one => one.Times > 1).ToList();
        return reasons.Count == 0
            ? new(RefusalKind.MissesObjective, "the cache holds too few sequences to meet the objective's percentile")
            : new(RefusalKind.MissesObjective, string.Join("; ", reasons.Select(one => one.Text))) { Overshoot = reasons.Max(one => one.Times) };
    }

    private static void Keep(Dictionary<(string, int), Rejected> nearest, (string, int) key, Rejected rejected)
    {
        if (!nearest.TryGetValue(key, out var other) || ReferenceEquals(Nearer(other.Refusal, rejected.Refusal), rejected.Refusal)) nearest[key] = rejected;
    }

    // The later stage first; of one stage, what misses by the smaller factor.
    private static Refusal Nearer(Refusal? a, Refusal b) =>
        a is null || Rank(b) > Rank(a) || (Rank(b) == Rank(a) && b.Overshoot < a.Overshoot) ? b : a;

    // How far a configuration came before it failed.
    private static int Rank(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.MissesObjective => 3,
        RefusalKind.DoesNotFit => 2,
        _ => 1,
    };
}
