namespace Breakeven.Quantities;

/// <summary>Where a figure comes from, best first. The worst of its inputs wins.</summary>
public enum Basis
{
    /// <summary>Read off a running system or published as such.</summary>
    Measured,

    /// <summary>Between or near measurements.</summary>
    Interpolated,

    /// <summary>Computed from datasheets by a formula.</summary>
    Analytic,

    /// <summary>Supposed, for want of anything better.</summary>
    Assumed,
}
