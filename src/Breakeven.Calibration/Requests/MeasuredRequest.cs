using Breakeven.Workloads;

namespace Breakeven.Calibration.Requests;

/// <summary>A request that a real deployment served, and how long it took, seconds from its arrival.</summary>
/// <param name="Request">When it came, and its lengths.</param>
/// <param name="First">To the first token.</param>
/// <param name="EndToEnd">To the last.</param>
public readonly record struct MeasuredRequest(TraceRequest Request, double First, double EndToEnd)
{
    /// <summary>Mean gap between tokens; of a single token not a number.</summary>
    public double PerToken => Request.OutputTokens > 1 ? (EndToEnd - First) / (Request.OutputTokens - 1) : double.NaN;
}
