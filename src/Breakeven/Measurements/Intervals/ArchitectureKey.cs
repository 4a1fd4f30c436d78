using System.Globalization;
using System.Text;
using Breakeven.Models;

namespace Breakeven.Measurements.Intervals;

/// <summary>
/// Tells shapes of models apart, whatever they are called: DeepSeek V3, R1 and V3.1 are one, and so are Llama 3.1 70B and 3.3 70B. Layers, width and experts decide;
/// the vocabulary, the weights and their precision do not.
/// </summary>
public static class ArchitectureKey
{
    /// <summary>Such as "llama 80x8192" or "deepseek_v3 61x7168, 8 of 256".</summary>
    public static string Of(Model model)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Family(model.Architecture)} {model.Layers.Count}x{model.Hidden}"));
        if (model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().FirstOrDefault() is { } mixture)
            text.Append(CultureInfo.InvariantCulture, $", {mixture.ExpertsPerToken} of {mixture.Experts}");
        return text.ToString();
    }

    // A wrapper for images or text alone leaves the language model as it is.
    private static string Family(string architecture)
    {
        foreach (var ending in (string[])["_text", "_vl", "_vl_text"])
            if (architecture.EndsWith(ending, StringComparison.Ordinal)) architecture = architecture[..^ending.Length];
        return architecture;
    }
}
