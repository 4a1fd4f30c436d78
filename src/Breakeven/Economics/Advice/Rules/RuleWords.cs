using System.Globalization;

namespace Breakeven.Economics.Advice.Rules;

/// <summary>Amounts as reasons state them: three digits that count.</summary>
internal static class RuleWords
{
    public static string Of(Bytes bytes) => bytes.Value >= 1e9 ? Digits(bytes.Value / 1e9) + " GB" : Digits(bytes.Value / 1e6) + " MB";

    public static string Of(Seconds time) => time.Value >= 1 ? Digits(time.Value) + " s" : Digits(time.Value * 1e3) + " ms";

    private static string Digits(double value) => value.ToString(value >= 100 ? "#,0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
