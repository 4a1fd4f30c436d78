using System.Globalization;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Testing;
using CsvHelper;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

/// <summary>
/// The efficiency constants against public closed-loop serving points they were not fitted to. They were fitted to every third point of a
/// family in file order, so those are left out here. The sources in catalog/calibration state the figures that this test bounds.
/// </summary>
public sealed class PublicMeasurementsTests
{
    private static readonly Dictionary<string, string?> s_models = new()
    {
        ["meta-llama/Llama-3.1-70B"] = "meta-llama/Llama-3.1-70B-Instruct",
        ["Qwen/Qwen3-32B"] = "Qwen/Qwen3-32B",
        ["Qwen/Qwen3-235B-A22B-FP8"] = "Qwen/Qwen3-235B-A22B-FP8",
        // Counted for the order of the rows; its reader does not exist yet.
        ["MiniMaxAI/MiniMax-M2.5"] = null,
        ["openai/gpt-oss-120b"] = "openai/gpt-oss-120b",
        ["deepseek-ai/DeepSeek-V3"] = "deepseek-ai/DeepSeek-V3",
        ["deepseek-ai/DeepSeek-R1"] = "deepseek-ai/DeepSeek-R1",
        ["Qwen/Qwen3.5-397B-A17B"] = "Qwen/Qwen3.5-397B-A17B",
    };

    [SkippableTheory]
    [InlineData("hopper", 0.16)]
    [InlineData("blackwell", 0.17)]
    public void Time_per_output_token_of_unfitted_points_is_met_in_the_median(string family, double bound)
    {
        var errors = Errors(family, ReferenceData.Require("measurements/serving.csv"));

        Assert.True(errors.Count > 300, $"only {errors.Count} points were predicted");
        var median = errors.Order().ElementAt(errors.Count / 2);
        Assert.True(median < bound, string.Create(CultureInfo.InvariantCulture, $"median error {median:P1} over {errors.Count} points"));
        // A formula fitted this coarsely cannot be this good by right: such a figure would mean that the test reads its own answer.
        Assert.True(median > 0.03, string.Create(CultureInfo.InvariantCulture, $"median error {median:P1}"));
    }

    private static List<double> Errors(string family, string file)
    {
        var errors = new List<double>();
        using var csv = new CsvReader(new StreamReader(file), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var index = 0;
        while (csv.Read())
        {
            if (!s_models.TryGetValue(csv["model"]!, out var model) || Facts.Catalog.FindAccelerator(csv["gpu"]!) is not { } gpu || gpu.Family != family) continue;
            if (!double.TryParse(csv["tpot_ms"], CultureInfo.InvariantCulture, out var measured) || Number(csv, "dp") > 1) continue;
            if (index++ % 3 == 0 || model is null) continue;
            if (Predict(csv, model, gpu) is { } predicted) errors.Add(Math.Abs(predicted / measured - 1));
        }

        return errors;
    }

    private static double? Predict(CsvReader csv, string modelId, Breakeven.Hardware.Accelerator gpu)
    {
        var model = Model(modelId);
        var tensor = Number(csv, "tp");
        var ratio = double.TryParse(csv["length_ratio"], CultureInfo.InvariantCulture, out var share) ? share : 1;
        var deployment = new Deployment
        {
            Model = model,
            Precision = Precision(modelId.StartsWith("openai/", StringComparison.Ordinal) ? "mxfp4-experts" : csv["precision"] switch
            {
                "fp8" => model.IsMixture ? "fp8-block" : "fp8",
                "fp4" => "nvfp4",
                _ => "bf16",
            }),
            Accelerator = gpu,
            Layout = new(tensor, Number(csv, "pp"), 1, Number(csv, "ep") > 1 ? tensor : 1),
            Settings = new() { SequencesMax = 2048, BatchedTokensMax = 8192 },
        };
        var serving = new ServingModel(StepCompiler.Compile(deployment, EfficiencyOf(gpu)), Sizer.Plan(deployment), new()
        {
            Rate = new(1),
            Input = new((long)(Number(csv, "input_tokens") * ratio)),
            Output = new((long)(Number(csv, "output_tokens") * ratio)),
        });
        return serving.ClosedLoop(double.Parse(csv["concurrency"]!, CultureInfo.InvariantCulture))?.Step.Value * 1e3;
    }

    private static int Number(CsvReader csv, string column) => int.TryParse(csv[column], CultureInfo.InvariantCulture, out var number) ? number : 1;
}
