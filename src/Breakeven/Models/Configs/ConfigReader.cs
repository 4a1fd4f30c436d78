using Breakeven.Catalog;
using Breakeven.Models.Configs.Quantization;

namespace Breakeven.Models.Configs;

/// <summary>Reads a model from the config.json of a checkpoint, as Hugging Face lays it out.</summary>
public static class ConfigReader
{
    private const string Example = "the config.json of a checkpoint, such as that of meta-llama/Llama-3.1-8B";

    /// <summary>Reads one config.</summary>
    /// <param name="json">The text of config.json.</param>
    /// <param name="where">What to call it in errors, such as its path; also names the model where the text does not.</param>
    /// <param name="quantConfig">The text of hf_quant_config.json, where the checkpoint has one.</param>
    public static Model Read(ReadOnlyMemory<byte> json, string where, ReadOnlyMemory<byte>? quantConfig = null) =>
        Read(json, where, quantConfig, null);

    /// <summary>Reads a config.json, a catalogue's model file, or a folder with a config.json and perhaps a hf_quant_config.json.</summary>
    public static Model ReadPath(string path)
    {
        var checkpoint = CheckpointFiles.Open(path, JsonText.SizeMax);
        var root = JsonText.Parse(checkpoint.Config, checkpoint.Where, Example, bareTokens: true);
        return root.TryGetProperty("schema_version", out _)
            ? ModelFile.Read(checkpoint.Config, checkpoint.Where)
            : Read(checkpoint.Config, checkpoint.Where, checkpoint.QuantConfig is { } quantConfig ? quantConfig.AsMemory() : (ReadOnlyMemory<byte>?)null, checkpoint.Id);
    }

    private static Model Read(ReadOnlyMemory<byte> json, string where, ReadOnlyMemory<byte>? quantConfig, string? id)
    {
        var element = JsonText.Parse(json, where, Example, bareTokens: true);
        var notes = new List<string>();
        var root = new ConfigObject(element, where, "", notes);
        var (config, architecture, modelType) = Locate(root);
        var shape = architecture.Read(config);
        Check(shape, config);
        var encoder = config == root && !root.Says("vision_config") ? 0 : Encoder.Read(root, root.TextOrNull("model_type") ?? modelType);
        return new Model
        {
            Id = id ?? ModelName.From(root.TextOrNull("_name_or_path"), where),
            Architecture = modelType.EndsWith("_text", StringComparison.Ordinal) ? modelType[..^5] : modelType,
            Hidden = shape.Hidden,
            Vocabulary = shape.Vocabulary,
            TiedEmbeddings = shape.TiedEmbeddings,
            ContextLimit = new(shape.ContextLimit),
            Layers = shape.Layers,
            DraftLayers = shape.DraftLayers,
            OuterNorms = shape.OuterNorms,
            LearntPositions = shape.LearntPositions,
            HeadBias = shape.HeadBias,
            PerLayerVocabulary = shape.PerLayerVocabulary,
            EncoderParameters = encoder,
            Native = ReadPrecision(root, config, shape, architecture, where, quantConfig),
            Source = new(where, default, "read from the file"),
            Notes = notes,
        };
    }

    // The language model is the file itself, or stands within a wrapper: in text_config, or in that of the part that thinks (Qwen's Omni).
    private static (ConfigObject Config, Architecture Architecture, string ModelType) Locate(ConfigObject root)
    {
        var inner = root.ObjectOrNull("text_config") ?? root.ObjectOrNull("thinker_config")?.ObjectOrNull("text_config");
        var config = inner ?? root;
        var outer = root.TextOrNull("model_type") ?? (inner is null && GrokConfig.IsNative(root) ? "grok-1" : null);
        var modelType = inner is null ? outer : TypeWithin(outer, inner);
        modelType ??= Inferred(root);
        if (Architecture.Find(modelType) is not { } architecture)
            throw Unknown(config, "model_type", modelType, $"the architecture \"{Short(modelType)}\"{(inner is null || outer is null || outer == modelType ? "" : $" within \"{Short(outer)}\"")}");
        if (inner is not null && outer is not null && !Architecture.Wrappers.Contains(outer))
            config.Notes.Add($"\"{Short(outer)}\" is not known: only the \"{Short(modelType)}\" within it is counted");
        if (config.TextsOrNull("architectures") is [var built, ..] && !architecture.Classes.Contains(built))
        {
            // The class is what is built: some checkpoints of a second version keep the first one's model_type.
            architecture = Architecture.OfClass(built) ?? throw Unknown(config, "architectures", modelType, $"the class \"{Short(built)}\" of model_type \"{Short(modelType)}\"");
            config.Notes.Add($"the class {built} is not one of model_type \"{Short(modelType)}\": read as {architecture.ModelTypes[0]}");
        }

        return (config, architecture, modelType);
    }

    // A file assembled from code may name nothing but its class, or that of its config: transformers.Gemma2Config.
    private static string Inferred(ConfigObject root)
    {
        var named = root.TextsOrNull("architectures") is [var listed, ..] ? listed
            : root.TextOrNull("_hf_config_class") is { } type && type.EndsWith("Config", StringComparison.Ordinal) ? type.Split('.')[^1][..^6] + "ForCausalLM" : null;
        if (named is null) return root.Text("model_type", "llama");
        var found = Architecture.OfClass(named)
            ?? throw Unknown(root, root.Has("architectures") ? "architectures" : "_hf_config_class", named.ToLowerInvariant(), $"model_type is missing, and the class \"{Short(named)}\"");
        root.Notes.Add($"model_type is absent: took {found.ModelTypes[0]}, to which {named} belongs");
        return found.ModelTypes[0];
    }

    private static string? TypeWithin(string? outer, ConfigObject inner)
    {
        var stated = inner.TextOrNull("model_type");
        if (outer is null) return stated;
        var supposed = Architecture.Wrapped.GetValueOrDefault(outer);
        // What is built is the wrapper's own class, whatever the text says of itself.
        return outer == "minimax_m3_vl" ? supposed : stated ?? supposed ?? (Architecture.Find(outer) is null ? outer + "_text" : outer);
    }

    private static void Check(Shape shape, ConfigObject config)
    {
        var parameters = shape.Layers.Concat(shape.DraftLayers).Sum(layer => layer.Tensors(shape.Hidden).Sum(tensor => (double)tensor.Rows * tensor.Columns * tensor.Count));
        if (parameters > Bounds.Parameters)
            throw config.Error("hidden_size", $"the sizes multiply to {parameters:G3} parameters, which no model has", "check hidden_size, the widths and the number of experts and layers");
    }

    private static PrecisionScheme ReadPrecision(
        ConfigObject root, ConfigObject config, Shape shape, Architecture architecture, string where, ReadOnlyMemory<byte>? quantConfig)
    {
        var read = ReadRule(root, config, where, quantConfig) is { } rule
            ? CheckpointPrecision.Of(shape, architecture.Modules, architecture.Refine(config, rule))
            : ReadUnquantized(root, config);
        var kept = architecture.Kept.Where(pair => !read.Exceptions.ContainsKey(pair.Key));
        return architecture.Kept.Count == 0 ? read : read with { Exceptions = read.Exceptions.Concat(kept).ToDictionary() };
    }

    private static QuantizationRule? ReadRule(ConfigObject root, ConfigObject config, string where, ReadOnlyMemory<byte>? quantConfig)
    {
        if ((config.ObjectOrNull("quantization_config") ?? root.ObjectOrNull("quantization_config")) is { } quantized && quantized.Names.Any())
            return QuantizationReader.Read(quantized);
        if (quantConfig is not { } text) return null;
        var place = $"{where} with hf_quant_config.json";
        var element = JsonText.Parse(text, place, "a hf_quant_config.json as ModelOpt writes it");
        return QuantizationReader.ReadModelOpt(new(element, place, "", config.Notes));
    }

    private static PrecisionScheme ReadUnquantized(ConfigObject root, ConfigObject config)
    {
        foreach (var level in (ConfigObject[])[config, root])
            foreach (var member in (string[])["dtype", "torch_dtype"])
                if (level.TextOrNull(member) is { } type)
                    return CheckpointPrecision.Unquantized(level, member, type);
        return CheckpointPrecision.Unquantized(config, "dtype", null);
    }

    private static InputException Unknown(ConfigObject config, string member, string name, string what) =>
        config.Error(member, $"{what} is not understood", $"supported: {Architecture.Near(name)}");

    private static string Short(string text) => (text.Length <= 60 ? text : text[..60] + "...").ReplaceLineEndings(" ");
}
