using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using MathNet.Numerics.LinearAlgebra;

namespace Breakeven.Calibration.Requests;

/// <summary>A factor as fitted.</summary>
public sealed record FittedFactor(DeploymentFactor Factor, double Value);

/// <summary>What a fit found.</summary>
/// <param name="Factors">Each over the constants that the fit began with.</param>
/// <param name="Constants">The engine's constants with them.</param>
/// <param name="Calibration">The kernels under those.</param>
/// <param name="Loss">What the fit made small.</param>
public sealed record RequestFitResult(IReadOnlyList<FittedFactor> Factors, ServingConstants Constants, Performance.Calibration Calibration, double Loss);

/// <summary>
/// Fits an engine's constants to requests of one deployment: the simulation is run with factors on them, and Levenberg and Marquardt's steps make the logarithms of
/// simulated over measured times small, of each request and of their mean, median and 95th percentile, with absolute errors (rounded off near zero) and a log-normal
/// belief in factors of 1. Same requests in, same digits out.
/// </summary>
public sealed class RequestFit
{
    // What the requests weigh in each time, in independent measurements, however many there are: those that wait for each other err alike.
    private const double Independent = 3;

    // Summaries are what users ask about.
    private const double WeightOfSummary = 0.5;

    // A first token comes a step sooner or later by the phase in which the request met the engine, and says less than the mean gap of hundreds of tokens. How much less
    // shows in what a fit leaves over, by which the next one weighs.
    private const double ScaleAtFirst = 0.03;

    private const double ScaleLeast = 0.004;

    private const double ScaleMost = 0.3;

    private const int Rounds = 4;

    private const int Trials = 150;

    private const int Seed = 1;

    // Requests change places at the slightest change, which moves their times by some per cent: slopes are taken so far apart that this drowns in them, then closer.
    private static readonly double[] s_nudges = [0.25, 0.12, 0.06];

    private const double StepMost = 0.5;

    private const int SlopesMost = 15;

    // A factor of 20 is no efficiency but another deployment.
    private const double LogMost = 3;

    // Whether a queue builds up decides about the first token by orders of magnitude, so that a fit may get stuck on the wrong side: begin on both.
    private static readonly double[] s_starts = [0, -0.35, 0.35];

    private readonly MemoryPlan _plan;
    private readonly Performance.Calibration _start;
    private readonly ServingConstants _constants;
    private readonly IReadOnlyList<MeasuredRequest> _requests;
    private readonly IReadOnlyList<DeploymentFactor> _factors;
    private readonly double _meanInput;
    private readonly double _meanOutput;

    /// <summary>Prepares the fit.</summary>
    /// <param name="plan">The deployment that served the requests.</param>
    /// <param name="start">Kernels and constants to begin with; what it says near public measurements is left aside for what is measured here.</param>
    /// <param name="requests">In the order of their arrival.</param>
    public RequestFit(MemoryPlan plan, Performance.Calibration start, IReadOnlyList<MeasuredRequest> requests)
    {
        (_plan, _start, _requests) = (plan, start, requests);
        _constants = start.Serving(plan.Deployment.Engine);
        _factors = DeploymentFactor.Of(plan.Deployment);
        (_meanInput, _meanOutput) = (requests.Average(one => one.Request.InputTokens), requests.Average(one => one.Request.OutputTokens));
    }

    /// <summary>How far a calibration is off on a part of the requests, all of which are simulated.</summary>
    public IReadOnlyList<RequestErrors> Errors(Performance.Calibration calibration, Range part) => RequestErrors.Of(_requests, Simulate(calibration), part);

    /// <summary>Fits to the times of a part of the requests; of the others it knows when they came and how long they were.</summary>
    public RequestFitResult Fit(Range part)
    {
        var (offset, count) = part.GetOffsetAndLength(_requests.Count);
        int[] told = [.. Enumerable.Range(offset, count)];
        var scales = Enumerable.Repeat(ScaleAtFirst, Enum.GetValues<RequestMetric>().Length + 1).ToArray();
        var (logs, loss) = s_starts.Select(start => Descend(told, scales, [.. _factors.Select(factor => start * factor.Spread)])).MinBy(one => one.Loss);
        for (var round = 1; round < Rounds; round++)
        {
            scales = Scales(told, logs);
            (logs, loss) = Descend(told, scales, logs);
            (logs, loss) = Wander(told, scales, logs, loss);
        }

        return new([.. _factors.Select((factor, i) => new FittedFactor(factor, Math.Exp(logs[i])))], Constants(logs), Apply(logs), loss);
    }

    private (double[] Logs, double Loss) Descend(int[] told, double[] scales, double[] logs)
    {
        var (residuals, damping, nudge) = (Residuals(told, scales, logs), 1e-2, 0);
        var loss = Loss(residuals, logs);
        for (var taken = 0; taken < SlopesMost && nudge < s_nudges.Length; taken++)
        {
            var (matrix, gradient) = Normal(Slopes(told, scales, logs, s_nudges[nudge]), residuals, logs);
            var before = loss;
            for (var attempt = 0; attempt < 7; attempt++, damping *= 5)
            {
                var tried = Stepped(logs, matrix, gradient, damping);
                var triedResiduals = Residuals(told, scales, tried);
                var triedLoss = Loss(triedResiduals, tried);
                if (!(triedLoss < loss)) continue;
                (logs, residuals, loss, damping) = (tried, triedResiduals, triedLoss, Math.Max(1e-4, damping / 4));
                break;
            }

            if (before - loss >= 0.01 * before) continue;
            nudge++;
            damping = 1e-2;
        }

        return (logs, loss);
    }

    // Between requests that change places lie many small valleys, in which no slope leads on: try points around, as far off in each direction as the requests leave open
    // there, further after a success and nearer after failures (the one-fifth rule of evolution strategies).
    private (double[] Logs, double Loss) Wander(int[] told, double[] scales, double[] logs, double loss)
    {
        var (matrix, _) = Normal(Slopes(told, scales, logs, s_nudges[^1]), Residuals(told, scales, logs), logs);
        var spread = matrix.Cholesky().Factor.Transpose();
        var (chance, radius) = (RandomStreams.Of(Seed, "wander"), 0.5);
        for (var trial = 0; trial < Trials; trial++)
        {
            var direction = spread.Solve(Vector<double>.Build.Dense(logs.Length, _ => MathNet.Numerics.Distributions.Normal.Sample(chance, 0, 1)));
            double[] tried = [.. logs.Select((log, i) => Math.Clamp(log + radius * direction[i], -LogMost, LogMost))];
            var triedLoss = Loss(Residuals(told, scales, tried), tried);
            if (triedLoss < loss) (logs, loss, radius) = (tried, triedLoss, Math.Min(2, radius * 1.5));
            else radius = Math.Max(0.02, radius * 0.904);
        }

        return (logs, loss);
    }

    private static double[] Stepped(double[] logs, Matrix<double> matrix, Vector<double> gradient, double damping)
    {
        var damped = matrix.Clone();
        for (var i = 0; i < logs.Length; i++) damped[i, i] *= 1 + damping;
        var step = damped.Cholesky().Solve(gradient);
        return [.. logs.Select((log, i) => Math.Clamp(log - Math.Clamp(step[i], -StepMost, StepMost), -LogMost, LogMost))];
    }

    private ServingConstants Constants(double[] logs)
    {
        var constants = _constants;
        for (var i = 0; i < logs.Length; i++) constants = _factors[i].Apply(constants, Math.Exp(logs[i]));
        return constants;
    }

    private Performance.Calibration Apply(double[] logs) => OwnConstants.Put(_start, Constants(logs));

    private RequestTimes Simulate(Performance.Calibration calibration) => RequestTimes.Of(new ReplicaModel(_plan, calibration, _meanInput, _meanOutput), _requests);

    // Median deviations, as standard ones of a normal distribution: of each time, and of the summaries.
    private double[] Scales(int[] told, double[] logs)
    {
        var ones = Enumerable.Repeat(1.0, Enum.GetValues<RequestMetric>().Length + 1).ToArray();
        var errors = Residuals(told, ones, logs);
        var each = told.Length + 3;
        double Of(IEnumerable<(double Error, double Weight)> some)
        {
            double[] sizes = [.. some.Where(one => one.Weight > 0).Select(one => Math.Abs(one.Error))];
            return sizes.Length == 0 ? ScaleMost : Math.Clamp(1.4826 * Figures.Of(sizes).Median, ScaleLeast, ScaleMost);
        }

        return
        [
            .. Enum.GetValues<RequestMetric>().Select(metric => Of(errors.Skip((int)metric * each).Take(told.Length))),
            Of(errors.Where((_, i) => i % each >= told.Length)),
        ];
    }

    // ln(simulated / measured); not a number where either side has no time of it.
    private double Error(RequestTimes times, RequestMetric metric, int request)
    {
        var (measured, simulated) = (RequestTimes.Measured(metric, _requests[request]), times.At(metric, request));
        return measured > 0 && simulated > 0 ? Math.Log(simulated / measured) : double.NaN;
    }

    /// <summary>Errors over their scale, each with its weight; a request without one weighs nothing.</summary>
    private (double Error, double Weight)[] Residuals(int[] told, double[] scales, double[] logs)
    {
        var times = Simulate(Apply(logs));
        var metrics = Enum.GetValues<RequestMetric>();
        var residuals = new List<(double, double)>((told.Length + 3) * metrics.Length);
        foreach (var metric in metrics)
        {
            var (real, made) = (new List<double>(told.Length), new List<double>(told.Length));
            foreach (var i in told)
            {
                var error = Error(times, metric, i);
                residuals.Add(double.IsFinite(error) ? (error / scales[(int)metric], Independent / told.Length) : (0, 0));
                if (!double.IsFinite(error)) continue;
                real.Add(RequestTimes.Measured(metric, _requests[i]));
                made.Add(times.At(metric, i));
            }

            residuals.AddRange(Summaries(real, made).Select(error => (error / scales[^1], real.Count > 0 ? WeightOfSummary : 0)));
        }

        return [.. residuals];
    }

    private static double[] Summaries(List<double> real, List<double> made)
    {
        if (real.Count == 0) return [0, 0, 0];
        var (measured, simulated) = (Figures.Of([.. real]), Figures.Of([.. made]));
        return [Math.Log(simulated.Mean / measured.Mean), Math.Log(simulated.Median / measured.Median), Math.Log(simulated.Tail / measured.Tail)];
    }

    private double[][] Slopes(int[] told, double[] scales, double[] logs, double nudge)
    {
        var columns = new double[logs.Length][];
        Parallel.For(0, logs.Length, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, j =>
        {
            double[] Moved(double by)
            {
                var nudged = (double[])logs.Clone();
                nudged[j] += by;
                return [.. Residuals(told, scales, nudged).Select(one => one.Error)];
            }

            var (up, down) = (Moved(nudge), Moved(-nudge));
            columns[j] = [.. up.Select((moved, i) => (moved - down[i]) / (2 * nudge))];
        });
        return columns;
    }

    private (Matrix<double> Matrix, Vector<double> Gradient) Normal(double[][] slopes, (double Error, double Weight)[] residuals, double[] logs)
    {
        var n = logs.Length;
        var (matrix, gradient) = (Matrix<double>.Build.Dense(n, n), Vector<double>.Build.Dense(n));
        for (var i = 0; i < residuals.Length; i++)
        {
            var error = residuals[i].Error;
            var weight = residuals[i].Weight / Math.Sqrt(1 + error * error);
            for (var a = 0; a < n; a++)
            {
                gradient[a] += weight * slopes[a][i] * error;
                for (var b = 0; b < n; b++) matrix[a, b] += weight * slopes[a][i] * slopes[b][i];
            }
        }

        for (var a = 0; a < n; a++)
        {
            var variance = _factors[a].Spread * _factors[a].Spread;
            matrix[a, a] += 1 / variance;
            gradient[a] += logs[a] / variance;
        }

        return (matrix, gradient);
    }

    private double Loss((double Error, double Weight)[] residuals, double[] logs)
    {
        var sum = residuals.Sum(one => one.Weight * (Math.Sqrt(1 + one.Error * one.Error) - 1));
        for (var a = 0; a < logs.Length; a++) sum += 0.5 * logs[a] * logs[a] / (_factors[a].Spread * _factors[a].Spread);
        return sum;
    }
}
