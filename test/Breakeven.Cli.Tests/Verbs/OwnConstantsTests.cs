using System.Text.Json;
using Breakeven.Calibration.Requests;
using Breakeven.Sizing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What calibrate requests keeps is what compare, capacity, simulate and explain reckon with, and each says so.</summary>
public sealed class OwnConstantsTests : IDisposable
{
    private const string Deployment = "--model Dense-70B --gpu MI300X --layout tp=4";

    private const string Traffic = "--traffic '2 requests/s, 500 in, 100 out' --slo 'ttft p95 < 1 s, tpot p95 < 60 ms'";

    private const string Words = "measured by you: vllm's constants on MI300X were fitted to";

    private readonly string _folder = Directory.CreateTempSubdirectory("breakeven-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("capacity " + Deployment + " " + Traffic + " --seeds 1", "capacity", "requests_per_second")]
    [InlineData("compare " + Deployment + " --gpu H100-SXM " + Traffic, "hosted", "capacity_requests_per_second_per_replica")]
    [InlineData("compare " + Deployment + " " + Traffic + " --simulate", "hosted", "capacity_requests_per_second_per_replica")]
    public void Kept_constants_serve_and_are_named(string arguments, string part, string figure)
    {
        var shipped = Figure(arguments, part, figure);
        Keep();
        var own = Figure(arguments, part, figure);
        // All kernels take half again: a third less is carried at most by speed alone, and more where a bound on each token leaves fewer at once.
        Assert.InRange(own / shipped, 0.2, 0.9);
        Assert.Contains(Words, Run(arguments).Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_basis_is_measured_on_that_accelerator_alone()
    {
        Keep();
        var json = JsonDocument.Parse(Run($"compare --model Dense-70B --gpu MI300X --gpu H100-SXM {Traffic} --format json").Output).RootElement;
        var bases = json.GetProperty("contenders").EnumerateArray().Where(one => one.GetProperty("hosted").ValueKind == JsonValueKind.Object)
            .ToDictionary(one => one.GetProperty("hosted").GetProperty("accelerator").GetString()!, one => one.GetProperty("basis").GetString());
        Assert.Equal("measured", bases["MI300X"]);
        Assert.NotEqual("measured", bases["H100-SXM"]);
        var capacity = JsonDocument.Parse(Run($"capacity {Deployment} {Traffic} --seeds 1 --format json").Output).RootElement;
        Assert.Equal("measured", capacity.GetProperty("capacity").GetProperty("basis").GetString());
    }

    // Times in milliseconds, taken for seconds.
    [Fact]
    public void Times_that_no_constants_fit_are_not_kept()
    {
        var (file, folder) = (Path.Combine(_folder, "wrong.csv"), Path.Combine(_folder, "new"));
        File.WriteAllText(file, "arrival_s,input_tokens,output_tokens,ttft_s,e2e_s\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{10 * i},500,100,60,1500\n")));
        var run = new CliRun { OpenCatalog = named => named is null ? new SmallCatalog() : throw new Breakeven.Catalog.InputException("it is opened", named, "do not") };
        string[] arguments = ["calibrate", "requests", file, "--model", "Dense-70B", "--gpu", "MI300X", "--layout", "tp=4", "--catalog", folder];
        var outcome = run.Run(arguments);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.Contains("these times do not fit acme/Dense-70B", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    // As calibrate requests writes them, which takes its time to find them.
    private void Keep()
    {
        var (gpu, shipped) = (new SmallCatalog().FindAccelerator("MI300X")!, Performance.Calibration.Embedded.Serving(Engine.Vllm));
        var slower = shipped with { Dense = 1.5 * shipped.Dense, Compute = 1.5 * shipped.Compute, Attention = 1.5 * shipped.Attention, Prompt = 1.5 * shipped.Prompt };
        var path = OwnConstants.PathOf(_folder, gpu, Engine.Vllm);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, new OwnConstants(gpu.Id, "vllm", "acme/Dense-70B bf16 tp=4", new(2026, 10, 1), "runs.csv", 300, 0.03, slower).Write());
    }

    private double Figure(string arguments, string part, string figure)
    {
        var outcome = Run(arguments + " --format json");
        Assert.True(outcome.Exit == 0, outcome.ToString());
        var root = JsonDocument.Parse(outcome.Output).RootElement;
        return (part == "hosted" ? root.GetProperty("contenders").EnumerateArray().Select(one => one.GetProperty("hosted")).First(one => one.ValueKind == JsonValueKind.Object && one.GetProperty("accelerator").GetString() == "MI300X") : root.GetProperty(part))
            .GetProperty(figure).GetDouble();
    }

    private CliRun.Outcome Run(string arguments) => new CliRun { UserCatalog = _folder }.Run(Documentation.ShellWords.Split(arguments));
}
