namespace Breakeven.Models.Configs.Quantization;

/// <summary>Reads quantization_config of config.json and hf_quant_config.json, in every dialect that checkpoints of these models use.</summary>
internal static class QuantizationReader
{
    private const string Known = "fp8, fbgemm_fp8, mxfp4, mxfp8, compressed-tensors, modelopt, awq, gptq, auto-round, bitsandbytes";

    /// <summary>The rule of a quantization_config; null, with a note, where the method is not known: what a model counts does not hang on how it is stored.</summary>
    public static QuantizationRule? Read(ConfigObject config)
    {
        var method = config.TextOrNull("quant_method") ?? (config.Has("quant_algo") ? "modelopt" : config.Text("quant_method", "fp8"));
        return method switch
        {
            "fp8" when config.Has("quantized_layers") => Over(ModelOpt.Read(config, "ignore", "kv_cache_scheme"), Fp8(config)),
            "fp8" => Fp8(config),
            "fbgemm_fp8" => Plain(config, WeightFormat.Fp8PerChannel, "modules_to_not_convert"),
            "mxfp4" => Mxfp4(config),
            "compressed-tensors" => CompressedTensors.Read(config),
            "modelopt" or "modelopt_fp4" => ModelOpt.Read(config, "ignore", "kv_cache_scheme"),
            "awq" => Int4(config, config.Flag("zero_point", true)),
            "mxfp8" => Plain(config, WeightFormat.Mxfp8, "modules_to_not_convert", "ignored_layers"),
            "gptq" or "gptq_marlin" or "auto-round" or "auto_round" => Int4(config, !config.Flag("sym", true)),
            "bitsandbytes" => BitsAndBytes(config),
            _ => Unknown(config, method),
        };
    }

    private static QuantizationRule? Unknown(ConfigObject config, string method)
    {
        config.Notes.Add($"the quantisation method \"{(method.Length <= 40 ? method : "...")}\" is not understood (known: {Known}): bytes are counted at 16 bits an element, and the files hold fewer; --precision says otherwise");
        return null;
    }

    /// <summary>The rule of a hf_quant_config.json.</summary>
    public static QuantizationRule ReadModelOpt(ConfigObject config) =>
        ModelOpt.Read(config.ObjectOrNull("quantization") ?? throw config.Error("quantization", "the member is missing", "give a hf_quant_config.json as ModelOpt writes it"),
            "exclude_modules", "kv_cache_quant_algo");

    // A checkpoint in FP8 some of whose modules were quantised further (NVIDIA's DeepSeek V4).
    private static QuantizationRule Over(QuantizationRule first, QuantizationRule rest) => first with
    {
        FormatOf = (module, kind) => first.FormatOf(module, kind) ?? rest.FormatOf(module, kind),
        Effort = first.Effort + rest.Effort,
    };

    /// <summary>Every linear layer but head, router and those listed.</summary>
    public static QuantizationRule Plain(ConfigObject config, WeightFormat format, params IReadOnlyList<string> members)
    {
        var left = Excluded(config, members);
        return new((module, kind) => kind is TensorClass.Head || left.Contains(module) ? null : format, null, left.NamesExperts, left.Effort, config.Where);
    }

    public static ModuleSet Excluded(ConfigObject config, params IReadOnlyList<string> members)
    {
        var member = members.FirstOrDefault(config.Has) ?? members[0];
        return ModuleSet.Read(config, member, config.TextsOrNull(member) ?? []);
    }

    /// <summary>A cache in the format of this text or scheme; null where nothing is said.</summary>
    public static NumberFormat? Cache(ConfigObject config, string member)
    {
        if (!config.Has(member)) return null;
        if (config.IsText(member))
            return config.TextOrNull(member) switch
            {
                "FP8" or "fp8" => NumberFormat.Fp8,
                "NVFP4" => NumberFormat.Fp4,
                "INT8" => NumberFormat.Int8,
                _ => throw config.Error(member, "this format of the cache is not understood", "give \"FP8\" or null"),
            };
        var scheme = config.ObjectOrNull(member)!;
        return (scheme.Count("num_bits", 32), scheme.TextOrNull("type") ?? "float") switch
        {
            (8, "float") => NumberFormat.Fp8,
            (8, "int") => NumberFormat.Int8,
            (4, "float") => NumberFormat.Fp4,
            _ => throw config.Error(member, "this format of the cache is not understood", "give 8 bits of type \"float\", or null"),
        };
    }

    private static QuantizationRule Fp8(ConfigObject config)
    {
        var block = config.CountsOrNull("weight_block_size", 65_536);
        if (block is not (null or [128, 128]))
            throw config.Error("weight_block_size", "blocks of this size are not understood", "give [128, 128], or leave it out for one scale a tensor");
        return Plain(config, block is null ? WeightFormat.Fp8PerTensor : WeightFormat.Fp8Block, "modules_to_not_convert", "ignored_layers");
    }

    // The method packs experts and nothing else, whatever the list says about the rest.
    private static QuantizationRule Mxfp4(ConfigObject config)
    {
        var left = Excluded(config, "modules_to_not_convert");
        return new(
            (module, kind) => kind is TensorClass.RoutedExpert && !left.Contains(module) ? WeightFormat.Mxfp4 : null, null, left.NamesExperts, left.Effort, config.Where);
    }

    private static QuantizationRule Int4(ConfigObject config, bool zeroPoint)
    {
        config.Refuse("dynamic", "lm_head");
        var bits = config.Has("bits") ? config.Count("bits", 32) : config.Count("w_bit", 32);
        if (bits is not (4 or 8)) throw config.Error("bits", $"{bits} bits are not understood for this method", "give 4 or 8");
        var member = config.Has("group_size") ? "group_size" : "q_group_size";
        if (config.IsWhole(member, -1)) return Plain(config, bits == 8 ? WeightFormat.Int8PerChannel : WeightFormat.Int4PerChannel, "modules_to_not_convert");
        var group = config.Count(member, 65_536);
        if (bits == 8) return Plain(config, WeightFormat.Int8Group(group), "modules_to_not_convert");
        return Plain(config, zeroPoint ? WeightFormat.Int4GroupWithZeroPoint(group) : WeightFormat.Int4Group(group), "modules_to_not_convert");
    }

    private static QuantizationRule BitsAndBytes(ConfigObject config)
    {
        var narrow = config.Flag("load_in_4bit", config.Flag("_load_in_4bit", false));
        var format = !narrow ? WeightFormat.Int8PerChannel : config.Flag("bnb_4bit_use_double_quant", false) ? WeightFormat.Nf4Double : WeightFormat.Nf4;
        return Plain(config, format, "llm_int8_skip_modules");
    }
}
