using System.Globalization;
using Breakeven.Economics;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>How the page writes what the other guide does not.</summary>
internal static class Words
{
    public static string Where(Choice.Hosted choice) => FormattableString.Invariant($"{choice.Offer.Gpus}x {choice.Offer.Accelerator}");

    public static string Number(double value) => value.ToString(value >= 100 ? "#,0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    public static string Gb(Bytes bytes) => Number(bytes.Value / 1e9) + " GB";

    public static string Traffic(TokensPerSecond? tokens) => tokens is { } known ? known.Value <= TrafficRange.SevenDecades.From.Value * 1.001 ? "any traffic" : $"{Said.PerDay(known)} a day" : $"not up to {Said.PerDay(TrafficRange.SevenDecades.To)} a day";

    public static string Money(UsdPerMillion price) => "$" + price.Value.ToString(price.Value >= 1 ? "#,0.00" : price.Value >= 0.1 ? "0.00" : "0.000", CultureInfo.InvariantCulture);

    public static string Short(string model) => Contender.ShortName(model);

    /// <summary>"all 6 pairs", "4 of 6 pairs", "none of 6 pairs".</summary>
    public static string Of(int count, int all, string what = "pairs") => count == all ? $"all {all} {what}" : count == 0 ? $"none of {all} {what}" : $"{count} of {all} {what}";

    public static string Month(UsdEstimate money) => Said.Money(money);
}
