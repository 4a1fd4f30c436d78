using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Hardware;

/// <summary>The reader of catalog/accelerators/ID.json.</summary>
public static class AcceleratorFile
{
    /// <summary>Generations that share kernels; the performance model has constants for these.</summary>
    public static IReadOnlyList<string> Families { get; } =
    [
        "ampere", "ada", "hopper", "blackwell", "blackwell-ultra", "blackwell-consumer", "cdna2", "cdna3", "cdna4",
        "gaudi2", "gaudi3", "battlemage", "tpu-v5", "tpu-v6", "tpu-v7", "trainium2", "apple",
    ];

    public static Accelerator Read(ReadOnlyMemory<byte> json, string where)
    {
        using var document = CatalogObject.Parse(json, where, out var root);
        root.AllowOnly("$schema", "id", "name", "vendor", "family", "memory", "marketed_memory", "unified", "memory_bandwidth", "dense_rates", "achievable_matmul", "link", "power", "sources");
        var facts = new FactReader(root);
        var rates = Rates(facts, root, "dense_rates");
        if (!rates.ContainsKey(NumberFormat.Bf16))
            throw root.Object("dense_rates", "").Refuse("\"bf16\" is missing", """every accelerator here has it, such as "bf16": { "value": "989TFLOP/s", "source": "datasheet" }""");
        var accelerator = new Accelerator
        {
            Id = root.Text("id", "H100-SXM"),
            Name = root.Text("name", "NVIDIA H100 SXM5 80GB"),
            Vendor = root.Text("vendor", "NVIDIA"),
            Family = Family(root),
            Memory = facts.Amount<Bytes>(root, "memory"),
            MarketedMemory = facts.Text(root, "marketed_memory", "", "80 GB"),
            InstalledMemory = root.Has("unified") ? Installed(facts, root.Object("unified", """{ "installed": { "value": "64GiB", "source": "vendor" } }""")) : null,
            MemoryBandwidth = facts.Amount<BytesPerSecond>(root, "memory_bandwidth"),
            DenseRates = rates,
            AchievableMatmul = root.Has("achievable_matmul") ? Rates(facts, root, "achievable_matmul") : RateTable.None,
            Link = root.Has("link") ? Link(facts, root.Object("link", """{ "name": ..., "per_direction": ..., "devices": ..., "topology": ... }""")) : ScaleUpLink.None,
            Power = root.Has("power") ? facts.Amount<Watts>(root, "power") : null,
            Sources = facts.Sources,
            Facts = facts.Facts,
        };
        facts.RefuseUnusedSources();
        return accelerator;
    }

    private static Bytes Installed(FactReader facts, CatalogObject unified)
    {
        unified.AllowOnly("installed");
        return facts.Amount<Bytes>(unified, "installed", "unified.");
    }

    private static string Family(CatalogObject root)
    {
        var family = root.Text("family", "hopper");
        return Families.Contains(family)
            ? family
            : throw new InputException($"\"{family}\" is not known", root.Where + ", family", $"name the generation whose kernels it shares: {string.Join(", ", Families)}");
    }

    private static RateTable Rates(FactReader facts, CatalogObject root, string name)
    {
        var rates = new RateTable();
        var stated = root.Object(name, """{ "bf16": { "value": "989TFLOP/s", "source": "datasheet" } }""");
        foreach (var fact in stated.Objects())
            rates.Add(FormatOf(fact), facts.Amount<FlopPerSecond>(stated, fact.Name, name + "."));
        return rates;
    }

    private static NumberFormat FormatOf(CatalogObject fact) => fact.Name switch
    {
        "fp32" => NumberFormat.Fp32,
        "bf16" => NumberFormat.Bf16,
        "fp8" => NumberFormat.Fp8,
        "int8" => NumberFormat.Int8,
        "fp4" => NumberFormat.Fp4,
        _ => throw fact.Refuse("no such number format is known", "the formats are fp32, bf16, fp8, int8, fp4"),
    };

    private static ScaleUpLink Link(FactReader facts, CatalogObject link)
    {
        link.AllowOnly("name", "per_direction", "devices", "topology");
        var topology = facts.Text(link, "topology", "link.", "switched");
        if (topology is not ("switched" or "mesh" or "torus"))
            throw new InputException($"\"{topology}\" is not known", link.Where + ".topology", "write \"switched\" where any pair may use the whole rate, \"mesh\" where the pairs share it, or \"torus\" where a device reaches its neighbours only");
        var rate = facts.Amount<BytesPerSecond>(link, "per_direction", "link.");
        return new(facts.Text(link, "name", "link.", "NVLink4"), rate, facts.Count(link, "devices", "link.", "devices"), topology != "mesh") { Torus = topology == "torus" };
    }
}
