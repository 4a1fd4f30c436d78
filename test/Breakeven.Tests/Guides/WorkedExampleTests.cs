using Breakeven.Economics;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Testing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>The guide is generated; what its prose says is held here to figures worked out by hand, so that neither drifts with the other.</summary>
public sealed class WorkedExampleTests
{
    private const double Cent = 0.005;

    [Fact]
    public void The_guide_is_what_the_estimator_computes() => Snapshot.MatchFile(WorkedExample.Text(), Repository.PathOf("docs/guides/worked-example.md"));

    [Fact]
    public void The_article_s_boxes_cost_what_it_says()
        => Assert.Equal([3.39, 3.98, 10.32, 13.56], Article.MixtureBoxes.Prepend(Article.DenseBox).Select(box => Math.Round(box.Price.Value, 9)));

    // 3.39 / (3600 x 0.1 x 1203) x 1e6 = 7.828; / 4 = 1.957; / 9 = 0.870. Boxes: 3.98, 10.32 and 13.56 / (360 x 3.76) x 1e6 = 2940, 7624, 10018.
    [Fact]
    public void The_article_s_figures_imply_a_throughput_for_each_box()
    {
        var dense = Article.DenseBox.ThroughputsOf(Article.DenseCosts, Article.Utilisations);
        Assert.InRange(1203, dense.Low, dense.High);
        Assert.Equal([0.870, 1.957, 7.828], Article.Utilisations.Select(use => Math.Round(UtilisationCost.Of(Article.DenseBox.Price, Article.DenseThroughput, use).Value, 3)));
        Assert.Equal([2940.0, 7624, 10018], EqualTrafficSection.Mixtures.Select(choice => Math.Round((choice.CapacityPerReplica * choice.Shape.Tokens).Value)));
        // No throughput rounds to 0.41, 0.94 and 3.76 at once: 3.76 / 9 is 0.418.
        var mixture = Article.MixtureBoxes[0].ThroughputsOf(Article.MixtureCosts, Article.Utilisations);
        Assert.True(mixture.Low > mixture.High);
    }

    // Per token class, in parameters: attention 48 x 62,914,560; dense layers 24 x 251,658,240; shared experts 24 x 125,829,120; routed
    // 24 x 128 x 125,829,120; router, norms, embedding and head 2,085,196,800 in two bytes; scales of 4 bytes a row, 272 MB, of which the
    // experts' 264 MB. All linears in one byte: 403.07 GB = 375.4 GiB. Experts alone: 415.14 GB = 386.6 GiB. Encoder 871,932,416 x 2 B.
    [Theory]
    [InlineData("fp8", 375.4)]
    [InlineData("fp8-experts", 386.6)]
    public void Maverick_weighs_what_its_tensors_add_up_to(string precision, double gibibytes)
    {
        var bytes = Model(Article.Mixture).WeightBytesByClass(Precision(precision));
        Assert.Equal(gibibytes, InGib(bytes.Values.Total - bytes[TensorClass.Encoder]), 0.05);
        Assert.Equal(1.62, InGib(bytes[TensorClass.Encoder]), 0.01);
    }

    // 4 x 81,559, 3 x 143,771 and 2 x 196,592 MiB.
    [Theory]
    [InlineData("H100-SXM", 318.6, 286.7)]
    [InlineData("H200-SXM", 421.2, 379.1)]
    [InlineData("MI300X", 384.0, 345.6)]
    public void The_boxes_hold_what_their_devices_report(string accelerator, double gibibytes, double usable)
    {
        var memory = Accelerator(accelerator).Memory * BoxOf(accelerator).Gpus;
        Assert.Equal(gibibytes, InGib(memory), 0.05);
        Assert.Equal(usable, InGib(memory * 0.9), 0.05);
    }

    [Theory]
    [InlineData("H100-SXM", 8)]
    [InlineData("MI300X", 4)]
    public void Maverick_fits_neither_box_in_any_layout_at_any_fraction(string accelerator, int layouts)
    {
        var tried = Layouts.Of(BoxOf(accelerator).Gpus, Model(Article.Mixture)).ToList();
        Assert.Equal(layouts, tried.Count);
        foreach (var (layout, fraction, checkpoint) in from layout in tried from fraction in FitSection.Fractions from one in FitSection.Checkpoints select (layout, fraction, one.Precision))
            Assert.Equal(RefusalKind.DoesNotFit, Sizer.Refuse(FitSection.Of(BoxOf(accelerator), checkpoint, layout, fraction))?.Kind);
    }

    // A stage of 16 layers is (403.07 - 4.14) / 3 = 132.98 GB; with the embedding, 2.07 GB, 125.8 GiB; with the encoder 127.4.
    // 0.90, 0.92 and 0.95 of 140.4 GiB are 126.4, 129.2 and 133.4.
    [Fact]
    public void On_three_H200_only_a_pipeline_fits_and_not_at_the_default_fraction()
    {
        var box = BoxOf("H200-SXM");
        foreach (var fraction in FitSection.Fractions)
        {
            Assert.Equal(RefusalKind.Illegal, Sizer.Refuse(FitSection.Of(box, "fp8", new(3), fraction))?.Kind);
            Assert.Equal(RefusalKind.Illegal, Sizer.Refuse(FitSection.Of(box, "fp8", new(3, 1, 1, 3), fraction))?.Kind);
            Assert.Equal(RefusalKind.DoesNotFit, Sizer.Refuse(FitSection.Of(box, "fp8", new(1, 1, 3, 3), fraction))?.Kind);
        }

        MemoryPlan Plan(double fraction, bool encoder) => Sizer.Plan(FitSection.PipelineOf("fp8", fraction, (64, 2048), encoder));
        Assert.Equal(127.4, InGib(Plan(0.9, true).WeightTotal), 0.05);
        Assert.Equal(0.6, InGib(Plan(0.9, false).Usable - Plan(0.9, false).WeightTotal), 0.05);
        Assert.Equal([false, true, true], FitSection.Fractions.Select(fraction => Plan(fraction, true).Fits));
        Assert.Equal([false, true, true], FitSection.Fractions.Select(fraction => Plan(fraction, false).Fits));
        Assert.InRange(InGib(Plan(0.92, true).Left), 0, 1);
        Assert.InRange(InGib(Plan(0.95, true).Left), 4, 6);
    }

    // The least n for which n times 0.9 of a device exceeds 377.0 GiB is 6 (430.1), 3 (379.1) and 3 (518.3); on H200 the pipeline of 3 is short.
    [Fact]
    public void The_smallest_that_runs_is_for_sale_in_that_size_on_H200_only()
    {
        var smallest = new[] { "H100-SXM", "H200-SXM", "MI300X" }.Select(accelerator => FitSection.SmallestOf(Article.Mixture, accelerator, Precision("fp8")).Deployment.Layout.Gpus);
        Assert.Equal([6, 4, 3], smallest);
        Assert.Equal([1, 2, 4, 8], Sold("H100-SXM"));
        Assert.Equal([1, 2, 4, 8], Sold("H200-SXM"));
        Assert.Equal([1, 2, 4, 8], Sold("MI300X"));
        static IEnumerable<int> Sold(string accelerator) => FitSection.SoldSizes(accelerator).Select(size => size.Gpus);
    }

    // 0.9 x 81,559 MiB = 71.7 GiB less 67.7 of weights (SizerTests). Workspace: 2 x 8,192 x 8,192 x 2 B and 8,192 x 3 x 28,672 x 2 B, 1.56 GiB;
    // libraries 0.22. The 2.2 GiB left hold 2.2 x 2^30 / (16 x 327,680) = 450 blocks; 1,500 tokens take 94.
    [Fact]
    public void The_dense_model_leaves_four_GiB_and_after_workspace_two()
    {
        var plan = Sizer.Plan(DenseSection.Of(DenseSection.Variants[0]));
        Assert.Equal(4.0, InGib(plan.Usable - plan.WeightTotal), 0.05);
        Assert.Equal(2.2, InGib(plan.Left), 0.05);
        Assert.InRange(plan.Blocks, 445, 460);
        Assert.Equal(4, Sizer.ConcurrencyAt(plan, new(1500)));
    }

    [Fact]
    public void The_article_s_throughput_takes_other_settings_and_at_the_default_fraction_any_latency()
    {
        var free = DenseSection.Variants.ToDictionary(variant => variant.Name, variant => DenseSection.TokensOf(DenseSection.Serving(variant).Capacity(Objective.None)) >= Article.DenseThroughput);
        var bound = DenseSection.Variants.ToDictionary(variant => variant.Name, variant => DenseSection.TokensOf(DenseSection.Serving(variant).Capacity(Article.Objective)) >= Article.DenseThroughput);
        Assert.False(free["defaults"]);
        Assert.Equal(4, free.Count(one => one.Value));
        Assert.All(DenseSection.Variants, variant => Assert.Equal(variant.Fraction > 0.9, bound[variant.Name]));
    }

    // 3.98, 10.32 and 13.56 over 120.3 tokens/s: / (3600 x 120.3) x 1e6; busy 120.3 / 2940, 7624, 10018.
    [Fact]
    public void At_the_dense_gpu_s_traffic_the_mixture_costs_more_by_the_ratio_of_the_hourly_prices()
    {
        var bills = EqualTrafficSection.Mixtures.Select(choice => choice.BillAt(EqualTrafficSection.Rates[0])).ToList();
        Assert.Equal([9.19, 23.83, 31.31], bills.Select(bill => Math.Round(bill.Blended.Value, 2)));
        Assert.Equal([0.0409, 0.0158, 0.0120], bills.Select(bill => Math.Round(bill.Utilisation!.Value, 4)));
        Assert.Equal(7.83, EqualTrafficSection.Dense.BillAt(EqualTrafficSection.Rates[0]).Blended.Value, Cent);
    }

    // An MI300X for a month is 1.99 x 730 = 1452.70, eight of them in their box 15.92 x 730 = 11621.60.
    [Fact]
    public void The_dense_model_leads_at_all_three_traffics_by_the_token_and_on_hired_hardware()
    {
        var contests = EqualTrafficSection.Rates.Select(rate => CheapestSection.ContestAt(rate)).ToList();
        Assert.All(contests, contest => Assert.Equal(contests[0].Contenders.Select(one => one.Name).Order(), contest.Contenders.Select(one => one.Name).Order()));
        Assert.All(contests, contest =>
        {
            Assert.True(contest.Contenders[0] is Contender.ByTheToken { ModelId: Article.Dense });
            var hosted = contest.Contenders.OfType<Contender.OnAccelerator>().ToList();
            Assert.Equal((Article.Dense, "MI300X"), (hosted[0].Model.Id, hosted[0].Accelerator.Id));
            Assert.Equal(1452.70, hosted[0].Bill.PerMonth.Value, Cent);
            Assert.Equal(11621.60, CheapestSection.HostedOf(contest, Article.Mixture, "MI300X").Bill.PerMonth.Value, Cent);
            Assert.All(hosted, one => Assert.Contains(one.Best.Choice.Offer.Gpus, new[] { 1, 8 }));
            Assert.All(hosted.Select(one => one.Best.Candidate.Deployment), deployment => Assert.Null(Sizer.Refuse(deployment)));
        });
    }

    // A published figure stands for itself and half a unit of its last digit: 1T for 0.95 to 1.05, 17B for 16.5 to 17.5.
    [Theory]
    [InlineData("mistralai/Mixtral-8x7B-Instruct-v0.1", 47, 0.5, 13, 0.5)]
    [InlineData("deepseek-ai/DeepSeek-V3", 671, 0.5, 37, 0.5)]
    [InlineData("deepseek-ai/DeepSeek-R1", 671, 0.5, 37, 0.5)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", 109, 0.5, 17, 0.5)]
    [InlineData(Article.Mixture, 400, 4, 17, 0.5)]
    [InlineData("moonshotai/Kimi-K2-Instruct", 1000, 50, 32, 0.5)]
    [InlineData("openai/gpt-oss-120b", 117, 0.5, 5.1, 0.05)]
    [InlineData("openai/gpt-oss-20b", 21, 0.5, 3.6, 0.05)]
    [InlineData("Qwen/Qwen3.5-397B-A17B", 397, 0.5, 17, 0.5)]
    [InlineData("CohereLabs/command-a-plus-05-2026", 218, 0.5, 25, 0.5)]
    [InlineData("deepseek-ai/DeepSeek-V4-Pro", 1600, 50, 49, 1)]
    public void Every_model_that_the_article_lists_counts_as_published(string id, double total, double totalRounding, double active, double activeRounding)
    {
        var model = Model(id);
        Assert.Contains(id, CountsSection.Listed.Select(one => one.Id));
        Assert.Equal(total, model.TotalParameters / 1e9, totalRounding);
        Assert.Contains(new[] { model.ActiveParameters, model.MultipliedParameters }, count => Math.Abs(count / 1e9 - active) <= activeRounding);
    }

    // A GPU may fill 71.7 GiB and two 143.4. Scout's 108.6e9 parameters take 104 GiB at 8 bits and 56 at 4; Command A+'s 218.3e9 take 204 and 106.
    [Theory]
    [InlineData(ClaimsSection.Scout, 1)]
    [InlineData(ClaimsSection.CommandA, 2)]
    public void Each_claim_holds_at_four_bits_and_not_at_eight(string model, int gpus)
    {
        var verdicts = ClaimsSection.Precisions.Select(precision => ClaimsSection.Best(model, gpus, precision.Scheme)).ToList();
        Assert.Equal([false, false, true, true, true], verdicts.Select(verdict => verdict.Plan?.Fits ?? false));
        Assert.True(Sizer.ConcurrencyAt(verdicts[2].Plan!, new(8192)) >= 1);
    }

    private static ArticleBox BoxOf(string accelerator) => Article.MixtureBoxes.Single(box => box.Accelerator == accelerator);

    private static double InGib(Bytes bytes) => bytes / Bytes.Gibibytes(1);
}
