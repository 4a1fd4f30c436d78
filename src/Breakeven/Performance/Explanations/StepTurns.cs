using Breakeven.Sizing;

namespace Breakeven.Performance.Explanations;

/// <summary>The batch at which an operation's arithmetic takes as long as reading its weights.</summary>
/// <param name="Family">Which operations.</param>
/// <param name="Name">The same in words.</param>
/// <param name="Batch">The smallest batch of a replica from which it is bound by arithmetic; null where it never is.</param>
public sealed record StepTurn(StepFamily Family, string Name, long? Batch);

/// <summary>Searches the compiled step for batches at which something turns.</summary>
public static class StepTurns
{
    /// <summary>No replica runs more sequences than this at once.</summary>
    public const long BatchMost = 1 << 20;

    /// <summary>Where dense products and routed experts turn from bandwidth to arithmetic, each format by itself, while no prompt is processed.</summary>
    public static IReadOnlyList<StepTurn> Of(StepExplanation explanation, Calibration calibration)
    {
        var asked = explanation.Work with { PrefillTokens = 0, PrefillAttended = 0, Decodes = 1 };
        var stages = explanation.Step.Pipeline;
        var turns = new List<StepTurn>();
        foreach (var part in At(1).Where(part => part.Family is StepFamily.Dense or StepFamily.SharedExperts or StepFamily.RoutedExperts))
        {
            var batch = FirstFrom(1, BatchMost, one => At(one).Single(other => other.Family == part.Family && other.Name == part.Name) is var then && then.Compute >= then.Transfer);
            turns.Add(new(part.Family, part.Name, batch));
        }

        return turns;

        IReadOnlyList<StepPart> At(long batch) => StepExplainer.Explain(explanation.Deployment, calibration, asked with { Decodes = (double)batch / stages }).Parts;
    }

    /// <summary>The smallest whole number from which something holds that, once it holds, goes on to hold; null where it does not up to the end.</summary>
    internal static long? FirstFrom(long low, long high, Func<long, bool> holds)
    {
        if (holds(low)) return low;
        // Doubling first: most answers are small, and small batches are what people run.
        var fails = low;
        while (fails < high)
        {
            var next = Math.Min(high, fails * 2);
            if (holds(next))
            {
                while (next - fails > 1)
                {
                    var middle = fails + (next - fails) / 2;
                    if (holds(middle)) next = middle;
                    else fails = middle;
                }

                return next;
            }

            fails = next;
        }

        return null;
    }
}

/// <summary>A decode step at a batch.</summary>
/// <param name="Batch">Sequences of the replica that get a token each, or with speculation several.</param>
/// <param name="Parts">What the step is made of.</param>
/// <param name="Throughput">Tokens a second of the replica; its pipeline stages work on a microbatch each.</param>
/// <param name="PerGpu">The same of one GPU.</param>
/// <param name="Touched">Experts that a layer touches; 0 for a dense model.</param>
public sealed record BatchPoint(long Batch, StepBreakdown Parts, TokensPerSecond Throughput, TokensPerSecond PerGpu, double Touched)
{
    /// <summary>The step, which is the time to a sequence's next token; with speculation, to its next few.</summary>
    public Seconds Time => Parts.Total;

    /// <summary>The mean time of each token.</summary>
    public Seconds TimePerToken { get; init; } = Parts.Total;

    public static BatchPoint Of(StepModel step, Layout layout, long batch, double context)
    {
        var work = new StepWork(0, 0, (double)batch / step.Pipeline, context);
        var parts = step.Explain(work);
        var rate = batch * step.TokensYielded / parts.Total.Value;
        return new(batch, parts, new(rate), new(rate / layout.Gpus), step.ExpertsTouched(work).Touched) { TimePerToken = parts.Total / step.TokensYielded };
    }
}

/// <summary>A batch from which one deployment needs less GPU time for a token than another.</summary>
/// <param name="PerGpu">Sequences for each GPU, the same on both sides.</param>
/// <param name="FirstIsCheaper">Whether from here on it is the first of the two.</param>
public sealed record BatchCrossing(double PerGpu, bool FirstIsCheaper);

/// <summary>Where two deployments cost the same GPU time a token, at equal sequences for each GPU.</summary>
public static class BatchCrossings
{
    // Sixteen to an octave: two turns of which lie nearer than 4 % are one for anybody who plans.
    private const double StepFactor = 1.0442737824274138;

    /// <summary>GPU time a token.</summary>
    public static Seconds PerToken(StepModel step, Layout layout, double perGpu, double context)
    {
        var batch = perGpu * layout.Gpus;
        return new(step.Time(new(0, 0, batch / step.Pipeline, context)).Value * layout.Gpus / (batch * step.TokensYielded));
    }

    /// <summary>Every crossing from <paramref name="least"/> to <paramref name="most"/> sequences a GPU, and which is cheaper at the least.</summary>
    public static (bool FirstIsCheaper, IReadOnlyList<BatchCrossing> Crossings) Between((StepModel Step, Layout Layout) first, (StepModel Step, Layout Layout) second, double context, double least, double most)
    {
        var crossings = new List<BatchCrossing>();
        var (at, cheaper) = (least, FirstIsCheaper(least));
        var start = cheaper;
        while (at < most)
        {
            var next = Math.Min(most, at * StepFactor);
            if (FirstIsCheaper(next) != cheaper)
            {
                var (low, high) = (at, next);
                for (var i = 0; i < 40; i++)
                {
                    var middle = (low + high) / 2;
                    if (FirstIsCheaper(middle) == cheaper) low = middle;
                    else high = middle;
                }

                cheaper = !cheaper;
                crossings.Add(new(high, cheaper));
            }

            at = next;
        }

        return (start, crossings);

        bool FirstIsCheaper(double perGpu) => PerToken(first.Step, first.Layout, perGpu, context) < PerToken(second.Step, second.Layout, perGpu, context);
    }
}
