namespace Breakeven.Calibration;

/// <summary>One timed shape.</summary>
/// <typeparam name="T">The shape of its family.</typeparam>
/// <param name="Shape">What was run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Cell">Sizes of about the same magnitude; all cells weigh alike.</param>
/// <param name="Group">What is left out as a whole when a fit is judged.</param>
internal readonly record struct Sample<T>(T Shape, double Seconds, int Cell, int Group)
{
    /// <summary>The share of what it reads that a second-level cache had kept from the run before.</summary>
    public double Hit { get; init; }
}
