namespace Breakeven.Tests.Guides.Claims;

/// <summary>A claim that people make, what checks it, and what comes of it. All figures are computed where the page is written.</summary>
/// <param name="Title">The claim, in a few words.</param>
/// <param name="Commands">Commands that show it.</param>
/// <param name="Verdict">True, false, or under which conditions.</param>
/// <param name="Body">The figures.</param>
/// <param name="Exception">When it does not hold, or what it leaves out.</param>
internal sealed record Claim(string Title, IReadOnlyList<string> Commands, FormattableString Verdict, Action<GuidePage> Body, FormattableString Exception)
{
    public void Write(GuidePage page, int number)
    {
        page.Heading(2, FormattableString.Invariant($"{number}. {Title}"));
        page.Text($"**Verdict: {Verdict.ToString(System.Globalization.CultureInfo.InvariantCulture)}**");
        Body(page);
        page.Text($"When it does not hold: {Exception.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        page.Shell([.. Commands]);
    }
}
