namespace Breakeven.Tests.Guides;

/// <summary>The guide docs/guides/worked-example.md, section by section.</summary>
internal static class WorkedExample
{
    public static string Text()
    {
        var page = new GuidePage();
        page.Heading(1, "A worked example: dense on one GPU, or a mixture on several?");
        ArticleSection.Write(page);
        FitSection.Write(page);
        DenseSection.Write(page);
        EqualTrafficSection.Write(page);
        return page.ToString();
    }
}
