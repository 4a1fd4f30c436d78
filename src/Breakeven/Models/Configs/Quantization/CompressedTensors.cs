namespace Breakeven.Models.Configs.Quantization;

/// <summary>The dialect of llm-compressor: groups of modules, each with a scheme, and a list of those left alone.</summary>
internal static class CompressedTensors
{
    public static QuantizationRule Read(ConfigObject config)
    {
        config.Refuse("sparsity_config");
        var left = QuantizationReader.Excluded(config, "ignore");
        var groups = Groups(config);
        return new(
            (module, kind) => left.Contains(module) ? null : groups.Find(group => group.All || group.Targets.Contains(module))?.Format,
            QuantizationReader.Cache(config, "kv_cache_scheme"), left.NamesExperts || groups.Exists(group => group.Targets.NamesExperts), config.Where);
    }

    public static List<Group> Groups(ConfigObject config)
    {
        var groups = config.ObjectOrNull("config_groups") ?? throw config.Error("config_groups", "the member is missing", "give the config as llm-compressor writes it");
        return [.. groups.Names.Select(name => ReadGroup(groups.ObjectOrNull(name) ?? throw groups.Error(name, "the group is null", "give its targets and weights")))];
    }

    private static Group ReadGroup(ConfigObject group)
    {
        var targets = group.TextsOrNull("targets") ?? ["Linear"];
        return new(targets.Contains("Linear"), ModuleSet.Read(group, "targets", targets), Format(group));
    }

    private static WeightFormat Format(ConfigObject group)
    {
        var weights = group.ObjectOrNull("weights") ?? throw group.Error("weights", "the scheme leaves weights unquantised", "drop the group");
        var bits = weights.Count("num_bits", 32);
        var size = weights.CountOrNull("group_size", 65_536);
        var strategy = weights.TextOrNull("strategy") ?? (size is null ? "tensor" : "group");
        var zeroPoint = !weights.Flag("symmetric", true);
        var activations = group.ObjectOrNull("input_activations") is not null;
        return (weights.TextOrNull("type") ?? "int", bits, strategy, size) switch
        {
            ("float", 8, "tensor", null) => WeightFormat.Fp8PerTensor,
            ("float", 8, "channel", null) => WeightFormat.Fp8PerChannel,
            ("float", 8, "block", null or 128) when weights.CountsOrNull("block_structure", 65_536) is null or [128, 128] => WeightFormat.Fp8Block,
            ("float", 4, "group" or "tensor_group", 16) => activations ? WeightFormat.Nvfp4 : WeightFormat.Nvfp4WeightOnly,
            ("float", 4, "group", 32) => activations ? WeightFormat.Mxfp4 : WeightFormat.Mxfp4WeightOnly,
            ("int", 8, "channel", null) when !zeroPoint => WeightFormat.Int8PerChannel,
            ("int", 4, "group", { } g) => zeroPoint ? WeightFormat.Int4GroupWithZeroPoint(g) : WeightFormat.Int4Group(g),
            _ => throw group.Error("weights", $"weights of {bits} bits with this type, strategy and group are not understood",
                "known: float 8 by tensor, channel or block of 128; float 4 in groups of 16 or 32; int 8 by channel; int 4 in groups"),
        };
    }

    /// <summary>Modules that share a scheme.</summary>
    internal sealed record Group(bool All, ModuleSet Targets, WeightFormat Format);
}
