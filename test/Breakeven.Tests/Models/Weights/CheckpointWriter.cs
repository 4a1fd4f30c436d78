using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>Writes the headers of a checkpoint as its publisher would: module by module, in the native precision, scales beside the weights.</summary>
internal static class CheckpointWriter
{
    private static readonly ModuleNames s_usual = new();

    public static SafetensorsBytes Safetensors(Model model)
    {
        var file = new SafetensorsBytes();
        var modules = ModulesOf(model);
        var outer = new HashSet<string>();
        foreach (var tensor in model.OuterTensors()) Outer(file, model, tensor, outer);
        for (var layer = 0; layer < model.Layers.Count; layer++)
        {
            var norms = 0;
            var names = new HashSet<string>();
            var fused = new Dictionary<(string Name, WeightFormat Format, long Columns), long>();
            foreach (var tensor in model.Layers[layer].Tensors(model.Hidden))
            {
                if (tensor.IsMatrix) Matrix(file, model.Native.Of(tensor), tensor, layer, modules, fused);
                else Vector(file, model.Native.Of(tensor), tensor, $"model.layers.{layer}.{VectorName(tensor, ref norms, names)}");
            }

            // Matrices that the checkpoint holds in one module stand below each other.
            foreach (var ((name, format, columns), rows) in fused) Store(file, format, name, rows, columns);
        }

        return file;
    }

    private static ModuleNames ModulesOf(Model model) => (Architecture.Find(model.Architecture) ?? Architecture.Find(model.Architecture + "_text"))?.Modules ?? s_usual;

    private static void Outer(SafetensorsBytes file, Model model, in WeightTensor tensor, HashSet<string> names)
    {
        var unique = tensor.Name;
        for (var again = 2; !names.Add(unique); again++) unique = $"{tensor.Name}_{again}";
        var type = Plain(model.Native.Of(tensor));
        switch (tensor.Name)
        {
            case "embed_tokens": Store(file, model.Native.Of(tensor), "model.embed_tokens", tensor.Rows, tensor.Columns); break;
            case "lm_head": Store(file, model.Native.Of(tensor), "lm_head", tensor.Rows, tensor.Columns); break;
            case "encoder": file.Add("vision_tower.encoder.layers.0.weight", type, tensor.Rows); break;
            case "lm_head.bias": file.Add("lm_head.bias", type, tensor.Rows); break;
            case var _ when tensor.IsMatrix: Store(file, model.Native.Of(tensor), "model." + unique, tensor.Rows, tensor.Columns); break;
            default: file.Add($"model.{unique}.weight", type, tensor.Rows); break;
        }
    }

    private static string VectorName(in WeightTensor tensor, ref int norms, HashSet<string> names)
    {
        var name = tensor.Name switch
        {
            "norm" when !names.Contains("self_attn") => norms++ switch { 0 => "input_layernorm.weight", 1 => "post_attention_layernorm.weight", var more => $"norm_{more}.weight" },
            "router.scale" => "mlp.router.scale",
            "router.tid2eid" => "mlp.gate.tid2eid",
            "router.bias" => "mlp.gate.e_score_correction_bias",
            "conv1d" => "linear_attn.conv1d.weight",
            "dt_bias" or "A_log" => "linear_attn." + tensor.Name,
            var bias when bias.EndsWith(".bias", StringComparison.Ordinal) => bias.StartsWith("experts", StringComparison.Ordinal) ? $"mlp.{bias[..^5]}_bias" : $"self_attn.{bias}",
            var other => $"self_attn.{other}.weight",
        };
        for (var again = 2; !names.Add(name); again++) name = $"{name[..^7]}_{again}.weight";
        return name;
    }

    private static void Vector(SafetensorsBytes file, WeightFormat format, in WeightTensor tensor, string name)
    {
        if (tensor.Count == 1) file.Add(name, Plain(format), tensor.Rows);
        else file.Add(name, Plain(format), tensor.Count, tensor.Rows);
    }

    private static void Matrix(SafetensorsBytes file, WeightFormat format, in WeightTensor tensor, int layer, ModuleNames modules, Dictionary<(string Name, WeightFormat Format, long Columns), long> fused)
    {
        if (tensor.Class == TensorClass.RoutedExpert && format == WeightFormat.Mxfp4)
        {
            // As gpt-oss packs them: all experts of a layer in one tensor.
            var name = $"model.layers.{layer}.mlp.{tensor.Name}";
            file.Add(name + "_blocks", "U8", tensor.Count, tensor.Rows, tensor.Columns / 2).Add(name + "_scales", "U8", tensor.Count, tensor.Rows, (tensor.Columns + 31) / 32);
            return;
        }

        for (var expert = 0; expert < tensor.Count; expert++)
        {
            var names = tensor is { Class: TensorClass.Router, Name: not ("router" or "shared_expert_gate") } ? [] : modules.Of(layer, tensor, expert);
            if (tensor.Class == TensorClass.RoutedExpert && names.Count > tensor.Parts) names = [names[^1]];
            if (names.Count == 0) names = [$"model.layers.{layer}.{Block(tensor.Class)}.{tensor.Name}" + (tensor.Count == 1 ? "" : $".{expert}")];
            foreach (var name in names) fused[(name, format, tensor.Columns)] = fused.GetValueOrDefault((name, format, tensor.Columns)) + tensor.Rows / names.Count;
        }
    }

    private static string Block(TensorClass kind) => kind switch
    {
        TensorClass.Attention => "self_attn",
        TensorClass.LinearAttention => "linear_attn",
        TensorClass.SharedExpert => "mlp.shared_expert",
        TensorClass.RoutedExpert => "mlp.experts",
        TensorClass.Router => "self_attn",
        _ => "mlp",
    };

    private static string Plain(WeightFormat format) => format.BitsPerElement switch { 64 => "I64", 32 => "F32", _ => "BF16" };

    private static void Store(SafetensorsBytes file, WeightFormat format, string module, long rows, long columns)
    {
        switch (format.Name)
        {
            case "fp32" or "bf16" or "int64": file.Add(module + ".weight", Plain(format), rows, columns); break;
            case "fp8-tensor": file.Add(module + ".weight", "F8_E4M3", rows, columns).Add(module + ".weight_scale", "F32").Add(module + ".input_scale", "F32"); break;
            case "fp8-channel": file.Add(module + ".weight", "F8_E4M3", rows, columns).Add(module + ".weight_scale", "F32", rows, 1); break;
            case "fp8-block": file.Add(module + ".weight", "F8_E4M3", rows, columns).Add(module + ".weight_scale_inv", "F32", (rows + 127) / 128, (columns + 127) / 128); break;
            case "fp8-block-e8m0": file.Add(module + ".weight", "F8_E4M3", rows, columns).Add(module + ".scale", "F8_E8M0", (rows + 127) / 128, (columns + 127) / 128); break;
            case "mxfp8": file.Add(module + ".weight", "F8_E4M3", rows, columns).Add(module + ".weight_scale", "U8", rows, (columns + 31) / 32); break;
            case "int4-channel": file.Add(module + ".weight_packed", "I32", rows, columns / 8).Add(module + ".weight_scale", "BF16", rows, 1); break;
            case "int8": file.Add(module + ".weight", "I8", rows, columns).Add(module + ".weight_scale", "F32", rows, 1); break;
            case "mxfp4" or "mxfp4-w4a16": file.Add(module + ".weight_packed", "U8", rows, columns / 2).Add(module + ".weight_scale", "U8", rows, (columns + 31) / 32); break;
            case "nvfp4" or "nvfp4-w4a16":
                file.Add(module + ".weight", "U8", rows, columns / 2).Add(module + ".weight_scale", "F8_E4M3", rows, (columns + 15) / 16).Add(module + ".weight_scale_2", "F32").Add(module + ".input_scale", "F32");
                break;
            case var int4 when int4.StartsWith("int4-g", StringComparison.Ordinal):
                file.Add(module + ".weight_packed", "I32", rows, columns / 8).Add(module + ".weight_scale", "BF16", rows, (columns + format.BlockColumns - 1) / format.BlockColumns).Add(module + ".weight_shape", "I64", 2);
                if (format.ZeroPointBits > 0) file.Add(module + ".weight_zero_point", "I32", rows / 8, columns / format.BlockColumns);
                break;
            default: throw new NotSupportedException(format.Name);
        }
    }
}
