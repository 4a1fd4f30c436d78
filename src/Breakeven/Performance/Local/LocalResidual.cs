namespace Breakeven.Performance.Local;

/// <summary>What measurements of one deployment and request said of the model: how far it was off there.</summary>
/// <param name="Traits">The deployment.</param>
/// <param name="Input">Prompt tokens, log2.</param>
/// <param name="Output">Output tokens, log2.</param>
/// <param name="Points">Measured points, at different loads.</param>
/// <param name="Step">Natural logarithm of measured over predicted time per output token, their median.</param>
/// <param name="First">The same of time to first token.</param>
public readonly record struct LocalResidual(DeploymentTraits Traits, double Input, double Output, int Points, double Step, double First);

/// <summary>By how much to correct a prediction, as factors on its times.</summary>
/// <param name="Step">On the time of steps.</param>
/// <param name="First">On the time to first token, beyond what the steps' factor does.</param>
public readonly record struct LocalCorrection(double Step, double First)
{
    public static LocalCorrection None { get; } = new(1, 1);
}
