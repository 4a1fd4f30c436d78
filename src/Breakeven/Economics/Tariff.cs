namespace Breakeven.Economics;

/// <summary>
/// A month's bill as a function of the mean rate r:
/// Fixed + PerUnitRate x r, and beyond FirstEdge another StepCost for every StepWidth begun.
/// Every choice's bill has this form: by the token and serverless it is a line, by the hour a staircase.
/// </summary>
/// <param name="Fixed">Owed at any rate.</param>
/// <param name="PerUnitRate">For each request a second.</param>
/// <param name="FirstEdge">The largest rate that the fixed part covers; infinite for a line.</param>
/// <param name="StepWidth">The rate that each further step covers.</param>
/// <param name="StepCost">What each further step costs; zero for a line.</param>
internal readonly record struct Tariff(UsdEstimate Fixed, UsdEstimate PerUnitRate, RequestsPerSecond FirstEdge, RequestsPerSecond StepWidth, UsdEstimate StepCost)
{
    /// <summary>Rates closer than this, relative to themselves, are one rate: rounding errors must not rent a box.</summary>
    public const double Grain = 1e-12;

    public bool IsLine => !(StepCost.Value > 0);

    public static Tariff Line(UsdEstimate @fixed, UsdEstimate perUnitRate) =>
        new(@fixed, perUnitRate, new(double.PositiveInfinity), new(1), UsdEstimate.Zero);

    /// <summary>The bill at a rate; a step's edge still belongs to the lower step.</summary>
    public UsdEstimate At(RequestsPerSecond rate)
    {
        var line = Fixed + (PerUnitRate * rate.Value);
        var beyond = (rate.Value * (1 - Grain)) - FirstEdge.Value;
        return beyond <= 0 ? line : line + (StepCost * Math.Ceiling(beyond / StepWidth.Value));
    }
}
