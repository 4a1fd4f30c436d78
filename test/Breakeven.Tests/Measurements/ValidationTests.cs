using System.Text;
using Breakeven.Catalog;
using Breakeven.Measurements;

namespace Breakeven.Tests.Measurements;

public sealed class ValidationTests
{
    private const string Header = "id,source,model,gpu,gpus,engine,precision,tp,scenario,input_tokens,output_tokens,concurrency,ttft_ms,tpot_ms,output_tokens_per_second\n";

    // Three rows whose predictions are the concurrency in ms a token and the input over 10 in ms to the first: 20 for 16, 20 for 25 and 40 for 40, so errors
    // of +0.25, -0.2 and 0; 100 for 80 and 200 for 250, so +0.25 and -0.2.
    private const string Three = Header
        + "a,me,Qwen/Qwen3-32B,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
        + "b,me,Qwen/Qwen3-32B,H200-SXM,1,vllm,fp8,1,closed-loop,2000,100,20,250,25,\n"
        + "c,me,Qwen/Qwen3-32B,H100-SXM,1,sglang,bf16,1,closed-loop,2000,100,40,,40,\n";

    [Fact]
    public void Three_rows_are_off_by_what_was_worked_out_by_hand()
    {
        var validation = Run(Three, []);
        Assert.Equal((3, 3, 0, 0.0), (validation.Rows.Count, validation.Predicted, validation.Infeasible, validation.SkippedShare));
        Assert.Equal([PredictedMetric.TimeToFirstToken, PredictedMetric.TimePerOutputToken], validation.Metrics.Select(metric => metric.Metric));
        var (first, each) = (validation.Metrics[0].Errors, validation.Metrics[1].Errors);
        Assert.Equal((2, 3), (first.Count, each.Count));
        Assert.Equal([0.225, 0.225, 0.025], [first.Median, first.Mean, first.Bias], Near);
        Assert.Equal([0.2, 0.15, 0.0166667, 0.24], [each.Median, each.Mean, each.Bias, each.P90], Near);
        Assert.Empty(validation.Groups);
        Assert.Empty(validation.Skipped);
    }

    [Fact]
    public void Groups_are_of_each_combination_of_the_keys_of_each_grouping()
    {
        var validation = Run(Three, [[RowKey.Gpu], [RowKey.Engine, RowKey.Precision]]);
        Assert.Equal(
            ["gpu=H100-SXM: 1, 2", "gpu=H200-SXM: 1, 1", "engine=sglang precision=bf16: 1", "engine=vllm precision=fp8: 2, 2"],
            validation.Groups.Select(errors => string.Join(' ', errors.By.Select(pair => $"{RowKeys.NameOf(pair.Key)}={pair.Value}")) + ": " + string.Join(", ", errors.Metrics.Select(metric => metric.Errors.Count))));
    }

    // ln(20/16) = ln(25/20): the first of the two farthest off is the earlier row.
    [Fact]
    public void The_worst_come_first_by_ratio()
    {
        var worst = Run(Three, [], worst: 2).Worst;
        Assert.Equal(["a", "b"], worst.Select(row => row.Row.Row.Id));
        Assert.Equal([0.25, -0.2], worst.Select(row => row.Figure.Error), Near);
    }

    [Fact]
    public void What_is_not_predicted_is_counted_by_reason_and_named()
    {
        var validation = Run(Header
            + "a,me,Qwen/Qwen3-32B,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
            + "b,me,acme/unheard-of,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
            + "c,me,acme/unheard-of,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
            + "d,me,Qwen/Qwen3-32B,Abacus,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
            + "e,me,Qwen/Qwen3-32B,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,,,\n"
            + "f,me,Qwen/Qwen3-32B,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,,,500\n", []);
        // f measures a rate, which the predictor of this test does not predict; it has no figure at all.
        Assert.Equal((6, 1), (validation.Rows.Count, validation.Predicted));
        Assert.Equal(5 / 6.0, validation.SkippedShare, 12);
        Assert.Equal(
            [(Unpredicted.Model, "bc"), (Unpredicted.Accelerator, "d"), (Validation.NoFigure, "f"), (Unpredicted.Metrics, "e")],
            validation.Skipped.Select(skipped => (skipped.Reason, string.Concat(skipped.Rows.Select(row => row.Row.Id)))));
    }

    [Fact]
    public void A_figure_that_is_not_predicted_is_named_though_its_row_is()
    {
        var validation = Run(Header + "a,me,Qwen/Qwen3-32B,H100-SXM,1,vllm,fp8,1,closed-loop,1000,100,20,80,16,1200\n", []);
        Assert.Equal(1, validation.Predicted);
        Assert.Equal("output_tokens_per_second of the row is not predicted", Assert.Single(validation.Skipped).Reason);
    }

    // 405 milliard parameters of two bytes are 810 GB, ten times an H100.
    [Fact]
    public void What_was_measured_and_is_called_impossible_is_an_error_of_its_own()
    {
        var rows = MeasurementFile.Read(Encoding.UTF8.GetBytes(Header + "a,me,meta-llama/Llama-3.1-405B,H100-SXM,1,vllm,bf16,1,closed-loop,1000,100,1,80,16,\n"), "f.csv");
        var validation = Validation.Run(rows, new MeasurementPredictor(Facts.Catalog, Facts.Calibration).Predict, [], worst: 3);
        Assert.Equal((1, 0), (validation.Infeasible, validation.Predicted));
        Assert.Equal("infeasible_but_measured", Assert.Single(validation.Skipped).Reason);
        Assert.Empty(validation.Metrics);
        Assert.Empty(validation.Worst);
    }

    [Fact]
    public void A_prediction_that_is_no_number_or_is_refused_costs_its_row_alone()
    {
        var rows = MeasurementFile.Read(Encoding.UTF8.GetBytes(Three), "f.csv");
        var validation = Validation.Run(rows, row => row.Id switch
        {
            "a" => throw new InputException("it has no rates", "H100-SXM", "add them"),
            "b" => Predicted(row) with { Figures = [new(PredictedMetric.TimePerOutputToken, 25, double.NaN)] },
            _ => Predicted(row),
        }, []);
        Assert.Equal(1, validation.Predicted);
        Assert.Equal([Validation.Refused, Validation.NoFigure], validation.Skipped.Select(skipped => skipped.Reason));
        Assert.Equal("H100-SXM: it has no rates; add them", validation.Skipped[0].Rows[0].Why!.Detail);
    }

    [Fact]
    public void No_rows_are_no_errors()
    {
        var validation = Validation.Run([], Predicted, [[RowKey.Gpu]], worst: 5);
        Assert.Equal((0, 0, 0.0), (validation.Rows.Count, validation.Predicted, validation.SkippedShare));
        Assert.Empty(validation.Groups);
    }

    // The names of one thing are one group: the reader finds the catalogue's own.
    [Fact]
    public void Rows_are_grouped_by_the_catalogue_s_names()
    {
        var validation = Run(Header
            + "a,me,Qwen/Qwen3-32B,H100-SXM,1,trtllm,fp8,1,closed-loop,1000,100,20,80,16,\n"
            + "b,me,qwen/qwen3-32b,h100-sxm,2,tensorrt-llm,fp8,1,offline,1000,100,20,80,16,\n", [[RowKey.Model, RowKey.Gpu, RowKey.Engine], [RowKey.Layout, RowKey.Scenario, RowKey.Source]]);
        Assert.Equal(["Qwen/Qwen3-32B H100-SXM tensorrt-llm", "tp=1 closed-loop me", "tp=1 x2 offline me"], validation.Groups.Select(errors => string.Join(' ', errors.By.Select(pair => pair.Value))));
    }

    private static Validation Run(string text, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst = 0)
        => Validation.Run(MeasurementFile.Read(Encoding.UTF8.GetBytes(text), "f.csv"), Predicted, by, worst);

    private static PredictedRow Predicted(Measurement row)
    {
        if (row is { TimeToFirstTokenMs: null, TimePerOutputTokenMs: null, OutputTokensPerSecond: null }) return new(row, null, [], new(Unpredicted.Metrics, ""));
        var measured = new MeasurementReader(Facts.Catalog).Resolve(row, out var why);
        List<PredictedFigure> figures = [];
        if (row.TimeToFirstTokenMs is { } first) figures.Add(new(PredictedMetric.TimeToFirstToken, first, row.InputTokens!.Value / 10));
        if (row.TimePerOutputTokenMs is { } each) figures.Add(new(PredictedMetric.TimePerOutputToken, each, row.Concurrency!.Value));
        return new(row, measured, why is null ? figures : [], why);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-6;
}
