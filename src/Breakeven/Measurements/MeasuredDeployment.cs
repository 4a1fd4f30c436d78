using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Measurements;

/// <summary>A measured row in our own terms: the deployment of one replica, how many of them ran, and the request they served.</summary>
/// <param name="Deployment">One replica.</param>
/// <param name="Replicas">Equal replicas among which the row's concurrency is dealt.</param>
/// <param name="Input">Mean prompt tokens of a request.</param>
/// <param name="Output">Mean output tokens of a request.</param>
/// <param name="Concurrency">Requests in flight on one replica; null means as many as it takes.</param>
public sealed record MeasuredDeployment(Deployment Deployment, int Replicas, double Input, double Output, double? Concurrency)
{
    /// <summary>How far lengths scatter about their mean: lengths drawn evenly between 0.8 and 1 of the nominal ones scatter by a ninth of their mean.</summary>
    public double Spread { get; init; }

    /// <summary>What a fleet's day adds; null for benchmarks.</summary>
    public ProductionRow? Production { get; init; }
}

/// <summary>Why a row cannot be predicted: a short reason that rows are counted by, and the particulars of this one.</summary>
public sealed record Unpredicted(string Reason, string Detail)
{
    public const string Infeasible = "infeasible_but_measured";
    public const string Model = "the model is not in the catalogue";
    public const string Accelerator = "the accelerator is not in the catalogue";
    public const string Precision = "the precision is not known";
    public const string Scenario = "the scenario is not one that is predicted";
    public const string Lengths = "prompt or output length is not stated";
    public const string BeyondHardware = "measured_beyond_the_hardware";
    public const string Metrics = "the row measures nothing that is predicted";
}

/// <summary>Reads a measured row as a deployment.</summary>
public sealed class MeasurementReader(ICatalog catalog)
{
    // What publishers and launchers call a model's variants. None of them changes a shape.
    private static readonly string[] s_suffixes = ["-nvfp4", "-fp8", "-fp4", "-mxfp4", "-bf16", "-awq", "-gptq", "-hf", "-chat", "-instruct", "-base", "-0528", "-dynamic"];

    private readonly Dictionary<(string, string), (Model?, PrecisionScheme?)> _models = [];

    /// <summary>The row's deployment, or why there is none.</summary>
    public MeasuredDeployment? Resolve(Measurement row, out Unpredicted? why)
    {
        why = null;
        if (catalog.FindAccelerator(Accelerator(row.Accelerator)) is not { } accelerator)
            return Refuse(Unpredicted.Accelerator, row.Accelerator, out why);
        var (model, precision) = ModelOf(row, accelerator);
        if (model is null) return Refuse(Unpredicted.Model, row.Model, out why);
        if (precision is null) return Refuse(Unpredicted.Precision, row.Precision, out why);
        if (row.Scenario.StartsWith("production", StringComparison.Ordinal))
            return ProductionRow.Read(row, model, precision, accelerator, Fabric) ?? Refuse(Unpredicted.Scenario, $"{row.Scenario}: no note of its ranks (EP144/DP144), context and users' speed", out why);
        if (Lengths(row) is not { } lengths) return Refuse(Unpredicted.Lengths, row.Scenario, out why);
        var (layout, replicas) = LayoutOf(row, model, accelerator);
        var deployment = new Deployment
        {
            Model = model,
            Precision = precision,
            Accelerator = accelerator,
            Layout = layout,
            SpansBoxes = layout.Gpus > accelerator.Link.Devices,
            Fabric = layout.Gpus > accelerator.Link.Devices ? Fabric : null,
            Engine = EngineOf(row.Engine) is var engine && EngineVersion.IsVersion(row.EngineVersion) ? engine with { Version = row.EngineVersion } : engine,
            // Makers publish what their own machines reach, with peer access.
            Settings = new() { SequencesMax = SequencesOf(row.Concurrency / replicas / layout.Data), BatchedTokensMax = StepTokens, PeerAccess = true },
        };
        return new(deployment, replicas, lengths.Input, lengths.Output, row.Concurrency / replicas) { Spread = 1 / row.LengthRatio - 1 };
    }

    // Benchmarks start the engine for the load they bring, and no larger.
    private static int SequencesOf(double? concurrency) => concurrency is { } clients ? (int)Math.Clamp(Math.Ceiling(clients), 16, 65_536) : 2048;

    // Nor the network between boxes; a 400 Gb/s adapter beside each device is what boxes of eight are sold with.
    private static readonly BytesPerSecond Fabric = BytesPerSecond.GigabitsPerSecond(400);

    // No row states the tokens of a step; the engines' defaults on these cards are 8,192.
    private const int StepTokens = 8192;

    private static MeasuredDeployment? Refuse(string reason, string detail, out Unpredicted? why)
    {
        why = new(reason, detail);
        return null;
    }

    private static string Accelerator(string name) => name switch
    {
        "H800 80GB" => "H800-SXM",
        _ => name,
    };

    /// <summary>The engine of this name; rows of engines that nobody else can run are read by vLLM's rules.</summary>
    public static Engine EngineOf(string name) => name.ToLowerInvariant() switch
    {
        "trtllm" or "tensorrt-llm" => Engine.TensorRtLlm,
        "sglang" => Engine.Sglang,
        _ => Engine.Vllm,
    };

    // MLPerf's datasets: mean lengths, in tokens. OpenOrca for Llama 2, a mix of OpenOrca, GSM8K and MBXP for Mixtral.
    private static (double Input, double Output)? Lengths(Measurement row) => (row.InputTokens, row.OutputTokens) switch
    {
        ({ } input, { } output) => (input * row.LengthRatio, output * row.LengthRatio),
        _ when row.Scenario.StartsWith("mlperf", StringComparison.Ordinal) && row.Model.Contains("Mixtral", StringComparison.Ordinal) => (275, 144),
        _ when row.Scenario.StartsWith("mlperf", StringComparison.Ordinal) => (270, 290),
        _ => null,
    };

    private (Model?, PrecisionScheme?) ModelOf(Measurement row, Hardware.Accelerator accelerator)
    {
        var key = (row.Model, $"{row.Precision}|{row.Engine}|{accelerator.Id}");
        if (_models.TryGetValue(key, out var known)) return known;
        var model = Find(row.Model);
        var precision = model is null ? null : PrecisionOf(row, model, accelerator);
        // No row states the cache's format. Launchers of quantised checkpoints on Blackwell choose FP8, which its kernels were made for.
        if (precision is { Name: not "bf16" } && accelerator.DenseRates.ContainsKey(NumberFormat.Fp4) && row.Precision is not ("bf16" or "as published"))
            precision = precision with { Cache = NumberFormat.Fp8 };
        var found = (model, precision);
        _models[key] = found;
        return found;
    }

    /// <summary>The model that a row's name means, or null.</summary>
    internal Model? ModelNamed(string name) => Find(name);

    private Model? Find(string name)
    {
        if (catalog.FindModel(name) is { } exact) return exact;
        // "DeepSeek-V3/R1" names two models of one shape.
        var (org, bare) = name.Split('/') is [var first, var second] && !second.Equals("R1", StringComparison.Ordinal) ? (first, second) : ("", name.Split('/')[0]);
        var trimmed = bare.ToLowerInvariant();
        for (var again = true; again;)
        {
            again = false;
            foreach (var suffix in s_suffixes)
                if (trimmed.EndsWith(suffix, StringComparison.Ordinal)) (trimmed, again) = (trimmed[..^suffix.Length], true);
        }

        var ids = catalog.ModelIds;
        foreach (var ending in (string[])["", "-hf", "-instruct", "-base", "-it", "-chat"])
        {
            var match = ids.FirstOrDefault(id => Bare(id).Equals(trimmed + ending, StringComparison.OrdinalIgnoreCase));
            if (match is not null) return catalog.FindModel(match);
        }

        // A version that changes no shape: Mistral-7B v0.1 and v0.3 differ by 768 rows of the vocabulary.
        var unversioned = Unversioned(trimmed);
        var sibling = ids.FirstOrDefault(id => Unversioned(Trim(Bare(id).ToLowerInvariant())) == unversioned);
        return sibling is null ? null : catalog.FindModel(sibling);
    }

    private static string Trim(string bare)
    {
        foreach (var suffix in s_suffixes) bare = bare.Replace(suffix, "", StringComparison.Ordinal);
        return bare;
    }

    private static string Unversioned(string bare)
    {
        var mark = bare.LastIndexOf("-v0.", StringComparison.Ordinal);
        return mark < 0 ? bare : bare[..mark];
    }

    private static string Bare(string id) => id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private PrecisionScheme? PrecisionOf(Measurement row, Model model, Hardware.Accelerator accelerator)
    {
        var trt = EngineOf(row.Engine) == Engine.TensorRtLlm;
        var name = row.Precision.ToLowerInvariant();
        if (name == "not stated" && row.Scenario.StartsWith("mlperf", StringComparison.Ordinal))
            name = accelerator.Family.StartsWith("blackwell", StringComparison.Ordinal) ? "fp4" : "fp8";
        switch (name)
        {
            case "as published" or "native" or "not stated":
                return model.Native;
            case "fp4" or "nvfp4" or "mxfp4":
                if (model.Native[TensorClass.RoutedExpert].BitsPerElement == 4) return model.Native;
                var published = catalog.ModelIds.FirstOrDefault(id => id.StartsWith("nvidia/", StringComparison.Ordinal) && Bare(id).Equals(Bare(row.Model) + "-NVFP4", StringComparison.OrdinalIgnoreCase))
                    ?? (model.Architecture.StartsWith("deepseek_v3", StringComparison.Ordinal) ? "nvidia/DeepSeek-V3.1-NVFP4" : null);
                return published is not null && catalog.FindModel(published) is { } quantised ? quantised.Native : PrecisionScheme.Named("nvfp4")! with { Cache = NumberFormat.Fp8 };
            case "fp8":
                if (model.Native[TensorClass.RoutedExpert].BitsPerElement is 8 or 4 || model.Native[TensorClass.DenseFeedForward].BitsPerElement == 8) return model.Native;
                var fp8 = PrecisionScheme.Named(model.IsMixture && !trt ? "fp8-block" : "fp8")!;
                return fp8 with { Cache = NumberFormat.Fp8 };
            default:
                return PrecisionScheme.Named(name) ?? (name.StartsWith("fp8", StringComparison.Ordinal) ? model.Native : null);
        }
    }

    private static (Layout, int Replicas) LayoutOf(Measurement row, Model model, Hardware.Accelerator accelerator)
    {
        if (row.Tensor is { } tensor)
        {
            var (pipeline, data, expert) = (row.Pipeline ?? 1, row.Data ?? 1, row.Expert ?? 1);
            var replicas = 1;
            // dp = ep x ep, with one device a rank: the launcher's product of ranks. The load such rows carry is that of ep devices.
            if (tensor == 1 && expert > 1 && data == expert * expert) return (new(1, pipeline, expert, expert), 1);
            // Fewer expert ranks than tp x dp: several replicas, each of which deals its experts over that many.
            // Past one board, latent attention runs a copy on each rank, which tp counts nevertheless: its cache could not be split.
            if (data == 1 && tensor > 8 && model.Layers[0].Attention is AttentionKind.Latent) (tensor, data, expert) = (1, tensor, tensor);
            if (expert > 1 && tensor * data > expert && data * tensor % expert == 0 && expert % tensor == 0)
                (replicas, data) = (tensor * data / expert, expert / tensor);
            else if (data > 1 && !model.IsMixture)
                (replicas, data) = (data, 1);
            var gpus = tensor * pipeline * data * replicas;
            if (row.Gpus > gpus && row.Gpus % gpus == 0) replicas *= row.Gpus / gpus;
            return (new(tensor, pipeline, data, expert > 1 ? tensor * data : 1), replicas);
        }

        // Not stated: the fewest devices that hold the model, as MLPerf's submitters choose, and copies of them.
        for (var ranks = 1; ; ranks *= 2)
        {
            var bytes = model.Tensors().Sum(one => (double)one.Parameters);
            if (ranks >= row.Gpus || bytes < accelerator.Memory.Value * 0.75 * ranks) return (new(Math.Min(ranks, row.Gpus)), Math.Max(1, row.Gpus / ranks));
        }
    }
}
