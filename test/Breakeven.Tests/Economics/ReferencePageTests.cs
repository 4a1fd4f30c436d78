using System.Globalization;
using Breakeven.Economics;

namespace Breakeven.Tests.Economics;

public sealed class ReferencePageTests
{
    [Fact]
    public void The_worked_example_s_figures_are_the_ones_computed()
    {
        var hosted = Choices.Hosted("H100", 0.802, 3.39m);
        var api = Choices.PerToken("api", 0.90m, 0.90m);
        var rate = RequestsPerSecond.PerDay(100_000);
        var bill = hosted.BillAt(rate);
        var crossings = BreakEvens.Between(hosted, api, TrafficRange.SevenDecades).Crossings;
        var rows = Rows();
        Assert.Equal(Show($"{rate.Value:0.0000} requests/s"), rows["rate"]);
        Assert.Equal(Show($"{bill.Tokens.Value * BillingMonth.Length.Value / 1e6:#,0.0}M"), rows["tokens a month"]);
        Assert.Equal(Show($"{bill.Boxes}"), rows["replicas, boxes"]);
        Assert.Equal(Show($"${bill.PerMonth.Value:#,0.00}"), rows["hosted bill"]);
        Assert.Equal(Show($"{bill.Utilisation * 100:0.00} %"), rows["utilisation"]);
        Assert.Equal(Show($"${bill.Idle.Value:#,0.00}"), rows["idle"]);
        Assert.Equal(Show($"${bill.Blended.Value:0.0000}"), rows["hosted, blended"]);
        Assert.Equal(Show($"${api.BillAt(rate).PerMonth.Value:#,0.00}"), rows["API bill"]);
        Assert.Equal(Show($"{crossings[0].Tokens.Value * 86400 / 1e6:0.0}M tokens/day"), rows["first break-even"]);
        Assert.Equal(Show($"{crossings.Count}"), rows["crossings in all"]);
        Assert.Equal(Show($"{crossings[^1].Tokens.Value * 86400 / 1e6:0.0}M tokens/day"), rows["last break-even"]);
        Assert.Equal(Show($"${UtilisationCost.Of(new(3.39), new(1203), 1).Value:0.0000}"), rows["if always full"]);
    }

    private static string Show(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Rows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Breakeven.slnx"))) folder = folder.Parent!;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "reference", "economics.md"));
        return page[page.IndexOf("## Worked example", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => cells[3]);
    }
}
