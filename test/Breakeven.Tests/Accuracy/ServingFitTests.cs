using Breakeven.Calibration.Serving;
using Breakeven.Measurements;
using Breakeven.Statistics;

namespace Breakeven.Tests.Accuracy;

public class ServingFitTests
{
    private const int Every = 16;

    // One row in sixteen of those that the shipped constants are fitted to: all engines, accelerators and architectures but the rarest.
    private static readonly IReadOnlyList<ServingRow> s_sample = ServingRow.Of(Facts.Catalog, Facts.Catalog.Measurements.Where(ServingRow.IsFitted).Where((_, i) => i % Every == 0));

    private static readonly ServingFit s_fit = new(ServingPriors.All, Facts.Calibration);

    [Fact]
    public void Every_prior_names_a_constant_and_an_entry_that_there_is()
    {
        var entries = Facts.Calibration.AllServing.Keys.ToList();
        Assert.All(ServingPriors.All, prior => Assert.Contains(entries, prior.Concerns));
        Assert.Equal(ServingPriors.All.Count, ServingPriors.All.Select(prior => prior.ToString()).Distinct().Count());
        Assert.All(ServingPriors.All, prior => Assert.True(prior is { Value: > 0, Spread: > 0, Why.Length: > 10 }, prior.ToString()));
    }

    [Fact]
    public void An_architecture_that_the_fit_never_saw_is_predicted_within_a_quarter()
    {
        var folds = new ServingFolds(s_fit, s_sample);
        var unseen = s_sample.Where(row => row.Architecture.StartsWith("deepseek", StringComparison.Ordinal)).ToList();
        Assert.True(unseen.Count >= 10, $"{unseen.Count} rows");
        var calibration = folds.Without(unseen.Contains);
        var errors = ServingErrors.Of(unseen, calibration).SelectMany(row => row.Figures).Where(figure => figure.Metric == PredictedMetric.TimePerOutputToken).Select(figure => Math.Abs(figure.Error)).Order().ToArray();
        Assert.InRange(Quantile.Of(errors, 0.5), 0.001, 0.25);

        // Folds start where the fit to all rows ended. That must not carry over what it had seen: from what is believed alone the fit ends at the same place.
        List<ServingRow> seen = [.. s_sample.Where(row => !unseen.Contains(row))];
        var cold = LocalFit.Correct(s_fit.Fit(seen).Calibration, seen);
        var pairs = ServingErrors.Of(unseen, calibration).Zip(ServingErrors.Of(unseen, cold)).SelectMany(pair => pair.First.Figures.Zip(pair.Second.Figures));
        Assert.All(pairs, pair => Assert.InRange(pair.First.Predicted / pair.Second.Predicted, 0.95, 1.05));
    }

    [Fact]
    public void The_same_rows_give_the_same_digits()
    {
        var few = s_sample.Where((_, i) => i % 4 == 0).ToList();
        var (one, two) = (s_fit.Fit(few, slopesMost: 2), s_fit.Fit(few, slopesMost: 2));
        Assert.Equal(one.Logs, two.Logs);
        Assert.Equal(one.Loss, two.Loss);
        Assert.Contains(one.Logs.Zip(ServingPriors.All), pair => Math.Abs(pair.First - Math.Log(pair.Second.Value)) > 0.05);
    }

    [Fact]
    public void A_constant_that_made_the_times_is_found_again()
    {
        // Measured times are those of a world in which products take 1.3 times, and a step half a millisecond more, than the shipped constants say.
        var shipped = Facts.Calibration;
        var world = shipped.With(shipped.AllServing.ToDictionary(pair => pair.Key, pair => pair.Value with { Dense = 1.3 * pair.Value.Dense, Step = pair.Value.Step + new Seconds(500e-6) }));
        var measured = ServingErrors.Of(s_sample, world).Select(row => row.Row with
        {
            TimePerOutputTokenMs = row.Figures.Single(figure => figure.Metric == PredictedMetric.TimePerOutputToken).Predicted,
            TimeToFirstTokenMs = null,
        });
        var rows = ServingRow.Of(Facts.Catalog, measured);
        Assert.Equal(s_sample.Count, rows.Count);
        ServingPrior[] priors = [new("*", "dense", 1, 2, Scales: true, "whatever the times say"), new("*", "step_us", 1000, 2, Scales: false, "whatever the times say")];
        var found = new ServingFit(priors, shipped).Fit(rows).Calibration.AllServing;
        foreach (var (engine, made) in world.AllServing) Assert.InRange(found[engine].Dense / made.Dense, 0.98, 1.02);
    }

    [Fact]
    public void A_fit_predicts_as_every_other_answer_does()
    {
        var predictor = new MeasurementPredictor(Facts.Catalog, Facts.Calibration);
        foreach (var (fast, slow) in ServingErrors.Of(s_sample, Facts.Calibration).Zip(s_sample.Select(row => predictor.Predict(row.Row))))
            foreach (var figure in fast.Figures) Assert.Equal(slow.Figures.Single(one => one.Metric == figure.Metric).Predicted, figure.Predicted, figure.Predicted * 1e-9);
    }
}
