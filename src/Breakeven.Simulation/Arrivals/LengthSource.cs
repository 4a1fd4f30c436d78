using Breakeven.Catalog;
using Breakeven.Workloads;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation.Arrivals;

/// <summary>How the lengths of made requests vary around the means of their description.</summary>
public abstract record LengthSource
{
    // As long as readers take.
    private const double Most = 100_000_000;

    private LengthSource()
    {
    }

    /// <summary>All alike.</summary>
    public sealed record Fixed : LengthSource;

    /// <summary>Log-normal, inputs and outputs each by themselves.</summary>
    public sealed record LogNormal(LengthSpread Input, LengthSpread Output) : LengthSource;

    /// <summary>Those of a trace, an input with its output, multiplied so that their means are the description's.</summary>
    public sealed record Empirical(IReadOnlyList<(int Input, int Output)> Pairs) : LengthSource
    {
        // 8 MB; beyond it, each request of the trace is kept with the same chance.
        private const int KeptMost = 1_000_000;

        /// <summary>The lengths of a trace, of a million requests drawn evenly where it has more.</summary>
        public static Empirical Of(IEnumerable<TraceRequest> requests)
        {
            var pairs = new List<(int, int)>();
            var chance = RandomStreams.Of(0, "reservoir");
            var seen = 0L;
            foreach (var request in requests)
            {
                seen++;
                if (pairs.Count < KeptMost) pairs.Add((request.InputTokens, request.OutputTokens));
                else if ((long)(ContinuousUniform.Sample(chance, 0, 1) * seen) is var place && place < KeptMost) pairs[(int)place] = (request.InputTokens, request.OutputTokens);
            }
            return new(pairs);
        }
    }

    /// <summary>Draws the lengths of one request after the other, each side from a stream of its own.</summary>
    internal static Func<(int Input, int Output)> Of(TrafficDescription description, MakeOptions options)
    {
        var (input, output) = (description.Mean.Input.Value, description.Mean.Output.Value);
        var inputs = RandomStreams.Of(options.Seed, "inputs");
        var outputs = RandomStreams.Of(options.Seed, "outputs");
        switch (options.Lengths)
        {
            case Empirical { Pairs: var pairs }:
                var (timesInput, timesOutput) = (input / pairs.Average(pair => (double)pair.Input), output / pairs.Average(pair => (double)pair.Output));
                return () => pairs[inputs.Next(pairs.Count)] is var (longIn, longOut) ? (Tokens(longIn * timesInput), Tokens(longOut * timesOutput)) : default;
            case Fixed when description.InputSpread is not null || description.OutputSpread is not null:
                throw new InputException("fixed lengths and a description whose lengths vary exclude each other", "--lengths", "leave out one of the two");
            case LogNormal logNormal:
                return () => (Draw(inputs, input, logNormal.Input), Draw(outputs, output, logNormal.Output));
            default:
                return () => (Draw(inputs, input, description.InputSpread), Draw(outputs, output, description.OutputSpread));
        }
    }

    // A log-normal's mean is e^(mu + sigma^2 / 2).
    private static int Draw(RandomSource chance, long mean, LengthSpread? spread) => spread is { Sigma: var sigma }
        ? Tokens(MathNet.Numerics.Distributions.LogNormal.Sample(chance, Math.Log(mean) - sigma * sigma / 2, sigma))
        : (int)mean;

    private static int Tokens(double length) => (int)Math.Clamp(Math.Round(length), 1, Most);
}
