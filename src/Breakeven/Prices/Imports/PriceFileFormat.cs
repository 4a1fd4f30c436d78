using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>The formats in which people keep prices.</summary>
public enum PriceFileFormat
{
    /// <summary>LiteLLM's model_prices_and_context_window.json.</summary>
    LiteLlm,

    /// <summary>genai-prices' data.json.</summary>
    GenAiPrices,

    /// <summary>A cloud's vms.csv of SkyPilot's catalogue.</summary>
    SkyPilot,

    /// <summary>Our own columns.</summary>
    Csv,
}

/// <summary>Tells a format by its first characters, or a CSV by its header.</summary>
internal static class PriceFileFormats
{
    private const string Known = "give a file of LiteLLM, genai-prices or SkyPilot, or a CSV with the columns of prices/hardware.csv or prices/tokens.csv; or name it with --format-of litellm";

    public static PriceFileFormat Guess(byte[] bytes, string where)
    {
        var start = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(64, bytes.Length))).TrimStart();
        if (start.StartsWith('{')) return PriceFileFormat.LiteLlm;
        if (start.StartsWith('[')) return PriceFileFormat.GenAiPrices;
        if (start.Length == 0) throw new InputException("it is empty", where, Known);
        var header = CsvTable.HeaderOf(bytes, where);
        if (header.Contains("AcceleratorName")) return PriceFileFormat.SkyPilot;
        return header.Contains("provider") || header.Any(OfferRow.IsPrice) ? PriceFileFormat.Csv : throw new InputException("no price list that is known begins like this", $"{where}:1", Known);
    }
}
