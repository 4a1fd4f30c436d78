using System.Text;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Tests.Sizing;

public sealed class SupportTableTests
{
    private const string Header = "engine,from,to,architecture,model,precision,hardware,layout,answer,date,source,note\n";

    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    // MiniMax-M2.5 has Qwen3-235B's experts, 1536 wide, and FP8 in blocks of 128: 1536 / 8 = 192 = 1.5 blocks.
    private static readonly Model MiniMax = Catalog.FindModel("Qwen3-235B-A22B-FP8")! with { Id = "MiniMaxAI/MiniMax-M2.5", Architecture = "minimax_m2" };

    [Theory]
    [InlineData("tp=8", "vllm 0.19 does not run MiniMaxAI/MiniMax-M2.5 in fp8-block at tp=8,ep=1: experts 1536 wide")]
    [InlineData("tp=8,ep=8", null)]
    [InlineData("tp=4", null)]
    public void The_catalogue_refuses_MiniMax_at_eight_tensor_ranks_and_names_its_source(string layout, string? reason)
    {
        var refusal = LayoutRules.Check(On("H100-SXM", Layouts.Parse(layout), Catalog.Support));
        if (reason is null) Assert.Null(refusal);
        else
        {
            Assert.StartsWith(reason, refusal!.Reason, StringComparison.Ordinal);
            Assert.EndsWith("(https://github.com/vllm-project/recipes/pull/96, 2025-10-26)", refusal.Reason, StringComparison.Ordinal);
            Assert.Equal("vllm 0.19 does not run it at tp=8,ep=1", refusal.Brief);
        }
    }

    // Measured with tp=4 on Hopper from 0.16 on; with tp=2, which fits two H200, by nobody who published it.
    [Theory]
    [InlineData("tp=4", SupportStatus.Yes)]
    [InlineData("tp=4,ep=4", SupportStatus.Yes)]
    [InlineData("tp=2", SupportStatus.NotKnown)]
    [InlineData("tp=4,pp=2", SupportStatus.NotKnown)]
    [InlineData("tp=8", SupportStatus.No)]
    public void What_was_measured_runs_and_what_nobody_tried_is_not_known(string layout, SupportStatus status)
        => Assert.Equal(status, Scope("H200-SXM", Catalog.Support).AnswerFor(Layouts.Parse(layout)).Status);

    [Theory]
    [InlineData("vllm,,,minimax_m2,,fp8,hopper,tp=2,yes", SupportStatus.Yes)]
    [InlineData("vllm,,,minimax_m2,,fp8,NVIDIA,tp=2,yes", SupportStatus.Yes)]
    [InlineData("vllm,,,,MiniMaxAI/MiniMax-M2.5,fp8-block,H100-SXM,tp=2,yes", SupportStatus.Yes)]
    [InlineData("vllm,0.19,0.19,minimax_m2,,fp8,hopper,tp=2,yes", SupportStatus.Yes)]
    [InlineData("vllm,0.20,,minimax_m2,,fp8,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,0.18.3,minimax_m2,,fp8,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,minimax_m2,,,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,minimax_m2,,fp8,,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,minimax_m2,,fp8,hopper,,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,,,fp8,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,minimax_m2,,int4,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("sglang,,,minimax_m2,,fp8,hopper,tp=2,yes", SupportStatus.NotKnown)]
    [InlineData("vllm,,,minimax_m2,,fp8,hopper,tp=2,no", SupportStatus.No)]
    [InlineData("vllm,,,minimax_m2,,,,,no", SupportStatus.No)]
    [InlineData("vllm,,,minimax_m3,,,,,no", SupportStatus.NotKnown)]
    public void A_yes_must_name_all_that_a_deployment_is_and_a_no_holds_for_what_it_leaves_open(string row, SupportStatus status)
        => Assert.Equal(status, Scope("H100-SXM", Table(row)).AnswerFor(new(2)).Status);

    [Fact]
    public void A_no_without_a_layout_is_found_before_any_is_tried()
    {
        var table = Table("vllm,,,minimax_m2,,,hopper,,no");
        Assert.Equal("vllm 0.19 does not run MiniMaxAI/MiniMax-M2.5 (s, 2026-11-22)", LayoutRules.CheckHardware(On("H100-SXM", new(1), table))!.Reason);
        Assert.Null(LayoutRules.CheckHardware(On("H100-SXM", new(1), Table("vllm,,,minimax_m2,,,hopper,tp=1,no"))));
        Assert.Null(LayoutRules.CheckHardware(On("B200-SXM", new(1), table)));
    }

    [Fact]
    public void The_search_for_the_smallest_layout_honours_it()
    {
        SizingRequest request = new()
        {
            Model = MiniMax,
            Precision = MiniMax.Native,
            Accelerator = Catalog.FindAccelerator("H200-SXM")!,
            Settings = new(),
            Context = new(8192),
            Concurrency = 1,
            Boxes = [],
        };
        Assert.Equal(2, SmallestLayout.Find(request).Best!.Layout.Gpus);
        Assert.Equal(3, SmallestLayout.Find(request with { Support = Table("vllm,,,minimax_m2,,,,tp=2,no", "vllm,,,minimax_m2,,,,pp=2,no", "vllm,,,minimax_m2,,,,dp=2,no") }).Best!.Layout.Gpus);
    }

    [Theory]
    [InlineData("0.19", "0.19.1", 0)]
    [InlineData("0.9", "0.19", -1)]
    [InlineData("1.3.0rc20", "1.3.0", 0)]
    [InlineData("v1.0", "0.14.0", 1)]
    [InlineData("0.6.3.dev116", "0.6.4", -1)]
    public void Versions_compare_by_number_as_far_as_both_go(string one, string other, int order) => Assert.Equal(order, Math.Sign(EngineVersion.Compare(one, other)));

    [Theory]
    [InlineData("vllm,,,,,,,,maybe", "\"maybe\" is neither yes nor no")]
    [InlineData("vllm,latest,,,,,,,yes", "\"latest\" is not a version")]
    [InlineData("vllm,,,,,,,tp=zwei,yes", "\"tp=zwei\" is no layout")]
    [InlineData(",,,,,,,,yes", "it is empty")]
    public void A_row_that_cannot_be_read_is_refused_with_its_place(string row, string what)
    {
        var refusal = Assert.Throws<InputException>(() => Table(row));
        Assert.StartsWith("support.csv:2, ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_catalogue_names_an_engine_hardware_and_precision_that_exist()
    {
        var rows = Catalog.Support.Rows;
        Assert.True(rows.Count >= 350, $"{rows.Count} rows");
        var hardware = Catalog.AcceleratorIds.Select(id => Catalog.FindAccelerator(id)!).SelectMany(gpu => new[] { gpu.Id, gpu.Family, gpu.Vendor }).ToHashSet();
        string[] engines = [.. Engine.All.Select(engine => engine.Id), "llama.cpp"];
        Assert.All(rows, row =>
        {
            Assert.Contains(row.Engine, engines);
            if (row.Hardware.Length > 0) Assert.Contains(row.Hardware, hardware);
            Assert.Contains(row.Precision, (string[])["", "bf16", "fp8", "fp8-block", "fp8-channel", "fp8-tensor", "int8", "int4", "mxfp4", "nvfp4"]);
            Assert.True(row.Source.Where.Length > 0 && row.Source.Date.Year >= 2023, row.ToString());
        });
        Assert.DoesNotContain(rows.GroupBy(row => row with { Source = rows[0].Source, From = "", To = "", Runs = true }), group => group.Select(row => row.Runs).Distinct().Count() > 1);
    }

    private static SupportScope Scope(string gpu, SupportTable table) => table.For(Engine.Vllm, MiniMax, MiniMax.Native, Catalog.FindAccelerator(gpu)!);

    private static Deployment On(string gpu, Layout layout, SupportTable table) => new()
    {
        Model = MiniMax,
        Precision = MiniMax.Native,
        Accelerator = Catalog.FindAccelerator(gpu)!,
        Layout = layout,
        Support = Scope(gpu, table),
    };

    private static SupportTable Table(params string[] rows) => SupportTable.Read(
        Encoding.UTF8.GetBytes(Header + string.Concat(rows.Select(row => row + ",2026-11-22,s,\n"))), "support.csv");
}
