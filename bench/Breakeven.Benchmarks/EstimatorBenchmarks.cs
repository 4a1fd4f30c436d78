using BenchmarkDotNet.Attributes;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Benchmarks;

/// <summary>The estimator from the inside out: a step, an estimate, a search, the comparison. A dense model, a mixture, and one with latent attention.</summary>
[MemoryDiagnoser]
[MinColumn]
public class EstimatorBenchmarks
{
    private static readonly ICatalog s_catalog = EmbeddedCatalog.Open();
    private static readonly Traffic s_traffic = TrafficText.Parse("2M requests/day, 1200 in, 300 out");
    private static readonly Objective s_objective = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms");
    private Deployment _deployment = null!;
    private ModelShape _shape = null!;
    private StepModel _step = null!;
    private SearchRequest _search = null!;

    public static IReadOnlyList<string> Models { get; } = ["meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-4-Maverick-17B-128E-Instruct", "deepseek-ai/DeepSeek-V3"];

    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var model = s_catalog.FindModel(Model)!;
        var accelerator = s_catalog.FindAccelerator("H200-SXM")!;
        var precision = model.Native.Weights.Count > 0 ? model.Native : PrecisionScheme.Named("fp8")!;
        _deployment = new()
        {
            Model = model,
            Precision = precision,
            Accelerator = accelerator,
            Layout = model.IsMixture ? new(8, 1, 1, 8) : new(8),
            Settings = DeploymentSearch.DefaultSettings(accelerator),
        };
        _shape = ModelShape.Of(model, precision);
        _step = StepCompiler.Compile(_deployment, Calibration.Embedded);
        _search = new()
        {
            Model = model,
            Precisions = [precision],
            Accelerator = accelerator,
            Boxes = [new(1, null), new(8, BytesPerSecond.GigabitsPerSecond(400))],
            Traffic = s_traffic,
            Objective = s_objective,
            Calibration = Calibration.Embedded,
        };
    }

    /// <summary>One step of a compiled deployment.</summary>
    [Benchmark]
    public Seconds Step() => _step.Time(new(1200, 600, 48, 1350));

    /// <summary>All of a deployment: rules, memory, compilation, capacity within the objective.</summary>
    [Benchmark]
    public ServingPoint? Estimate()
    {
        if (LayoutRules.Check(_deployment, _shape) is not null) return null;
        var plan = Sizer.Plan(_deployment, _shape);
        return new ServingModel(StepCompiler.Compile(_deployment, _shape, Calibration.Embedded), plan, s_traffic, Calibration.Embedded).Capacity(s_objective);
    }

    /// <summary>Every layout of one model on one accelerator, up to 64 devices.</summary>
    [Benchmark]
    public int Search() => DeploymentSearch.Run(_search).Tried;
}

/// <summary>The main job without the process around it: two models on three accelerators, all offers, all break-evens.</summary>
[MemoryDiagnoser]
public class ContestBenchmarks
{
    private static readonly ICatalog s_catalog = EmbeddedCatalog.Open();

    [Benchmark]
    public int Compare() => Contest.Run(new()
    {
        Models =
        [
            new(s_catalog.FindModel("meta-llama/Llama-3.3-70B-Instruct")!, TokensRatio.One),
            new(s_catalog.FindModel("meta-llama/Llama-4-Maverick-17B-128E-Instruct")!, TokensRatio.One),
        ],
        Accelerators = [.. new[] { "H100-SXM", "H200-SXM", "MI300X" }.Select(id => s_catalog.FindAccelerator(id)!)],
        HardwareOffers = s_catalog.HardwareOffers,
        TokenOffers = s_catalog.TokenOffers,
        Traffic = TrafficText.Parse("2M requests/day, 1200 in, 300 out"),
        Objective = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms"),
    }).Contenders.Count;
}
