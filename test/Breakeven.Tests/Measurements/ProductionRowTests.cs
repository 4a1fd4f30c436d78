using Breakeven.Measurements;
using Breakeven.Sizing;

namespace Breakeven.Tests.Measurements;

/// <summary>DeepSeek's published day: nodes of 8 H800 that generate at EP144, or process prompts at EP32. Nothing was fitted to it.</summary>
public sealed class ProductionRowTests
{
    private static readonly MeasurementPredictor s_predictor = new(Facts.Catalog);

    // By hand, decode: a user's token takes 1 / 21 s = 47.6 ms, a half-step 23.8 ms. Of that 8.8 ms read 187M parameters of attention and the shared expert in each
    // of 61 layers and launch them, 1 the rest; each sequence adds 0.17 ms of its latent cache (4,989 x 1,152 B x 61 / 2.2 TB/s) and about 0.15 ms of experts:
    // some 40 sequences a half, 80 a device, 80 x 8 / 47.6 ms = 13,400 tokens/s a node.
    [Theory]
    [InlineData("production decode", 14800)]
    [InlineData("production prefill", 73700)]
    public void A_node_of_the_published_day_is_predicted_within_a_quarter(string scenario, double published)
    {
        var row = Facts.Catalog.Measurements.Single(one => one.Scenario == scenario);
        Assert.Equal(published, row.OutputTokensPerSecond);
        var predicted = s_predictor.Predict(row);
        var figure = Assert.Single(predicted.Figures);
        Assert.InRange(figure.Predicted / published, 0.75, 1.25);
        Assert.Equal("H800-SXM", predicted.Deployment!.Deployment.Accelerator.Id);
        Assert.True(predicted.Deployment.Deployment.SpansBoxes);
    }

    [Fact]
    public void Users_who_wait_longer_for_a_token_leave_room_for_more_of_them()
    {
        var row = Facts.Catalog.Measurements.Single(one => one.Scenario == "production decode");
        double At(string speed) => s_predictor.Predict(row with { Note = row.Note.Replace("20-22 tok/s", speed, StringComparison.Ordinal) }).Figures.Single().Predicted;
        Assert.True(At("10-12 tok/s") > At("20-22 tok/s"));
        Assert.True(At("40-42 tok/s") < At("20-22 tok/s"));
    }

    [Fact]
    public void More_of_the_prompts_in_a_cache_is_more_prompts_processed()
    {
        var row = Facts.Catalog.Measurements.Single(one => one.Scenario == "production prefill");
        double At(string share) => s_predictor.Predict(row with { Note = row.Note.Replace("56.3%", share, StringComparison.Ordinal) }).Figures.Single().Predicted;
        // With nothing cached 2.3 times the work, less the attention that cached tokens take part in all the same: between 1.4 and 2.3 times fewer.
        Assert.InRange(At("56.3%") / At("0.0%"), 1.4, 2.3);
    }

    [Fact]
    public void A_day_without_its_ranks_is_not_predicted_and_says_what_is_missing()
    {
        var row = Facts.Catalog.Measurements.Single(one => one.Scenario == "production decode") with { Note = "decode; output speed 20-22 tok/s/user" };
        var predicted = s_predictor.Predict(row);
        Assert.Equal(Unpredicted.Scenario, predicted.Why!.Reason);
        Assert.Contains("EP144/DP144", predicted.Why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensor_ranks_over_two_boxes_are_read_as_measured()
    {
        var row = new Measurement
        {
            Where = "here:1",
            Id = "wide",
            Source = "me",
            SourceKey = "me",
            Model = "moonshotai/Kimi-K2-Instruct",
            Accelerator = "H200-SXM",
            Gpus = 16,
            Engine = "vllm",
            Precision = "native",
            Tensor = 8,
            Pipeline = 2,
            Scenario = "closed-loop",
            InputTokens = 1000,
            OutputTokens = 100,
            Concurrency = 32,
            TimePerOutputTokenMs = 40,
        };
        Assert.Null(s_predictor.Predict(row).Why);
        var wide = s_predictor.Predict(row with { Tensor = 16, Pipeline = 1, Expert = 16 });
        Assert.Null(wide.Why);
        Assert.Equal(new Layout(1, 1, 16, 16), wide.Deployment!.Deployment.Layout);
    }
}
