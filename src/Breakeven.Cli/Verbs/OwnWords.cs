using Breakeven.Calibration.Requests;

namespace Breakeven.Cli.Verbs;

/// <summary>What is said where figures rest on a user's own requests.</summary>
internal static class OwnWords
{
    public static string Of(OwnConstants own) => FormattableString.Invariant(
        $"measured by you: {own.Engine}'s constants on {own.Gpu} were fitted to {own.Requests:N0} requests of {own.Source} ({own.Fitted}), {own.Date:yyyy-MM-dd}; off by {own.Error * 100:0.0} % at most on the half that they had not seen");
}
