using System.Globalization;

namespace Breakeven.Tests.Guides;

/// <summary>The guide docs/guides/worked-example.md, section by section.</summary>
internal static class WorkedExample
{
    public static string Text()
    {
        var page = new GuidePage();
        page.Heading(1, "A worked example: dense on one GPU, or a mixture on several?");
        page.Text($"[An article of May 2026]({Article.Address}) asks what a mixture of experts costs to serve. It sets Llama 3.3 70B in FP8 on one H100 against Llama 4 Maverick in FP8 on \"4x H100, 3x H200, or 2x MI300X minimum\", and compares dollars a million tokens at 90, 40 and 10 % utilisation. The question is a good one, and this guide works it through: first the article's arithmetic, then what Breakeven finds when it asks whether the boxes run the model, whether anyone sells them, and what each choice costs at the same traffic.");
        page.Text($"What comes out:");
        page.Items([.. KeyFindings.Of()]);
        page.Text($"Every figure here but the article's own is computed by the estimator from the embedded catalogue, and a test fails when this page and the estimator part ways. Sizes follow vLLM's memory rule; GiB are binary, as devices count.");
        ArticleSection.Write(page);
        FitSection.Write(page);
        DenseSection.Write(page);
        EqualTrafficSection.Write(page);
        CheapestSection.Write(page);
        CountsSection.Write(page);
        ClaimsSection.Write(page);
        page.Heading(2, "8. Try it");
        page.Text($"The last of the three traffics, compared on the command line; other models, accelerators, lengths and objectives go the same way:");
        page.Shell(
            $"breakeven models show {Article.Mixture} --precision fp8 --precision fp8-experts",
            $"breakeven size {Article.Mixture} --gpu H200-SXM --gpus 3 --precision fp8 --layout pp=3",
            "breakeven prices list --gpu MI300X",
            string.Create(CultureInfo.InvariantCulture, $"breakeven compare --model {Article.Dense} --model {Article.Mixture} --gpu H100-SXM --gpu H200-SXM --gpu MI300X --precision fp8 --traffic \"{EqualTrafficSection.Rates[^1].Value * 86400:0} requests/day, {Article.Traffic.Input.Value} in, {Article.Traffic.Output.Value} out\" --slo \"{Article.ObjectiveWords}\""));
        return page.ToString();
    }
}
