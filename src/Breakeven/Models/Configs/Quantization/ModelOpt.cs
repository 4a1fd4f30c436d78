namespace Breakeven.Models.Configs.Quantization;

/// <summary>The dialect of NVIDIA's ModelOpt: one algorithm for all but the modules left out, or one for each module named.</summary>
internal static class ModelOpt
{
    public static QuantizationRule Read(ConfigObject config, string excluded, string cache)
    {
        var algorithm = config.Text("quant_algo", "FP8");
        // A hf_quant_config.json that was copied into config.json keeps its own names.
        var left = QuantizationReader.Excluded(config, excluded, "ignore", "exclude_modules");
        var kept = QuantizationReader.Cache(config, cache) ?? QuantizationReader.Cache(config, "kv_cache_quant_algo");
        if (algorithm != "MIXED_PRECISION")
        {
            var format = Format(config, "quant_algo", algorithm);
            return new((module, _) => left.Contains(module) ? null : format, kept, left.NamesExperts, left.Effort, config.Where);
        }

        var layers = config.ObjectOrNull("quantized_layers") ?? throw config.Error("quantized_layers", "the member is missing", "give each module's algorithm");
        var groups = layers.ObjectMembers()
            .GroupBy(layer => Format(layer.Value, "quant_algo", layer.Value.Text("quant_algo", "FP8")), layer => layer.Name)
            .Select(group => new CompressedTensors.Group(false, ModuleSet.Read(layers, "", [.. group]), group.Key)).ToList();
        return new(
            (module, _) => left.Contains(module) ? null : groups.Find(group => group.Targets.Contains(module))?.Format,
            kept, groups.Exists(group => group.Targets.NamesExperts), left.Effort + groups.Sum(group => group.Targets.Effort), config.Where);
    }

    private static WeightFormat Format(ConfigObject config, string member, string algorithm) => algorithm switch
    {
        "FP8" => WeightFormat.Fp8PerTensor,
        "FP8_PER_CHANNEL_PER_TOKEN" => WeightFormat.Fp8PerChannel,
        "FP8_PB_WO" or "FP8_PB_REAL" => WeightFormat.Fp8Block,
        "NVFP4" or "NVFP4_AWQ" => WeightFormat.Nvfp4,
        "W4A16_NVFP4" => WeightFormat.Nvfp4WeightOnly,
        "MXFP8" => WeightFormat.Mxfp8,
        "MXFP4" or "W4A8_MXFP4_FP8" => WeightFormat.Mxfp4,
        "W8A8_SQ_PER_CHANNEL" => WeightFormat.Int8PerChannel,
        "W4A16_AWQ" or "INT4_AWQ" => WeightFormat.Int4Group(config.Count("group_size", 65_536, 128)),
        _ => throw config.Error(member, "this algorithm is not understood", "known: FP8, FP8_PER_CHANNEL_PER_TOKEN, FP8_PB_WO, NVFP4, W4A16_NVFP4, MXFP4, MXFP8, W8A8_SQ_PER_CHANNEL, W4A16_AWQ, MIXED_PRECISION"),
    };
}
