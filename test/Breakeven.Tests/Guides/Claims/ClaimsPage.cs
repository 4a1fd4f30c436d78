namespace Breakeven.Tests.Guides.Claims;

/// <summary>The guide docs/guides/claims.md.</summary>
internal static class ClaimsPage
{
    public static IReadOnlyList<Claim> All { get; } = [.. CostClaims.All, .. SavingClaims.All, .. SpeedClaims.All, .. ArithmeticClaims.All, .. MemoryClaims.All, .. ModelClaims.All];

    public static string Text()
    {
        var page = new GuidePage();
        page.Heading(1, "Claims about dense models and mixtures of experts, checked");
        page.Text($"Each section takes one claim that is made about the cost of dense models and of mixtures of experts (MoE), says whether it is true and where it turns, with figures, and names commands that show it. All figures are computed from the embedded catalogue when this page is made; a test fails when the two part ways.");
        page.Items(
            $"Unless a section says otherwise: requests of {Duels.Shape.Input.Value:N0} tokens in and {Duels.Shape.Output.Value:N0} out at an even rate, within a time to first token of 1 s and a time per output token of 50 ms at the 95th percentile, on {string.Join(", ", Duels.Accelerators)}, in the boxes and at the prices of the catalogue, on demand, capacity by the closed form.",
            $"Pairs of a dense model and a mixture are such as are often set against each other. Which of the two is good enough for your work, no figure here knows: grade them, and put the price of the better one beside it.",
            $"A month is 730 hours. Where no measurement of a kind exists speeds are assumed; `breakeven compare` says how sure each is.");
        page.Table(["claim", "verdict", "when it does not hold"], All.Select((claim, i) => (IReadOnlyList<string>)[FormattableString.Invariant($"{i + 1}. {claim.Title}"), claim.Verdict.ToString(System.Globalization.CultureInfo.InvariantCulture), claim.Exception.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
        foreach (var (i, claim) in All.Index()) claim.Write(page, i + 1);
        return page.ToString();
    }
}
