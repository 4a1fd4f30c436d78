using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Simulation.Arrivals;

/// <summary>How requests come one after the other around a rate.</summary>
public abstract record ArrivalProcess
{
    private const string Example = "poisson, constant, gamma:2 (the coefficient of variation of the gaps), or onoff:4:30 (four times the mean rate, for 30 s on average)";

    private ArrivalProcess()
    {
    }

    /// <summary>Independent of each other: gaps are exponential.</summary>
    public sealed record Poisson : ArrivalProcess;

    /// <summary>Gaps all alike.</summary>
    public sealed record Constant : ArrivalProcess;

    /// <summary>Gaps of a gamma distribution; a coefficient of variation of 1 is Poisson's, more comes in clusters, less is more even.</summary>
    public sealed record Gamma(double Cv) : ArrivalProcess;

    /// <summary>Poisson at a multiple of the mean rate for exponential times, and nothing between them, so long that the mean is kept.</summary>
    public sealed record OnOff(double Times, Seconds On) : ArrivalProcess;

    /// <summary>What a user wrote, such as gamma:2.</summary>
    public static ArrivalProcess Parse(string text, string where)
    {
        var parts = text.Trim().ToLowerInvariant().Split(':');
        return parts switch
        {
            ["poisson"] => new Poisson(),
            ["constant"] => new Constant(),
            ["gamma", var cv] => new Gamma(Number(cv, 0.01, 100)),
            ["onoff"] => new OnOff(4, new Seconds(30)),
            ["onoff", var times] => new OnOff(Number(times, 1, 1000), new Seconds(30)),
            ["onoff", var times, var on] => new OnOff(Number(times, 1, 1000), new Seconds(Number(on.TrimEnd('s'), 0.001, 86400))),
            _ => throw new InputException($"there are no arrivals \"{text}\"", where, $"choose {Example}"),
        };

        double Number(string part, double least, double most) => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InputException(FormattableString.Invariant($"\"{part}\" of \"{text}\" is not between {least} and {most}"), where, $"choose {Example}");
    }
}
