using System.Globalization;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Performance;

/// <summary>The efficiency constants of every family, as the catalogue states them.</summary>
public sealed class EfficiencyTable
{
    private const string Resource = "catalog/calibration/efficiency.json";

    private static readonly Lazy<EfficiencyTable> s_embedded = new(ReadEmbedded);

    private readonly Dictionary<string, Efficiency> _families;

    private EfficiencyTable(Dictionary<string, Efficiency> families) => _families = families;

    /// <summary>The table that ships with the library.</summary>
    public static EfficiencyTable Embedded => s_embedded.Value;

    public IEnumerable<Efficiency> All => _families.Values;

    /// <summary>The constants of a family; a family nobody measured is an error that says which exist.</summary>
    public Efficiency this[string family] => _families.TryGetValue(family, out var found)
        ? found
        : throw new InputException(
            $"no efficiency constants for the accelerator family \"{family}\"", "family", $"use one of {string.Join(", ", _families.Keys)} in the accelerator's file");

    public static EfficiencyTable Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var sources = document.RootElement.GetProperty("sources");
        var families = new Dictionary<string, Efficiency>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in document.RootElement.GetProperty("families").EnumerateObject())
            families.Add(entry.Name, Family(entry.Name, entry.Value, sources));
        return new(families);
    }

    private static EfficiencyTable ReadEmbedded()
    {
        using var stream = typeof(EfficiencyTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }

    private static Efficiency Family(string name, JsonElement facts, JsonElement sources)
    {
        var read = new Dictionary<string, string>();
        return new()
        {
            Family = name,
            Basis = facts.GetProperty("basis").GetString() == "assumed" ? Basis.Assumed : Basis.Analytic,
            WeightBandwidth = Share("weight_bandwidth"),
            ExpertBandwidth = Share("expert_bandwidth"),
            CacheBandwidth = Share("cache_bandwidth"),
            Matmul = Share("matmul"),
            ExpertMatmul = Share("expert_matmul"),
            PrefillAttention = Share("prefill_attention"),
            LayerOverhead = Span("layer_overhead"),
            StepOverhead = Span("step_overhead"),
            AllReduceLatency = Span("all_reduce_latency"),
            LinkBandwidth = Share("link_bandwidth"),
            Sources = read,
        };

        double Share(string member)
        {
            var text = Value(member).TrimEnd('%');
            var share = double.Parse(text, CultureInfo.InvariantCulture) / 100;
            return share is > 0 and <= 1 ? share : throw new InputException($"{member} of {name} is {text}%", Resource, "give a share above 0% and up to 100%");
        }

        Seconds Span(string member) => Amount.Parse<Seconds>(Value(member), out var error) ?? throw new InputException(error!, $"{Resource}, {name}.{member}", "write for example 20us");

        string Value(string member)
        {
            var fact = facts.GetProperty(member);
            var key = fact.GetProperty("source").GetString()!;
            var source = sources.GetProperty(key);
            read[member] = $"{source.GetProperty("where").GetString()} ({source.GetProperty("date").GetString()})";
            return fact.GetProperty("value").GetString()!;
        }
    }
}
