using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>What owning a box costs. Money is in dollars, straight-line depreciation, no interest.</summary>
public sealed record OwnedBox
{
    private const decimal HoursPerYear = 8760;

    /// <summary>What the box was bought for.</summary>
    public required Usd Price { get; init; }

    /// <summary>Years over which it is written off, above 0.</summary>
    public required decimal DepreciationYears
    {
        get;
        init => field = value is > 0 and <= 50 ? value : throw new InputException($"a box is not written off over {value} years", "depreciation", "give years above 0, such as 4");
    }

    /// <summary>What it is sold for at their end.</summary>
    public Usd Residual { get; init; }

    /// <summary>What it draws on the mean, busy or not.</summary>
    public required Watts Power
    {
        get;
        init => field = value.Value >= 0 && double.IsFinite(value.Value) ? value : throw new InputException("power below 0", "power", "give what a box draws, such as 10.2kW");
    }

    /// <summary>Power usage effectiveness: what the building draws for each watt of the box, at least 1.</summary>
    public required decimal PowerUsageEffectiveness
    {
        get;
        init => field = value is >= 1 and <= 10 ? value : throw new InputException($"a PUE of {value} cannot be", "pue", "give the building's power over the machines', from 1, such as 1.25");
    }

    /// <summary>Dollars a kilowatt-hour.</summary>
    public required Usd PricePerKilowattHour { get; init; }

    /// <summary>Space and cooling of a box, a month of 730 h.</summary>
    public Usd ColocationPerMonth { get; init; }

    /// <summary>People, for all boxes together, a month of 730 h; owed as soon as there is one box.</summary>
    public Usd StaffPerMonth { get; init; }

    /// <summary>Depreciation of a box, dollars an hour.</summary>
    public decimal DepreciationPerHour => (Price.Value - Residual.Value) / (DepreciationYears * HoursPerYear);

    /// <summary>Electricity of a box, dollars an hour: kW x PUE x price.</summary>
    public decimal PowerPerHour => (decimal)Power.Value / 1000 * PowerUsageEffectiveness * PricePerKilowattHour.Value;

    /// <summary>Its space, dollars an hour.</summary>
    public decimal ColocationPerHour => ColocationPerMonth.Value / (decimal)BillingMonth.Hours;

    /// <summary>All people, dollars an hour.</summary>
    public decimal StaffPerHour => StaffPerMonth.Value / (decimal)BillingMonth.Hours;
}
