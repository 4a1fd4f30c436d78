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
        var encoder = config == root ? 0 : Encoder.Read(root, root.TextOrNull("model_type") ?? "");
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
            Native = ReadPrecision(root, config, shape, architecture.Modules, where, quantConfig),
            Source = new(where, default, "read from the file"),
            Notes = notes,
        };
    }

    private static (ConfigObject Config, Architecture Architecture, string ModelType) Locate(ConfigObject root)
    {
        var outer = root.TextOrNull("model_type") ?? Inferred(root);
        var config = root;
        var modelType = outer;
        if (root.ObjectOrNull("text_config") is { } inner)
        {
            var wrapped = inner.TextOrNull("model_type");
            if (!Architecture.Wrappers.Contains(outer))
                throw Unknown(root, "model_type", $"the architecture \"{Short(outer)}\"{(wrapped is null ? "" : $" around \"{Short(wrapped)}\"")}");
            config = inner;
            modelType = wrapped ?? outer + "_text";
        }

        if (Architecture.Find(modelType) is not { } architecture)
            throw Unknown(config, "model_type", $"the architecture \"{Short(modelType)}\"");
        if (config.TextsOrNull("architectures") is { Count: > 0 } classes && !architecture.Classes.Contains(classes[0]))
            throw Unknown(config, "architectures", $"the class \"{Short(classes[0])}\" of model_type \"{Short(modelType)}\"");
        return (config, architecture, modelType);
    }

    // A file assembled from code may name only its class: Gemma2ForCausalLM, or transformers.Gemma2Config.
    private static string Inferred(ConfigObject root)
    {
        if (GrokConfig.IsNative(root)) return "grok-1";
        var named = root.TextsOrNull("architectures") is { Count: > 0 } classes ? classes[0]
            : root.TextOrNull("_hf_config_class") is { } type && type.EndsWith("Config", StringComparison.Ordinal) ? type.Split('.')[^1][..^6] + "ForCausalLM" : null;
        if (named is null) return root.Text("model_type", "llama");
        var found = Architecture.All.FirstOrDefault(architecture => architecture.Classes.Contains(named, StringComparer.OrdinalIgnoreCase))
            ?? throw Unknown(root, root.Has("architectures") ? "architectures" : "_hf_config_class", $"model_type is missing, and the class \"{Short(named)}\"");
        root.Notes.Add($"model_type is absent: took {found.ModelTypes[0]}, to which {named} belongs");
        return found.ModelTypes[0];
    }

    private static void Check(Shape shape, ConfigObject config)
    {
        var parameters = shape.Layers.Concat(shape.DraftLayers).Sum(layer => layer.Tensors(shape.Hidden).Sum(tensor => (double)tensor.Rows * tensor.Columns * tensor.Count));
        if (parameters > Bounds.Parameters)
            throw config.Error("hidden_size", $"the sizes multiply to {parameters:G3} parameters, which no model has", "check hidden_size, the widths and the number of experts and layers");
    }

    private static PrecisionScheme ReadPrecision(
        ConfigObject root, ConfigObject config, Shape shape, ModuleNames modules, string where, ReadOnlyMemory<byte>? quantConfig)
    {
        if ((config.ObjectOrNull("quantization_config") ?? root.ObjectOrNull("quantization_config")) is { } quantized && quantized.Names.Any())
            return CheckpointPrecision.Of(shape, modules, QuantizationReader.Read(quantized));
        if (quantConfig is { } text)
        {
            var place = $"{where} with hf_quant_config.json";
            var element = JsonText.Parse(text, place, "a hf_quant_config.json as ModelOpt writes it");
            return CheckpointPrecision.Of(shape, modules, QuantizationReader.ReadModelOpt(new(element, place, "", config.Notes)));
        }

        foreach (var level in (ConfigObject[])[config, root])
            foreach (var member in (string[])["dtype", "torch_dtype"])
                if (level.TextOrNull(member) is { } type)
                    return CheckpointPrecision.Unquantized(level, member, type);
        return CheckpointPrecision.Unquantized(config, "dtype", null);
    }

    private static InputException Unknown(ConfigObject config, string member, string what) =>
        config.Error(member, $"{what} is not understood", $"supported: {Architecture.Supported}");

    private static string Short(string text) => (text.Length <= 60 ? text : text[..60] + "...").ReplaceLineEndings(" ");
}
