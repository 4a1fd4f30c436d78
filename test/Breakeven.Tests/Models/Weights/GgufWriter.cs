using Breakeven.Models;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>
/// Writes the head of a GGUF file as llama.cpp's converter would for this model: its keys, its names of tensors, norms and routers in F32, the
/// matrices in one type where its blocks fill their rows (ggml-org/llama.cpp, conversion/ and gguf-py/gguf/constants.py). It works from the
/// model alone and knows nothing of how the reader goes back.
/// </summary>
internal sealed class GgufWriter
{
    private readonly Model _model;
    private readonly string _architecture;
    private readonly (uint Id, int Elements, int Bytes) _type;
    private readonly SortedDictionary<TensorClass, long> _bytes = [];

    private GgufWriter(Model model, string architecture, (uint Id, int Elements, int Bytes) type) => (_model, _architecture, _type) = (model, architecture, type);

    public GgufBytes File { get; } = new();

    /// <summary>Bytes by the class of our own tensor that each came from, drafts left out.</summary>
    public IReadOnlyDictionary<TensorClass, long> Bytes => _bytes;

    public static GgufWriter Write(Model model, string architecture, (uint Id, int Elements, int Bytes) type)
    {
        var writer = new GgufWriter(model, architecture, type);
        GgufKeys.Write(writer.File, model, architecture, writer.Drafts);
        writer.Outer();
        for (var i = 0; i < model.Layers.Count; i++) writer.Layer(i, model.Layers[i], counted: true);
        for (var i = 0; i < writer.Drafts; i++) writer.Layer(model.Layers.Count + i, model.DraftLayers[i], counted: false);
        return writer;
    }

    // The converters of the others leave them out.
    private int Drafts => _architecture is "glm4moe" or "qwen35" or "qwen35moe" or "bailingmoe2" ? _model.DraftLayers.Count : 0;

    private void Outer()
    {
        foreach (var tensor in _model.OuterTensors())
        {
            var name = tensor.Name switch
            {
                "embed_tokens" => "token_embd.weight",
                "norm" => _architecture is "lfm2" or "lfm2moe" ? "token_embd_norm.weight" : "output_norm.weight",
                "norm.bias" => "output_norm.bias",
                "lm_head" => "output.weight",
                "lm_head.bias" => "output.bias",
                "embed_tokens_per_layer" => "per_layer_token_embd.weight",
                "per_layer_model_projection" => "per_layer_model_proj.weight",
                "per_layer_projection_norm" => "per_layer_proj_norm.weight",
                _ => throw new NotSupportedException($"{_architecture}: {tensor.Name}"),
            };
            Add(name, tensor.Class, counted: true, tensor.IsMatrix ? [tensor.Columns, tensor.Rows] : [tensor.Rows]);
        }
    }

    private void Layer(int number, ModelLayer layer, bool counted)
    {
        var (norms, joins) = (0, 0);
        if (_architecture == "gemma4" && counted) File.Tensor($"blk.{number}.layer_output_scale.weight", GgufSamples.F32, 1);
        if (_architecture == "gemma4" && counted) _bytes[TensorClass.Norm] = _bytes.GetValueOrDefault(TensorClass.Norm) + 4;
        // Matrices that llama.cpp holds in one stand below each other.
        var fused = new Dictionary<string, (TensorClass Class, long Columns, long Rows)>();
        foreach (var tensor in layer.Tensors(_model.Hidden))
        {
            var prefix = $"blk.{number}.";
            if (tensor.Name == "norm" && norms < layer.Norms)
            {
                Add(prefix + GgufNames.Norms(_architecture, layer)[norms++], tensor.Class, counted, tensor.Rows);
                continue;
            }

            if (tensor.Name == "draft_norm")
            {
                Add(prefix + ((string[])["nextn.enorm.weight", "nextn.hnorm.weight", "nextn.shared_head_norm.weight"])[joins++], tensor.Class, counted, tensor.Rows);
                continue;
            }

            foreach (var (name, shape) in GgufNames.Of(tensor, layer, _architecture, _model.Hidden))
            {
                if (!GgufNames.IsFused(name, _architecture)) Add(prefix + name, tensor.Class, counted, shape);
                else fused[name] = (tensor.Class, tensor.IsMatrix ? shape[0] : 1, fused.GetValueOrDefault(name).Rows + shape[^1]);
            }
        }

        foreach (var (name, part) in fused) Add($"blk.{number}.{name}", part.Class, counted, part.Columns > 1 ? [part.Columns, part.Rows] : [part.Rows]);
    }

    private void Add(string name, TensorClass kind, bool counted, params IReadOnlyList<long> shape)
    {
        var plain = kind is TensorClass.Norm or TensorClass.Router;
        var type = plain ? GgufSamples.F32 : shape[0] % _type.Elements == 0 ? _type : GgufSamples.Bf16;
        File.Tensor(name, type, shape);
        if (counted) _bytes[kind] = _bytes.GetValueOrDefault(kind) + shape.Aggregate(1L, (product, size) => product * size) / type.Item2 * type.Item3;
    }

    /// <summary>The name that llama.cpp gives the architecture; null where it knows none, or our tests have none to write.</summary>
    public static string? ArchitectureOf(Model model) => model.Architecture switch
    {
        "mistral" or "mixtral" => "llama",
        "ministral3" => "mistral3",
        "qwen2_vl" => "qwen2vl",
        "qwen2_moe" => "qwen2moe",
        "qwen3_vl" or "qwen3_vl_text" => "qwen3vl",
        "qwen3_vl_moe" or "qwen3_vl_moe_text" => "qwen3vlmoe",
        "qwen3_moe" => "qwen3moe",
        "qwen3_next" => "qwen3next",
        "qwen3_5" or "qwen3_5_text" => "qwen35",
        "qwen3_5_moe" or "qwen3_5_moe_text" => "qwen35moe",
        "deepseek_v2" or "deepseek_v3" or "kimi_k2" or "glm4_moe_lite" => "deepseek2",
        "gpt_oss" => "gpt-oss",
        "gemma3_text" => "gemma3",
        "cohere" => "command-r",
        "glm4_moe" => "glm4moe",
        "minimax_m2" => "minimax-m2",
        "olmo3" => "olmo2",
        "granitemoeshared" => "granitemoe",
        "grok-1" => "grok",
        "nemotron_h" => model.IsMixture ? "nemotron_h_moe" : "nemotron_h",
        "hunyuan_v1_moe" => "hunyuan-moe",
        "hunyuan_v1_dense" => "hunyuan-dense",
        "gemma4_text" => "gemma4",
        "granitemoehybrid" or "bamba" => "granitehybrid",
        // llama.cpp knows no matrix in the place of a network.
        "nemotron-nas" => model.Layers.Any(layer => layer.FeedForward is FeedForwardKind.Linear) ? null : "deci",
        // Kimi K3 is another architecture there.
        "kimi_linear" => model.Layers[0].MixesBlocks ? null : "kimi-linear",
        "lfm2_moe" => "lfm2moe",
        "bailing_moe" => "bailingmoe",
        "bailing_moe_v2" => "bailingmoe2",
        var other => Breakeven.Models.Weights.GgufArchitecture.Find(other) is null ? null : other,
    };

}
