using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance.Explanations;

/// <summary>
/// Takes a step apart. Each part is timed by the step's own model with all others taken out, so that the parts add up to the step whatever its formulas;
/// bytes and arithmetic are counted apart (<see cref="StepAccount"/>).
/// </summary>
public static class StepExplainer
{
    /// <summary>Explains one step of a legal deployment.</summary>
    public static StepExplanation Explain(Deployment deployment, Calibration calibration, StepWork work)
    {
        var shape = ModelShape.Of(deployment.Model, deployment.Precision);
        var step = StepCompiler.Compile(deployment, shape, calibration);
        var apart = new StepApart(deployment, shape, step.Coefficients, calibration, work);
        var parts = new List<StepPart>();
        parts.AddRange(apart.Dense());
        if (Without(deployment.Model) is { } bare) parts = apart.SharedApart(parts, StepCompiler.Compile(deployment with { Model = bare }, calibration));
        parts.Add(apart.Head());
        parts.AddRange(apart.Experts(out var uses));
        parts.AddRange(apart.Attention(prefill: false));
        parts.AddRange(apart.Attention(prefill: true));
        parts.AddRange(apart.Communication());
        parts.AddRange(apart.Overheads());
        if (apart.Drafting() is { } drafting) parts.Add(drafting);
        return new()
        {
            Deployment = deployment,
            Work = work,
            Step = step,
            Time = step.Time(work),
            Parts = [.. parts.Where(part => part.Time.Value > 0)],
            Experts = uses,
        };
    }

    // The same model but for experts that every token passes; null where it has none.
    private static Model? Without(Model model) => model.Layers.Any(layer => layer.FeedForward is FeedForwardKind.Mixture { SharedWidth: > 0 })
        ? model with
        {
            Layers = [.. model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture { SharedWidth: > 0 } mixture ? layer with { FeedForward = mixture with { SharedWidth = 0 } } : layer)],
        }
        : null;
}

/// <summary>One step, and its model with all but one part taken out.</summary>
internal sealed class StepApart(Deployment deployment, ModelShape shape, StepCoefficients all, Calibration calibration, StepWork work)
{
    private readonly StepCoefficients _none = all with { Dense = [], Head = default, Experts = [], Attention = [], Collectives = [], Overhead = 0, OverheadPerSequence = 0, OverheadPerToken = 0, EagerLaunch = 0, OverlapsHalves = false, Draft = null };
    private readonly StepAccount _account = new(shape, deployment);
    private readonly StepCurves _curves = new(deployment, calibration);

    private double Sequences => work.Decodes * all.PerDataRank;

    // On the rank that has the prompt, or its share where several have one each.
    private double Prompt => work.PrefillTokens / (work.PrefillRanks > 0 ? work.PrefillRanks : all.DataRanks);

    private double Verified => Sequences * all.TokensVerified;

    private double Rows => Verified + Prompt;

    private double Tokens => work.Decodes * all.TokensVerified + work.PrefillTokens;

    public IEnumerable<StepPart> Dense() => all.Dense.Select(family =>
    {
        var format = family.Format!;
        var (moved, arithmetic) = _account.Dense(format, Rows, shared: false);
        return Product(StepFamily.Dense, $"dense products, {format.Name}", format, family, one => _none with { Dense = [one] }) with { Moved = moved, Arithmetic = arithmetic };
    });

    // What a product of both would take less, had the layers no shared experts, is theirs.
    public List<StepPart> SharedApart(List<StepPart> dense, StepModel without)
    {
        var apart = new List<StepPart>();
        for (var i = 0; i < dense.Count; i++)
        {
            var format = all.Dense[i].Format!;
            var (moved, arithmetic) = _account.Dense(format, Rows, shared: true);
            if (arithmetic.Value == 0)
            {
                apart.Add(dense[i]);
                continue;
            }

            var rest = without.Coefficients.Dense.FirstOrDefault(family => family.Format == format);
            var bare = Product(StepFamily.Dense, dense[i].Name, format, rest, one => _none with { Dense = [one] }) with { Moved = dense[i].Moved, Arithmetic = dense[i].Arithmetic };
            if (bare.Time.Value > 0) apart.Add(bare);
            apart.Add(dense[i] with
            {
                Family = StepFamily.SharedExperts,
                Name = $"shared experts, {format.Name}",
                Time = dense[i].Time - bare.Time,
                Launch = dense[i].Launch - bare.Launch,
                Transfer = dense[i].Transfer - bare.Transfer,
                Compute = dense[i].Compute - bare.Compute,
                Moved = moved,
                Arithmetic = arithmetic,
            });
        }

        return apart;
    }

    public StepPart Head()
    {
        var format = all.Head.Format!;
        var (moved, arithmetic) = _account.Head(Verified + (work.PrefillTokens > 0 ? 1 : 0));
        return Product(StepFamily.Head, $"head, {format.Name}", format, all.Head, one => _none with { Head = one }) with { Moved = moved, Arithmetic = arithmetic };
    }

    public List<StepPart> Experts(out List<ExpertUse> uses)
    {
        var parts = new List<StepPart>();
        uses = [];
        var tokens = Tokens;
        foreach (var family in all.Experts)
        {
            var touched = StepModel.Touched(family, work);
            var onRank = family.Dealt ? touched / family.Ranks * ExpertRouting.StragglerByExperts(family.Experts, family.Ranks, touched, family.ExpectedMaximum) : touched;
            var slots = tokens * family.PerToken;
            var rows = slots * (family.Dealt ? family.RowStraggler / family.Ranks : 1);
            var (moved, arithmetic, layers, format) = _account.Experts(family.Experts, family.PerToken, onRank, rows, slots);
            var part = Timed(StepFamily.RoutedExperts, $"routed experts, {format.Name}", Time(family)) with
            {
                Launch = Time(family with { ReadTimePerExpert = 0, TimePerRow = 0, TimePerSlot = 0 }),
                Transfer = Time(Bare(family) with { ReadTimePerExpert = family.ReadTimePerExpert }),
                Activations = Time(Bare(family) with { TimePerSlot = family.TimePerSlot }),
                Compute = Time(Bare(family) with { TimePerRow = family.TimePerRow }),
                Moved = moved,
                Arithmetic = arithmetic,
            };
            parts.Add(OnDevice(part, KernelFamily.Experts, _curves.ExpertsPrecisionOf(format)));
            var even = family.Dealt ? Time(family with { ExpectedMaximum = 0, RowStraggler = 1 }) : part.Time;
            uses.Add(new(
                family.Experts, family.PerToken, layers, ExpertRouting.Touched(family.Experts, ExpertRouting.LogMiss(family.Experts, family.PerToken) * tokens), touched,
                family.Dealt ? family.Ranks : 1, onRank, part.Time - even));
        }

        return parts;

        Seconds Time(ExpertFamily one) => Alone(_none with { Experts = [one] });
        static ExpertFamily Bare(ExpertFamily one) => one with { Launch = 0, LaunchPerExpert = 0, ReadTimePerExpert = 0, TimePerSlot = 0, TimePerRow = 0 };
    }

    public IEnumerable<StepPart> Attention(bool prefill)
    {
        foreach (var kind in all.Attention.GroupBy(family => family.Kind!))
        {
            var families = kind.ToArray();
            var latent = kind.Key is AttentionKind.Latent;
            var (moved, arithmetic) = prefill ? _account.Prefill(kind.Key, Prompt, work.PrefillAttended) : _account.Decode(kind.Key, Sequences, all.TokensVerified, work.DecodeContext);
            var kernel = prefill ? _curves.Prefill(latent) : _curves.Decode(latent);
            var part = Timed(prefill ? StepFamily.PrefillAttention : StepFamily.DecodeAttention, $"{(prefill ? "prefill" : "decode")} attention, {kind.Key.Name}", Time(families)) with
            {
                Launch = Time([.. families.Select(one => one with { DecodeTimePerToken = 0, DecodeWalk = 0, DecodeTimeFixed = kind.Key.StatePerSequence.Value > 0 ? 0 : one.DecodeTimeFixed, PrefillTimePerPair = 0, PrefillTimePerToken = 0, PrefillTimePerKey = 0 })]),
                Transfer = moved / new BytesPerSecond(kernel.Bandwidth),
                Compute = arithmetic / new FlopPerSecond(kernel.Rate),
                Moved = moved,
                Arithmetic = arithmetic,
            };
            var family = (prefill, latent) switch
            {
                (true, true) => KernelFamily.PrefillLatent,
                (true, false) => KernelFamily.PrefillAttention,
                (false, true) => KernelFamily.DecodeLatent,
                _ => KernelFamily.DecodeAttention,
            };
            yield return OnDevice(part, family, _curves.CachePrecision);
        }

        Seconds Time(AttentionFamily[] families)
        {
            var breakdown = new StepModel(_none with { Attention = families }).Explain(work);
            return prefill ? breakdown.PrefillAttention : breakdown.DecodeAttention;
        }
    }

    public IEnumerable<StepPart> Communication() => all.Collectives.Select(family =>
    {
        var tokens = family.OverReplica ? Tokens : Rows;
        var isShort = family.Launch + tokens * family.TimePerToken <= family.LongLaunch + tokens * family.LongTimePerToken;
        var part = Timed(StepFamily.Communication, $"{family.Use.Count:N0} {family.Use.Name}, {family.Use.Ranks} ranks", Alone(_none with { Collectives = [family] })) with
        {
            Launch = new(isShort ? family.Launch : family.LongLaunch),
            Transfer = new(tokens * (isShort ? family.TimePerToken : family.LongTimePerToken)),
            Moved = new(tokens * family.Use.BytesPerToken),
        };
        var found = StepCurves.PassesThroughHost(deployment) ? null : calibration.Kernels.Find(deployment.Accelerator.Id, deployment.Engine.Id, isShort ? family.Use.Short : family.Use.Long, KernelPrecision.Bf16);
        var link = deployment.Layout.Gpus > deployment.LinkedGpus && deployment.Fabric is { } fabric && family.Use.Ranks == 2 && deployment.Layout.Pipeline > 1 ? fabric : deployment.Accelerator.Link.PerDirection;
        return part with { Bandwidth = link, Curve = found?.Curve, Basis = found?.Basis ?? (StepCurves.PassesThroughHost(deployment) ? Basis.Interpolated : Basis.Assumed) };
    });

    public IEnumerable<StepPart> Overheads()
    {
        var host = Seconds.Min(calibration.Serving(deployment.Engine).Step, new(all.Overhead));
        yield return Timed(StepFamily.SmallKernels, "small kernels of the layers", Alone(_none with { Overhead = all.Overhead, OverheadPerToken = all.OverheadPerToken }) - host) with { Basis = all.Basis };
        var eager = Alone(all) - Alone(all with { EagerLaunch = 0 });
        yield return Timed(StepFamily.Host, work.PrefillTokens > 0 ? "scheduler and host, which launches a prompt's kernels one by one" : "scheduler and host", host + eager) with { Basis = all.Basis };
        yield return Timed(StepFamily.Sequences, "host, by sequence", Alone(_none with { OverheadPerSequence = all.OverheadPerSequence })) with { Basis = all.Basis };
    }

    // Its parts are those of a step of its own, of which there are as many as are drafted; prompts pass through the first.
    public StepPart? Drafting()
    {
        if (all.Draft is not { } draft) return null;
        var passes = all.TokensVerified - 1;
        var drafter = StepCompiler.DrafterOf(deployment, shape.Drafter);
        var (first, others) = (Pass(work), Pass(work with { PrefillTokens = 0 }));
        return Timed(StepFamily.Drafting, $"{passes:0} {(passes > 1 ? "passes" : "pass")} of the drafter and the head", new StepModel(all).Explain(work).Drafting) with
        {
            Launch = Sum(part => part.Launch),
            Transfer = Sum(part => part.Transfer),
            Activations = Sum(part => part.Activations),
            Compute = Sum(part => part.Compute),
            Moved = Sum(part => part.Family is StepFamily.Communication ? new(0) : part.Moved),
            Arithmetic = Sum(part => part.Arithmetic),
            Bandwidth = deployment.Accelerator.MemoryBandwidth,
            // Without draft layers of its own, a layer is supposed that nobody has published.
            Basis = deployment.Model.DraftLayers.Count == 0 ? Basis.Assumed : draft.Basis,
        };

        List<StepPart> Pass(StepWork of)
        {
            var apart = new StepApart(drafter, shape.Drafter, draft.Coefficients, calibration, of);
            return [.. apart.Dense(), apart.Head(), .. apart.Experts(out _), .. apart.Attention(prefill: false), .. apart.Attention(prefill: true), .. apart.Communication()];
        }

        T Sum<T>(Func<StepPart, T> amount) where T : struct, IQuantity<T> => first.Select(amount).Total + others.Select(amount).Total * (passes - 1);
    }

    private StepPart Product(StepFamily kind, string name, WeightFormat format, DenseFamily family, Func<DenseFamily, StepCoefficients> alone)
    {
        var part = Timed(kind, name, Alone(alone(family))) with
        {
            Launch = Alone(alone(family.LaunchAlone)),
            Transfer = Alone(alone(family.TransferAlone)),
            Compute = Alone(alone(family.ComputeAlone)),
        };
        return OnDevice(part, KernelFamily.Gemm, _curves.PrecisionOf(format));
    }

    private StepPart OnDevice(StepPart part, KernelFamily family, KernelPrecision precision)
    {
        var found = calibration.Kernels.Find(deployment.Accelerator.Id, deployment.Engine.Id, family, precision);
        return part with
        {
            Bandwidth = deployment.Accelerator.MemoryBandwidth,
            Rate = new(KernelCurve.DenseRate(deployment.Accelerator, found?.Curve.Precision ?? precision)),
            Curve = found?.Curve,
            Basis = found?.Basis ?? Basis.Assumed,
        };
    }

    private static StepPart Timed(StepFamily family, string name, Seconds time) => new(family, name, time);

    private Seconds Alone(StepCoefficients one) => new StepModel(one).Time(work);
}
