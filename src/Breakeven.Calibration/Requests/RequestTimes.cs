using Breakeven.Simulation;
using Breakeven.Simulation.Engines;

namespace Breakeven.Calibration.Requests;

/// <summary>Which time of a request.</summary>
public enum RequestMetric
{
    TimeToFirstToken,
    TimePerOutputToken,
    EndToEnd,
}

/// <summary>What a simulation makes of each measured request, in their order; not a number for one that it refuses.</summary>
internal sealed class RequestTimes : IOutcomeSink
{
    private readonly double[] _first;
    private readonly double[] _end;
    private readonly double[] _token;

    private RequestTimes(int requests)
    {
        (_first, _end, _token) = (new double[requests], new double[requests], new double[requests]);
        foreach (var times in (double[][])[_first, _end, _token]) Array.Fill(times, double.NaN);
    }

    /// <summary>All requests arrive, whichever are looked at: what came later slowed down what came before.</summary>
    public static RequestTimes Of(ReplicaModel model, IReadOnlyList<MeasuredRequest> requests)
    {
        var times = new RequestTimes(requests.Count);
        Simulator.Run(model, requests.Select(one => one.Request), new(), times);
        return times;
    }

    public double At(RequestMetric metric, int request) => metric switch
    {
        RequestMetric.TimeToFirstToken => _first[request],
        RequestMetric.TimePerOutputToken => _token[request],
        _ => _end[request],
    };

    public static double Measured(RequestMetric metric, in MeasuredRequest request) => metric switch
    {
        RequestMetric.TimeToFirstToken => request.First,
        RequestMetric.TimePerOutputToken => request.PerToken,
        _ => request.EndToEnd,
    };

    void IOutcomeSink.Take(in RequestOutcome outcome)
    {
        if (outcome.Fate != RequestFate.Served) return;
        (_first[outcome.Id], _end[outcome.Id]) = (outcome.TimeToFirstToken, outcome.EndToEnd);
        if (outcome.OutputTokens > 1) _token[outcome.Id] = outcome.TimePerOutputToken;
    }
}
