using Breakeven.Testing;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>The page is generated; the figures that its verdicts hang on are held here to some worked out by hand.</summary>
public sealed class ClaimsPageTests
{
    [Fact]
    public void The_page_is_what_the_estimator_computes() => Snapshot.MatchFile(ClaimsPage.Text(), Repository.PathOf("docs/guides/claims.md"));

    // The verdict speaks of what is cheapest among five models on four accelerators, so the command must ask about all of them.
    [Fact]
    public void The_assistants_command_asks_about_every_model_of_its_table()
    {
        var claim = ClaimsPage.All.Single(one => one.Title.StartsWith("An assistant", StringComparison.Ordinal));
        var command = Assert.Single(claim.Commands);
        var page = new GuidePage();
        claim.Body(page);
        var rows = page.ToString().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('$', StringComparison.Ordinal) && !line.Contains("a month", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim()).ToList();
        Assert.Equal(13, rows.Count);
        Assert.All(rows, name => Assert.Contains($"/{name.Split(' ')[0]} ", command, StringComparison.Ordinal));
        Assert.All(rows.Where(name => name.Contains(" on ", StringComparison.Ordinal)), name => Assert.Contains($"--gpu {name.Split(' ')[^1]} ", command, StringComparison.Ordinal));
    }

    [Fact]
    public void Nineteen_claims_are_checked_each_with_a_command()
    {
        Assert.Equal(19, ClaimsPage.All.Count);
        Assert.All(ClaimsPage.All, claim => Assert.All(claim.Commands, command => Assert.StartsWith("breakeven ", command, StringComparison.Ordinal)));
        Assert.NotEmpty(ClaimsPage.All.SelectMany(claim => claim.Commands));
        Assert.All(ClaimsPage.All, claim => Assert.True(claim.Exception.ToString(System.Globalization.CultureInfo.InvariantCulture).Length > 40, claim.Title));
        Assert.Equal(19, ClaimsPage.All.Select(claim => claim.Title).Distinct().Count());
    }
}
