using Breakeven.Sizing.Support;

namespace Breakeven.Sizing;

/// <summary>The fewest devices of one kind that hold a model with its cache, and why fewer do not.</summary>
public static class SmallestLayout
{
    // Every count up to here is tried; above it only whole eighths of a rack, since nobody deploys 23 devices.
    private const int EveryCountTo = 16;

    private const int Coarse = 8;

    /// <summary>Tries ever more devices until a layout fits; all fitting layouts of that many devices are returned, best first.</summary>
    public static SizingResult Find(SizingRequest request)
    {
        if (Hopeless(request, new(1)) is { } hopeless) return new([], [hopeless]);
        var shape = ModelShape.Of(request.Model, request.Precision);
        var refused = new List<RefusedLayout>();
        foreach (var gpus in Counts(request))
        {
            var fitting = Try(request, shape, Layouts.Of(gpus, request.Model), refused);
            if (fitting.Count > 0) return new(fitting, WithNearest(refused, fitting));
        }

        return new([], refused);
    }

    /// <summary>All layouts of so many devices.</summary>
    public static SizingResult OfSize(SizingRequest request, int gpus)
    {
        if (Hopeless(request, new(gpus)) is { } hopeless) return new([], [hopeless]);
        var refused = new List<RefusedLayout>();
        var fitting = Try(request, ModelShape.Of(request.Model, request.Precision), Layouts.Of(gpus, request.Model), refused);
        return new(fitting, WithNearest(request, refused));
    }

    /// <summary>One layout and no other.</summary>
    public static SizingResult Exactly(SizingRequest request, Layout layout)
    {
        if (Hopeless(request, layout) is { } hopeless) return new([], [hopeless]);
        var refused = new List<RefusedLayout>();
        var fitting = Try(request, ModelShape.Of(request.Model, request.Precision), [layout], refused);
        return new(fitting, WithNearest(request, refused));
    }

    /// <summary>How so many devices of the request's accelerator are had.</summary>
    public static Purchase PurchaseOf(SizingRequest request, int gpus)
    {
        if (request.Boxes.Where(box => box.Gpus >= gpus).OrderBy(box => box.Gpus).FirstOrDefault() is { Gpus: > 0 } whole) return new(whole.Gpus, 1, whole.Gpus - gpus);
        if (Joined(request) is not { Gpus: > 0 } joined) return new(null, 0, 0);
        var count = (gpus + joined.Gpus - 1) / joined.Gpus;
        return new(joined.Gpus, count, count * joined.Gpus - gpus);
    }

    // Hardware without the format refuses every layout alike; saying so once is enough.
    private static RefusedLayout? Hopeless(SizingRequest request, Layout layout)
    {
        var deployment = Deployed(request, layout, PurchaseOf(request, layout.Gpus), ScopeOf(request));
        return LayoutRules.CheckHardware(deployment) is { } refusal ? new(deployment, refusal, null) : null;
    }

    private static BoxShape Joined(SizingRequest request) =>
        request.Boxes.Where(box => box.Fabric is not null).OrderByDescending(box => box.Gpus).FirstOrDefault();

    private static IEnumerable<int> Counts(SizingRequest request)
    {
        var node = request.Accelerator.Link.Devices;
        var counts = Enumerable.Range(1, Math.Min(node, EveryCountTo)).ToList();
        for (var gpus = EveryCountTo + Coarse; gpus <= node; gpus += Coarse) counts.Add(gpus);
        counts.AddRange(request.Boxes.Select(box => box.Gpus).Where(gpus => gpus <= node));
        // Beyond one node a replica takes whole boxes that a network joins.
        if (Joined(request) is { Gpus: > 0 } joined)
            for (var gpus = 2 * joined.Gpus; gpus <= request.GpusMax; gpus += joined.Gpus) counts.Add(gpus);
        return counts.Where(gpus => gpus <= request.GpusMax).Distinct().Order();
    }

    private static List<FittingLayout> Try(SizingRequest request, ModelShape shape, IEnumerable<Layout> layouts, List<RefusedLayout> refused)
    {
        var fitting = new List<FittingLayout>();
        var support = ScopeOf(request);
        foreach (var layout in layouts)
        {
            var purchase = PurchaseOf(request, layout.Gpus);
            var deployment = Deployed(request, layout, purchase, support);
            if ((LayoutRules.Check(deployment) ?? Bound(request, layout)) is { } illegal)
            {
                refused.Add(new(deployment, illegal, null));
                continue;
            }

            var plan = Sizer.Plan(deployment, shape);
            var held = Sizer.HeldBySequence(deployment, request.Context, reserved: true);
            if (Shortage(request, plan, held) is { } shortage) refused.Add(shortage);
            else fitting.Add(new(plan, purchase, held, Sizer.ConcurrencyAt(plan, request.Context), Sizer.ContextAt(plan, request.Concurrency)));
        }

        // A pipeline waits for its stages, so it is taken only where nothing else fits; then what holds most; then what is simplest.
        return [.. fitting
            .OrderBy(one => one.Layout.Pipeline)
            .ThenByDescending(one => one.ConcurrencyMax)
            .ThenBy(one => one.Layout.Data)
            .ThenBy(one => one.Layout.Expert)];
    }

    // In a box that is sold, its own devices are linked; where none of that size is, a node of the accelerator's own link is supposed.
    private static Deployment Deployed(SizingRequest request, Layout layout, Purchase purchase, SupportScope support) => new()
    {
        Model = request.Model,
        Precision = request.Precision,
        Accelerator = request.Accelerator,
        Layout = layout,
        Engine = request.Engine,
        Settings = request.Settings,
        BoxGpus = purchase.Box,
        Fabric = purchase.Count > 1 ? Joined(request).Fabric : null,
        Support = support,
    };

    private static SupportScope ScopeOf(SizingRequest request) => request.Support.For(request.Engine, request.Model, request.Precision, request.Accelerator);

    private static Refusal? Bound(SizingRequest request, Layout layout)
    {
        var admitted = (long)request.Settings.SequencesMax * layout.Data;
        return admitted >= request.Concurrency
            ? null
            : new(RefusalKind.Illegal, $"the engine is set to run {Sequences(admitted)} at once, and {request.Concurrency:N0} are asked for") { Brief = $"set to run {Sequences(admitted)}" };
    }

    private static RefusedLayout? Shortage(SizingRequest request, MemoryPlan plan, Bytes held)
    {
        if (Sizer.Shortage(plan) is { } weights) return new(plan.Deployment, weights, plan.Left * -1);
        var data = plan.Deployment.Layout.Data;
        var perRank = (request.Concurrency + data - 1) / data;
        var needed = held * perRank;
        if (needed <= plan.Left) return null;
        var admitted = Sizer.ConcurrencyAt(plan, request.Context);
        var sequences = $"{Sequences(perRank)} of {request.Context.Value:N0} tokens";
        var reason = $"{sequences} {(perRank == 1 ? "holds" : "hold")} {needed} of each device's cache, and {plan.Left} are left: {needed - plan.Left} short; {(admitted == 0 ? "not one fits" : $"{admitted:N0} fit")}";
        var refusal = new Refusal(RefusalKind.DoesNotFit, reason)
        {
            Brief = $"the cache holds {admitted:N0} of {Sequences(request.Concurrency)}",
            Overshoot = (plan.Usable - plan.Left + needed) / plan.Usable,
        };
        return new(plan.Deployment, refusal, needed - plan.Left);
    }

    private static string Sequences(long count) => count == 1 ? "1 sequence" : $"{count:N0} sequences";

    private static List<RefusedLayout> WithNearest(SizingRequest request, List<RefusedLayout> refused)
    {
        if (refused.Count == 0) return refused;
        var shape = ModelShape.Of(request.Model, request.Precision);
        return WithNearest(refused, [.. Counts(request).SelectMany(gpus => Try(request, shape, Layouts.Of(gpus, request.Model), []))]);
    }

    // What passes nearest to each refused layout: as many devices or nearly, divided as much alike as can be.
    private static List<RefusedLayout> WithNearest(List<RefusedLayout> refused, List<FittingLayout> passing) => passing.Count == 0
        ? refused
        : [.. refused.Select(one => one with { Refusal = one.Refusal with { Nearest = Nearest(one.Layout, passing).ToString() } })];

    private static Layout Nearest(Layout asked, List<FittingLayout> passing) => passing
        .Select(one => one.Layout)
        .OrderBy(one => Math.Abs(one.Gpus - asked.Gpus))
        .ThenBy(one => Changed(one.Pipeline, asked.Pipeline) + Changed(one.Data, asked.Data) + Changed(one.Expert, asked.Expert))
        .First();

    private static int Changed(int ranks, int asked) => ranks > 1 == asked > 1 ? 0 : 1;
}
