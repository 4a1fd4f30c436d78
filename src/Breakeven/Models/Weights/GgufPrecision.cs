using System.Globalization;

namespace Breakeven.Models.Weights;

/// <summary>What people call the precision of a GGUF file.</summary>
internal static class GgufPrecision
{
    // ggml-org/llama.cpp, gguf-py/gguf/constants.py at ef035f7, LlamaFileType; MXFP4 from include/llama.h.
    private static readonly Dictionary<long, string> s_fileTypes = new (long Id, string Name)[]
    {
        (0, "F32"), (1, "F16"), (2, "Q4_0"), (3, "Q4_1"), (7, "Q8_0"), (8, "Q5_0"), (9, "Q5_1"), (10, "Q2_K"), (11, "Q3_K_S"), (12, "Q3_K_M"),
        (13, "Q3_K_L"), (14, "Q4_K_S"), (15, "Q4_K_M"), (16, "Q5_K_S"), (17, "Q5_K_M"), (18, "Q6_K"), (19, "IQ2_XXS"), (20, "IQ2_XS"), (21, "Q2_K_S"), (22, "IQ3_XS"),
        (23, "IQ3_XXS"), (24, "IQ1_S"), (25, "IQ4_NL"), (26, "IQ3_S"), (27, "IQ3_M"), (28, "IQ2_S"), (29, "IQ2_M"), (30, "IQ4_XS"), (31, "IQ1_M"), (32, "BF16"),
        (36, "TQ1_0"), (37, "TQ2_0"), (38, "MXFP4"),
    }.ToDictionary(entry => entry.Id, entry => entry.Name);

    /// <summary>As the file calls it, or after the type of most of its bytes.</summary>
    public static string NameOf(GgufFacts facts, WeightCensus census) =>
        facts.Whole("general.file_type") is { } type && s_fileTypes.TryGetValue(type & 1023, out var name) ? name
        : census.ByType.GroupBy(entry => entry.Key.Type).MaxBy(type => type.Sum(entry => entry.Value.Bytes))?.Key ?? "gguf";

    /// <summary>The format of one class: its types by their share of bytes, computed in 16 bits once unpacked.</summary>
    public static WeightFormat Of(TensorClass kind, WeightCensus census)
    {
        var types = census.ByType.Where(entry => entry.Key.Class == kind).OrderByDescending(entry => entry.Value.Bytes).Select(entry => entry.Key.Type).ToList();
        var tally = census[kind];
        var bits = (int)Math.Round(8.0 * tally.Bytes / Math.Max(1, tally.Parameters), MidpointRounding.AwayFromZero);
        return types is ["BF16"] ? WeightFormat.Bf16 : new(string.Join('+', types.Take(3)) + (types.Count > 3 ? "+..." : ""), bits, ScaleLayout.None, 0, 0, 0, NumberFormat.Bf16);
    }

    public static string Bits(WeightCensus census) =>
        (8.0 * census.Total.Bytes / Math.Max(1, census.Total.Parameters)).ToString("0.00", CultureInfo.InvariantCulture);
}
