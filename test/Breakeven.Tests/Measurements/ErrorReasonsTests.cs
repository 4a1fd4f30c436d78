using Breakeven.Measurements;

namespace Breakeven.Tests.Measurements;

/// <summary>Each rule on the least row that it holds for, and on the row next to it that it does not.</summary>
public sealed class ErrorReasonsTests
{
    private static readonly Measurement Row = new()
    {
        Id = "a",
        Source = "me",
        Where = "f.csv:2",
        Model = "openai/gpt-oss-120b",
        Accelerator = "H100-SXM",
        Gpus = 8,
        Engine = "vllm",
        EngineVersion = "0.19.0",
        Precision = "mxfp4",
        Tensor = 8,
        Scenario = "closed-loop",
        InputTokens = 1000,
        OutputTokens = 101,
        Concurrency = 128,
        TimeToFirstTokenMs = 500,
        TimePerOutputTokenMs = 20,
    };

    [Fact]
    public void A_row_about_which_nothing_is_known_has_no_reason() => Assert.Empty(Of(Row, 1.5));

    [Fact]
    public void Speculation_explains_what_is_predicted_too_slow_and_not_what_is_too_fast()
    {
        var row = Row with { Note = "multi-token prediction may have been on; not recorded" };
        Assert.Equal(["multi-token prediction may have been on, by the row's note; none is predicted"], Of(row, 1.5));
        Assert.Empty(Of(row, 0.7));
    }

    [Fact]
    public void A_first_token_after_ten_seconds_is_of_a_saturated_engine()
    {
        Assert.Equal(["saturated: the first token came after 30 s"], Of(Row with { TimeToFirstTokenMs = 30_200 }, 0.5));
        Assert.Empty(Of(Row with { TimeToFirstTokenMs = 9_900 }, 0.5));
    }

    // 128 at once, each 500 + 100 x 20 = 2,500 ms for 101 tokens: 128 x 101 / 2.5 s = 5,171 tokens/s.
    [Fact]
    public void Figures_that_cannot_all_be_true_are_called_so()
    {
        Assert.Equal(["the row contradicts itself: by its times 128 at once make 5,171 output tokens/s, not 3,000"], Of(Row with { OutputTokensPerSecond = 3000 }, 0.5));
        Assert.Empty(Of(Row with { OutputTokensPerSecond = 5000 }, 0.5));
    }

    [Fact]
    public void A_cache_that_admits_less_than_the_load_is_named()
    {
        Assert.Equal(["the cache admits 41 of 128 at once"], Of(Row, 0.5, row => row with { Admitted = 41 }));
        Assert.Empty(Of(Row, 0.5, row => row with { Admitted = 128 }));
    }

    [Fact]
    public void Constants_of_a_relative_and_steps_full_of_prompts_are_named()
    {
        Assert.Equal(["the curves of H100-SXM are those of a relative (basis: assumed)"], Of(Row, 0.5, row => row with { Basis = Basis.Assumed }));
        Assert.Equal(["bound by prompts: they take 80 % of the time"], Of(Row, 0.5, row => row with { PrefillShare = 0.8 }));
        Assert.Empty(Of(Row, 0.5, row => row with { Basis = Basis.Interpolated, PrefillShare = 0.2 }));
    }

    // Loads of 1 % error beside one of 50 %; and four that are all too high.
    [Fact]
    public void A_row_is_told_alone_from_one_of_many()
    {
        var others = Enumerable.Range(1, 3).Select(i => Predicted(Row with { Id = $"b{i}", Concurrency = i }, 1.01)).ToList();
        Assert.Equal(["stands alone: 3 other loads of this configuration are 1 % off"], Of(Row, 1.5, others: others));
        var alike = Enumerable.Range(1, 3).Select(i => Predicted(Row with { Id = $"b{i}", Concurrency = i }, 1.4)).ToList();
        Assert.Equal(["all 4 loads of this configuration are off to the same side, by 40 % in the median"], Of(Row, 1.5, others: alike));
        Assert.Empty(Of(Row with { Gpus = 4 }, 1.5, others: alike));
    }

    // 128 experts, 4 a token: 16 at once touch 128 x (1 - (31/32)^16) = 51 by even routing; 256 touch all.
    [Fact]
    public void Skew_is_named_where_it_can_matter()
    {
        Assert.Equal(["skewed experts: even routing touches 51 of 128 with 16 at once, skewed routing fewer"], Of(Row with { Concurrency = 16 }, 1.5));
        Assert.Empty(Of(Row with { Concurrency = 16 }, 0.5));
        Assert.Equal(["skewed experts: the fullest of 8 ranks sets the pace"], Of(Row with { Concurrency = 256, Expert = 8 }, 0.5));
        Assert.Empty(Of(Row with { Concurrency = 256, Expert = 8 }, 1.5));
    }

    [Fact]
    public void What_the_publisher_leaves_open_is_named()
    {
        var row = Row with { Model = "meta-llama/Llama-2-70b-chat-hf", Engine = "CUDA 12.4", EngineVersion = "", Precision = "not stated", Tensor = null, Scenario = "mlperf-server", InputTokens = null, OutputTokens = null, Concurrency = null };
        var reasons = Of(row, 0.5);
        Assert.Equal(5, reasons.Count);
        Assert.StartsWith("an MLPerf server rate is what a bound", reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("lengths are not stated: taken as means of ", reasons[1], StringComparison.Ordinal);
        Assert.StartsWith("the precision is not stated: taken as ", reasons[2], StringComparison.Ordinal);
        Assert.StartsWith("the layout is not stated: taken as tp=", reasons[3], StringComparison.Ordinal);
        Assert.Equal("CUDA 12.4 is read by the rules of vllm", reasons[4]);
        Assert.Contains("requests came at a rate: taken as many at once as the cache admits", Of(Row with { Scenario = "open-loop", Concurrency = null }, 0.5));
        Assert.Contains("offline without a stated concurrency: as many at once as the cache admits", Of(Row with { Scenario = "offline", Concurrency = null }, 0.5));
    }

    [Fact]
    public void An_older_engine_than_the_one_whose_rules_are_used_is_named()
    {
        Assert.Equal(["vllm 0.11.2 is read by the rules of 0.19"], Of(Row with { EngineVersion = "0.11.2" }, 0.5));
        Assert.Empty(Of(Row with { EngineVersion = "nightly-dev" }, 0.5));
        // Another name of the same engine is no reason.
        Assert.Equal(["tensorrt-llm 0.14.0 is read by the rules of 1.2"], Of(Row with { Engine = "trtllm", EngineVersion = "0.14.0" }, 0.5));
    }

    private static List<string> Of(Measurement row, double ratio, Func<PredictedRow, PredictedRow>? with = null, IReadOnlyList<PredictedRow>? others = null)
    {
        var predicted = (with ?? (one => one))(Predicted(row, ratio));
        return [.. new ErrorReasons([predicted, .. others ?? []]).Of(predicted, predicted.Figures[^1])];
    }

    private static PredictedRow Predicted(Measurement row, double ratio)
    {
        var measured = new MeasurementReader(Facts.Catalog).Resolve(row, out var why);
        Assert.Null(why);
        return new(row, measured, [new(PredictedMetric.TimePerOutputToken, row.TimePerOutputTokenMs!.Value, row.TimePerOutputTokenMs.Value * ratio)], null);
    }
}
