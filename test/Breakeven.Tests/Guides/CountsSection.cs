using Breakeven.Models;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>The models that the article lists: parameters as computed from their layers beside those published.</summary>
internal static class CountsSection
{
    /// <summary>In the article's order, each with the name it goes by.</summary>
    public static IReadOnlyList<(string Id, string Name)> Listed { get; } =
    [
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "Mixtral 8x7B"),
        ("deepseek-ai/DeepSeek-V3", "DeepSeek V3"),
        ("deepseek-ai/DeepSeek-R1", "DeepSeek R1"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "Llama 4 Scout"),
        (Article.Mixture, "Llama 4 Maverick"),
        ("moonshotai/Kimi-K2-Instruct", "Kimi K2"),
        ("openai/gpt-oss-120b", "gpt-oss-120b"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
        ("Qwen/Qwen3.5-397B-A17B", "Qwen 3.5"),
        ("CohereLabs/command-a-plus-05-2026", "Command A+"),
        ("deepseek-ai/DeepSeek-V4-Pro", "DeepSeek V4 Pro"),
    ];

    public static void Write(GuidePage page)
    {
        page.Heading(2, "6. Total and active parameters, counted");
        page.Text($"Memory is paid for in total parameters, speed in active ones, so both have to be right. These are counted from each model's layers, tensor by tensor, beside what its vendor publishes. \"Active\" is counted twice: with the embedding, which a token looks up in one row, and without, since nothing of it is multiplied. Vendors do either; the last column says which count the published figure is nearer to.");
        page.Table(
            ["model", "total, counted", "published", "difference", "active, counted", "without the embedding", "published", "difference", "nearer to"],
            Listed.Select(one => Row(one.Name, Model(one.Id))));
        page.Items(
            $"Totals hold encoders of images where the catalogue knows their size: {Encoders()}. No text token uses them, so no active count does.",
            $"Layers that only draft further tokens (DeepSeek's and Qwen's MTP) are in no total; engines load them for speculation alone.",
            $"Kimi K2's 1T and Qwen's 17B are rounded by their vendors. Command A+ multiplies its embedding again as its head, so both counts hold it, and they differ by norms alone.");
    }

    private static IReadOnlyList<string> Row(string name, Model model)
    {
        var (with, without, published) = (model.ActiveParameters, model.MultipliedParameters, model.Published!);
        var nearer = Math.Abs(with - published.Active!.Value) <= Math.Abs(without - published.Active.Value);
        return
        [
            name, Said.Billions(model.TotalParameters), Said.Billions(published.Total), Difference(model.TotalParameters, published.Total),
            Said.Billions(with), Said.Billions(without), Said.Billions(published.Active.Value), Difference(nearer ? with : without, published.Active.Value),
            with - without < 0.001 * with ? "either" : nearer ? "with the embedding" : "without it",
        ];
    }

    private static string Difference(double counted, double published) => FormattableString.Invariant($"{(counted / published - 1) * 100:+0.0;-0.0;0.0} %");

    private static string Encoders() => string.Join(", ", Listed.Where(one => Model(one.Id).EncoderParameters > 0).Select(one => $"{one.Name} {Said.Billions(Model(one.Id).EncoderParameters)}"));
}
