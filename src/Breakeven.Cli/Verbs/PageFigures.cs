using System.Globalization;
using Breakeven.Cli.Reports.Html;

namespace Breakeven.Cli.Verbs;

/// <summary>Figures of a record as a page shows them.</summary>
internal static class PageFigures
{
    public static string Money(decimal dollars) => AdviseWords.Money(new Usd(dollars));

    public static string Money(double? dollars) => dollars is { } known ? Money((decimal)known) : "no end";

    public static string Cents(decimal dollars) => (dollars < 0 ? "-$" : "$") + Math.Abs(dollars).ToString("#,0.00", CultureInfo.InvariantCulture);

    public static string Percent(double share) => AdviseWords.Percent(share);

    public static string Short(long count) => CompareTables.Short(count);

    public static string Number(double value, string format = "0.##") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Gigabytes(double bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";

    public static HtmlTable.Value N(string text) => HtmlTable.Value.Number(text);

    /// <summary>Words in which a figure and its sign stay on one line.</summary>
    public static string Prose(string text) => text.Replace(" %", "\u00a0%", StringComparison.Ordinal);

    /// <summary>A share as a bar beside its figure.</summary>
    public static HtmlTable.Value Bar(double share) => new(Html.Of($"<span class=\"bar\"><i style=\"width:{(Math.Clamp(share, 0, 1) * 100).ToString("0.#", CultureInfo.InvariantCulture)}%\"></i></span><span class=\"share\">{Percent(share)}</span>"), true);

    /// <summary>A swatch in the colour that the charts give a part, and its name.</summary>
    public static HtmlTable.Value Swatch(string part, string name) => Html.Of($"<i class=\"swatch\" style=\"background:var(--{part})\"></i>{name}");

    /// <summary>The colour of a line of the bill.</summary>
    public static string PartOf(string line, string way) => line switch
    {
        "work" => way == "always_on" ? "on" : "hour",
        "idle" => way == "always_on" ? "on-idle" : "hour-idle",
        "cached_input" => "token-cached",
        "start_ups" => "start",
        _ => line,
    };
}
