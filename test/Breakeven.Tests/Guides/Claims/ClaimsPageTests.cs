using Breakeven.Testing;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>The page is generated; the figures that its verdicts hang on are held here to some worked out by hand.</summary>
public sealed class ClaimsPageTests
{
    [Fact]
    public void The_page_is_what_the_estimator_computes() => Snapshot.MatchFile(ClaimsPage.Text(), Repository.PathOf("docs/guides/claims.md"));

    [Fact]
    public void Nineteen_claims_are_checked_each_with_a_command()
    {
        Assert.Equal(19, ClaimsPage.All.Count);
        Assert.All(ClaimsPage.All, claim => Assert.All(claim.Commands, command => Assert.StartsWith("breakeven ", command, StringComparison.Ordinal)));
        Assert.NotEmpty(ClaimsPage.All.SelectMany(claim => claim.Commands));
        Assert.Equal(19, ClaimsPage.All.Select(claim => claim.Title).Distinct().Count());
    }
}
