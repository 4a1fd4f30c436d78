using System.Globalization;
using System.Text;
using Breakeven.Catalog;
using Breakeven.Sizing.Support;
using CsvHelper;

namespace Breakeven.Tests.Sizing;

/// <summary>
/// Writes catalog/support/measured.csv: what was measured, ran. A row for each engine, architecture, precision, family of device and layout, with the
/// first version that it was measured under. The measurements stay outside the repository; what is committed is this and the result.
/// </summary>
internal static class MeasuredSupport
{
    // The day on which the measurements were read, for those that do not state their own.
    private const string Read = "2026-08-22";

    private static readonly Dictionary<string, string> Engines = new() { ["vllm"] = "vllm", ["sglang"] = "sglang", ["trtllm"] = "tensorrt-llm" };

    // By the beginning of the model's name; the first that fits.
    private static readonly (string Start, string Architecture, string Native)[] Models =
    [
        ("meta-llama/Llama-4", "llama4", "bf16"), ("meta-llama/", "llama", "bf16"), ("mistralai/Mixtral", "mixtral", "bf16"), ("mistralai/", "mistral", "bf16"),
        ("Qwen/Qwen3.5-397B", "qwen3_5_moe", "bf16"), ("Qwen/Qwen3-235B", "qwen3_moe", "bf16"), ("Qwen/Qwen3-30B", "qwen3_moe", "bf16"), ("Qwen/Qwen3-32B", "qwen3", "bf16"),
        ("nvidia/Qwen3-32B", "qwen3", "nvfp4"), ("openai/gpt-oss", "gpt_oss", "mxfp4"), ("MiniMaxAI/MiniMax-M2", "minimax_m2", "fp8"),
        ("deepseek-ai/DeepSeek-", "deepseek_v3", "fp8"), ("nvidia/DeepSeek-", "deepseek_v3", "nvfp4"),
    ];

    private sealed record Seen(string Engine, string Architecture, string Precision, string Family, string Layout);

    private sealed record Sighting(string Version, string Model, string Source, string Date);

    public static string Convert(IEnumerable<string> files, ICatalog catalog)
    {
        var seen = new SortedDictionary<string, (Seen Key, Sighting First)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using var csv = new CsvReader(new StreamReader(file), CultureInfo.InvariantCulture);
            csv.Read();
            csv.ReadHeader();
            while (csv.Read())
                if (Distilled(csv, catalog) is var (key, sighting))
                {
                    var text = string.Join('\n', key.Engine, key.Architecture, key.Precision, key.Family, key.Layout);
                    if (!seen.TryGetValue(text, out var known) || Earlier(sighting, known.First)) seen[text] = (key, sighting);
                }
        }
        var table = new StringBuilder(string.Join(',', SupportTable.Columns.ToArray())).Append('\n');
        foreach (var (key, first) in seen.Values)
            table.Append(CultureInfo.InvariantCulture, $"{key.Engine},{first.Version},,{key.Architecture},,{key.Precision},{key.Family},\"{key.Layout}\",yes,{first.Date},\"{first.Source}\",measured with {first.Model}\n");
        return table.ToString();
    }

    // Of the same version the earlier day, so that the order of files does not matter.
    private static bool Earlier(Sighting one, Sighting other) => EngineVersion.Compare(one.Version, other.Version) is var order && order != 0
        ? order < 0
        : string.CompareOrdinal(one.Date + one.Version + one.Model + one.Source, other.Date + other.Version + other.Model + other.Source) < 0;

    private static (Seen Key, Sighting Sighting)? Distilled(CsvReader row, ICatalog catalog)
    {
        var model = row["model"]!;
        var version = row["engine_version"]!.Split(' ')[0].TrimStart('v', '~');
        if (!Engines.TryGetValue(row["engine"]!, out var engine) || !EngineVersion.IsVersion(version)) return null;
        if (Array.Find(Models, one => model.StartsWith(one.Start, StringComparison.Ordinal)) is not { Architecture: { } architecture } known) return null;
        if (PrecisionOf(row["precision"]!, known.Architecture, known.Native) is not { } precision || catalog.FindAccelerator(row["gpu"]!) is not { } gpu) return null;
        var ranks = new[] { "tp", "pp", "dp", "ep" }.Select(rank => $"{rank}={(row[rank] is { Length: > 0 } count ? count : "1")}");
        return (new(engine, architecture, precision, gpu.Family, string.Join(',', ranks)),
            new(version.Replace(".x", "", StringComparison.Ordinal), model, row["source"]!, row["measured"] is { Length: 10 } day ? day : Read));
    }

    private static string? PrecisionOf(string text, string architecture, string native) => text switch
    {
        "as published" => native,
        "fp4" or "nvfp4" => architecture == "gpt_oss" ? "mxfp4" : "nvfp4",
        "bf16" or "fp8" => text,
        _ => null,
    };
}
