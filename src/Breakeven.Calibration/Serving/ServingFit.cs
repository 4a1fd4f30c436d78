using Breakeven.Performance;
using MathNet.Numerics.LinearAlgebra;

namespace Breakeven.Calibration.Serving;

/// <summary>What a fit found.</summary>
/// <param name="Calibration">The kernels under the fitted constants.</param>
/// <param name="Logs">ln of each prior's value as fitted, in the order of the priors.</param>
/// <param name="Loss">What the fit made small: robust errors, and how far the constants are from what was believed.</param>
/// <param name="Slopes">How many times all derivatives were taken.</param>
public sealed record ServingFitResult(Performance.Calibration Calibration, IReadOnlyList<double> Logs, double Loss, int Slopes);

/// <summary>
/// Fits the engines' constants to closed-loop rows: Levenberg and Marquardt's steps on the logarithms of constants and times, absolute errors (rounded off near zero),
/// and a log-normal belief about every constant. Same rows in, same digits out, on any number of cores.
/// </summary>
/// <param name="priors">What is fitted, and what is believed of it.</param>
/// <param name="start">Kernels, and the constants that no prior names.</param>
public sealed class ServingFit(IReadOnlyList<ServingPrior> priors, Performance.Calibration start)
{
    // Below 5 % an error counts as its square: runs of the same point differ by as much.
    private const double Smooth = 0.05;

    // A first token depends on how a benchmark started its clients, which nobody publishes.
    private const double FirstTokenWeight = 0.25;

    private const double Nudge = 0.02;

    private const double StepMost = 0.7;

    // Slopes cost as much as a hundred predictions of all rows, so those of an earlier point serve until a step brings less than this.
    private const double Worthwhile = 0.01;

    // At a ten-thousandth a fold still keeps a tenth of what it started from in constants of weak belief: 5 to 10 % of a first token.
    private const double Settled = 1e-6;

    private readonly ServingFile.ServingConstant[] _constants = [.. priors.Select(prior => ServingFile.Constants.Single(one => one.Name == prior.Constant))];

    public IReadOnlyList<ServingPrior> Priors => priors;

    /// <summary>Fits to rows from what is believed alone.</summary>
    public ServingFitResult Fit(IReadOnlyList<ServingRow> rows, int slopesMost = 20) => Fit(rows, [.. priors.Select(prior => Math.Log(prior.Value))], null, slopesMost);

    /// <summary>Fits to some of the rows, starting from what another fit found.</summary>
    internal ServingFitResult Refit(IReadOnlyList<ServingRow> rows, ServingFitResult from, ServingSlopes? slopes, int slopesMost = 20) => Fit(rows, [.. from.Logs], slopes?.Of(rows), slopesMost);

    /// <summary>The derivatives at what a fit found, of which fits to some of the rows can make use.</summary>
    internal ServingSlopes SlopesAt(IReadOnlyList<ServingRow> rows, ServingFitResult at)
    {
        double[] logs = [.. at.Logs];
        return new(rows, Slopes(rows, logs, Errors(rows, Apply(logs))));
    }

    /// <summary>The errors of rows, two for each: ln(predicted / measured) of time per output token and of time to first token.</summary>
    internal static double[] Errors(IReadOnlyList<ServingRow> rows, Performance.Calibration calibration)
    {
        var errors = new double[2 * rows.Count];
        var steps = new Dictionary<int, StepModel>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (!steps.TryGetValue(row.Step, out var step)) steps[row.Step] = step = row.Compile(calibration);
            (errors[2 * i], errors[2 * i + 1]) = row.Errors(step, calibration);
        }

        return errors;
    }

    /// <summary>The calibration with these values of the priors.</summary>
    internal Performance.Calibration Apply(double[] logs)
    {
        var constants = new Dictionary<string, ServingConstants>(start.AllServing, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < priors.Count; i++)
        {
            var (prior, constant, value) = (priors[i], _constants[i], Math.Exp(logs[i]));
            foreach (var entry in constants.Keys.Where(prior.Concerns).ToList())
                constants[entry] = constant.Set(constants[entry], prior.Scales ? constant.Get(constants[entry]) * value : value / constant.Scale);
        }

        return start.With(constants);
    }

    private ServingFitResult Fit(IReadOnlyList<ServingRow> rows, double[] logs, double[][]? slopes, int slopesMost)
    {
        var weights = Weights(rows);
        var (errors, damping, taken) = (Errors(rows, Apply(logs)), 1e-2, 0);
        var loss = Loss(errors, weights, logs);
        var fresh = false;
        while (true)
        {
            if (slopes is null)
            {
                if (taken == slopesMost) break;
                (slopes, fresh) = (Slopes(rows, logs, errors), true);
                taken++;
            }

            var (matrix, gradient) = Normal(slopes, errors, weights, logs);
            var before = loss;
            for (var attempt = 0; attempt < 6; attempt++, damping *= 5)
            {
                var tried = Stepped(logs, matrix, gradient, damping);
                var triedErrors = Errors(rows, Apply(tried));
                var triedLoss = Loss(triedErrors, weights, tried);
                if (!(triedLoss < loss)) continue;
                (logs, errors, loss, damping) = (tried, triedErrors, triedLoss, Math.Max(1e-4, damping / 4));
                break;
            }

            // Slopes taken elsewhere serve as long as they lead down; only fresh ones can say that this is the bottom.
            var settled = before - loss < Settled * before;
            if (settled && fresh) break;
            if (before - loss < Worthwhile * before) slopes = null;
            fresh = false;
        }

        return new(Apply(logs), logs, loss, taken);
    }

    private static double[] Stepped(double[] logs, Matrix<double> matrix, Vector<double> gradient, double damping)
    {
        var damped = matrix.Clone();
        for (var i = 0; i < logs.Length; i++) damped[i, i] *= 1 + damping;
        var step = damped.Cholesky().Solve(gradient);
        return [.. logs.Select((log, i) => log - Math.Clamp(step[i], -StepMost, StepMost))];
    }

    // One column a prior; only the rows of the engines that it concerns are predicted again.
    private double[][] Slopes(IReadOnlyList<ServingRow> rows, double[] logs, double[] errors)
    {
        var entries = rows.Select(row => start.Serving(row.Measured.Deployment.Engine).Engine).ToArray();
        var columns = new double[priors.Count][];
        Parallel.For(0, priors.Count, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, j =>
        {
            var nudged = (double[])logs.Clone();
            nudged[j] += Nudge;
            int[] concerned = [.. Enumerable.Range(0, rows.Count).Where(i => priors[j].Concerns(entries[i]))];
            var moved = Errors([.. concerned.Select(i => rows[i])], Apply(nudged));
            var column = new double[errors.Length];
            for (var q = 0; q < moved.Length; q++)
            {
                var i = 2 * concerned[q / 2] + q % 2;
                column[i] = (moved[q] - errors[i]) / Nudge;
            }

            columns[j] = column;
        });
        return columns;
    }

    private (Matrix<double> Matrix, Vector<double> Gradient) Normal(double[][] slopes, double[] errors, double[] weights, double[] logs)
    {
        var n = priors.Count;
        var (matrix, gradient) = (new double[n, n], new double[n]);
        var row = new double[n];
        for (var i = 0; i < errors.Length; i++)
        {
            var weight = weights[i] / Math.Sqrt(errors[i] * errors[i] + Smooth * Smooth);
            for (var a = 0; a < n; a++) row[a] = slopes[a][i];
            for (var a = 0; a < n; a++)
            {
                if (row[a] == 0) continue;
                gradient[a] += weight * row[a] * errors[i];
                for (var b = a; b < n; b++) matrix[a, b] += weight * row[a] * row[b];
            }
        }

        for (var a = 0; a < n; a++)
        {
            var variance = priors[a].Spread * priors[a].Spread;
            matrix[a, a] += 1 / variance;
            gradient[a] += (logs[a] - Math.Log(priors[a].Value)) / variance;
            for (var b = 0; b < a; b++) matrix[a, b] = matrix[b, a];
        }

        return (Matrix<double>.Build.DenseOfArray(matrix), Vector<double>.Build.DenseOfArray(gradient));
    }

    // Rows of one model, accelerator, engine and precision err alike, so that n of them say as much as sqrt(n) others.
    private static double[] Weights(IReadOnlyList<ServingRow> rows)
    {
        var sizes = rows.GroupBy(row => row.Kin).ToDictionary(kin => kin.Key, kin => kin.Count());
        var weights = rows.Select(row => 1 / Math.Sqrt(sizes[row.Kin])).ToArray();
        var sum = weights.Sum();
        return [.. Enumerable.Range(0, 2 * rows.Count).Select(error => Told * weights[error / 2] / sum * (error % 2 == 0 ? 1 : FirstTokenWeight))];
    }

    // What all rows together weigh, in independent ones.
    private const double Told = 300;

    private double Loss(double[] errors, double[] weights, double[] logs)
    {
        var sum = 0.0;
        for (var i = 0; i < errors.Length; i++) sum += weights[i] * (Math.Sqrt(errors[i] * errors[i] + Smooth * Smooth) - Smooth);
        for (var a = 0; a < logs.Length; a++)
        {
            var away = (logs[a] - Math.Log(priors[a].Value)) / priors[a].Spread;
            sum += 0.5 * away * away;
        }

        return sum;
    }
}

/// <summary>Derivatives of the errors of rows, by prior.</summary>
internal sealed class ServingSlopes(IReadOnlyList<ServingRow> rows, double[][] columns)
{
    private readonly Dictionary<ServingRow, int> _places = rows.Select((row, i) => (row, i)).ToDictionary(one => one.row, one => one.i);

    /// <summary>Those of some of the rows.</summary>
    public double[][] Of(IReadOnlyList<ServingRow> some)
    {
        int[] places = [.. some.Select(row => _places[row])];
        return [.. columns.Select(column => places.SelectMany(place => (double[])[column[2 * place], column[2 * place + 1]]).ToArray())];
    }
}
