using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Breakeven.Calibration;

/// <summary>Relative errors of a fit, by size class so that a table's crowded corners count no more than its sparse ones.</summary>
internal readonly record struct FitError(double Median, double Ninety);

/// <summary>Finds positive parameters by the downhill simplex, in the logarithm of parameters and times, with absolute errors.</summary>
/// <param name="form">Writes the time of each sample under the parameters. It is called thousands of times, so it takes all samples at once.</param>
/// <param name="start">Where the simplex starts.</param>
/// <param name="limits">What each parameter should not exceed.</param>
internal sealed class CurveFit<T>(CurveFit<T>.Formula form, double[] start, double[] limits)
{
    internal delegate void Formula(double[] values, ReadOnlySpan<Sample<T>> samples, Span<double> times);

    // Below this the absolute error is rounded off, so that the simplex has a bottom to find.
    private const double Smooth = 0.02;

    private const int Folds = 5;

    /// <summary>A first look, to choose between tiles.</summary>
    public double[] Try(IReadOnlyList<Sample<T>> samples) => Fit(samples, start, 350);

    public double[] Fit(IReadOnlyList<Sample<T>> samples, double[] from) => Fit(samples, from, 1500);

    /// <summary>Errors on shapes that the fit did not see: each fifth of the groups in turn is left out.</summary>
    public FitError HeldOut(IReadOnlyList<Sample<T>> samples, double[] fitted)
    {
        var errors = new List<(double, double)>();
        // A kernel that was timed for one model alone is judged on sizes left out instead.
        Func<Sample<T>, int> group = samples.All(sample => sample.Group == samples[0].Group) ? sample => sample.Cell : sample => sample.Group;
        var folds = samples.Select(group).Distinct().Order().Index().ToDictionary(each => each.Item, each => each.Index % Folds);
        for (var fold = 0; fold < Math.Min(Folds, folds.Count); fold++)
        {
            var seen = samples.Where(sample => folds[group(sample)] != fold).ToList();
            var unseen = samples.Where(sample => folds[group(sample)] == fold).ToList();
            var parameters = Fit(seen, fitted, 400);
            errors.AddRange(Weighted(unseen, parameters));
        }
        return Summary(errors);
    }

    public FitError Error(IReadOnlyList<Sample<T>> samples, double[] parameters) => Summary(Weighted(samples, parameters));

    private double[] Fit(IReadOnlyList<Sample<T>> list, double[] from, int steps)
    {
        var weights = Weights(list);
        Sample<T>[] samples = [.. list];
        var times = new double[samples.Length];
        var values = new double[from.Length];
        double Loss(Vector<double> logs)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Math.Exp(logs[i]);
                if (values[i] > limits[i]) sum += Math.Log(values[i] / limits[i]);
            }
            form(values, samples, times);
            for (var i = 0; i < samples.Length; i++)
            {
                var error = Math.Log(times[i] / samples[i].Seconds);
                sum += weights[i] * (Math.Sqrt(error * error + Smooth * Smooth) - Smooth);
            }
            return double.IsFinite(sum) ? sum : 1e6;
        }

        // The library forgets what it had found where it runs out of steps, so the best point is kept here.
        var at = Vector<double>.Build.Dense([.. from.Select(value => Math.Log(value))]);
        var (best, bestAt) = (Loss(at), at);
        var objective = ObjectiveFunction.Value(point =>
        {
            var loss = Loss(point);
            if (loss < best) (best, bestAt) = (loss, point.Clone());
            return loss;
        });
        // A simplex may collapse early: start again around what it found until that no longer helps.
        for (var round = 0; round < 8; round++)
        {
            var before = best;
            try
            {
                NelderMeadSimplex.Minimum(objective, bestAt, Vector<double>.Build.Dense(at.Count, round % 2 == 0 ? 0.4 : -0.25), 1e-7, steps);
            }
            catch (MaximumIterationsException)
            {
                // Out of steps is not out of luck: the next round goes on from here.
            }
            if (round > 0 && before - best < 1e-4) break;
        }
        return [.. bestAt.Select(Math.Exp)];
    }

    private static double[] Weights(IReadOnlyList<Sample<T>> samples)
    {
        var counts = new Dictionary<int, int>();
        foreach (var sample in samples) counts[sample.Cell] = counts.GetValueOrDefault(sample.Cell) + 1;
        return [.. samples.Select(sample => 1.0 / counts[sample.Cell] / counts.Count)];
    }

    private List<(double Error, double Weight)> Weighted(IReadOnlyList<Sample<T>> list, double[] parameters)
    {
        var weights = Weights(list);
        Sample<T>[] samples = [.. list];
        var times = new double[samples.Length];
        form(parameters, samples, times);
        return [.. samples.Select((sample, i) => (Math.Abs(times[i] / sample.Seconds - 1), weights[i]))];
    }

    private static FitError Summary(List<(double Error, double Weight)> errors)
    {
        errors.Sort();
        var total = errors.Sum(error => error.Weight);
        double At(double share)
        {
            var sum = 0.0;
            foreach (var (error, weight) in errors)
                if ((sum += weight) >= share * total) return error;
            return errors.Count == 0 ? double.NaN : errors[^1].Error;
        }
        return new(At(0.5), At(0.9));
    }
}
