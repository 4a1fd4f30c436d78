using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Every wrong call gets one line that says where, what, and what to do.</summary>
public class MistakeTests
{
    private static readonly string[] Wrong =
    [
        "frobnicate",
        "gpus",
        "gpus lst",
        "gpus show",
        "gpus show H10",
        "gpus show zzz",
        "gpus show H100-SXM MI300X",
        "gpus show --fromat json",
        "gpus list --fromat json",
        "gpus list --format",
        "gpus list --format xml",
        "gpus list --format json --format csv",
        "models show acme/Dens-70B",
        "models show ./no/such/config.json",
        "models show Dense-70B --context many",
        "models show Dense-70B --context 0",
        "models show Dense-70B --precision fp9",
        "models check --tolerance 3",
        "prices show DigitlOcean",
        "prices show DigitalOcean/gpu-h100x2",
        "prices list --gpu H101",
        "prices list --model Dens",
        "prices list --terms weekly",
        "prices check --max-age 90",
        "prices check --max-age 0d",
        "prices check --today 01.02.2026",
        "fit",
        "fit --gpu H100-SXM",
        "fit --gpu H101 --ram 64GiB",
        "fit Dens-70B --ram 64GiB",
        "fit --ram 64",
        "fit --ram 64MiB",
        "fit --ram 64GiB --ram-bandwidth 90",
        "fit --ram 64GiB --ssd-bandwidth 7GiB",
        "fit --ram 64GiB --ssd-bandwidth 0GB/s",
        "fit --ram 64GiB --gpus 2",
        "fit --ram 64GiB --gpu H100-SXM --gpus 0",
        "fit --ram 64GiB --precision q4",
        "fit --ram 64GiB --min-speed -1",
        "fit --ram 64GiB --concurrency many",
        "fit Dense-70B --ram 64GiB --context 2M",
        "explain",
        "explain Dense-70B",
        "explain Dens-70B --gpu H100-SXM",
        "explain Dense-70B --gpu H101",
        "explain Dense-70B --gpu MI300X --batch many",
        "explain Dense-70B --gpu MI300X --batch 0",
        "explain Dense-70B --gpu MI300X --batch -1",
        "explain Dense-70B --gpu MI300X --context 2M",
        "explain Dense-70B --gpu MI300X --prompt-tokens 9000",
        "explain Dense-70B --gpu MI300X --prompt-tokens 1.5",
        "explain Dense-70B --gpu MI300X --precision fp9",
        "explain Dense-70B --gpu MI300X --layout tp=two",
        "explain Dense-70B --gpu MI300X --against Dens-70B",
        "explain Dense-70B --gpu MI300X --against-layout tp=8",
        "explain Latent-671B --gpu MI300X --against Dense-70B --against-layout tp=8,ep=4",
        "explain Dense-70B --gpu MI300X --engine-setting max_num_seqs=4 --batch 8",
        "explain Dense-70B --gpu MI300X --engine vlm",
        "validate runs.csv",
        "validate --measurements no/such/runs.csv",
        "validate --measurements .",
        "validate --measurements",
        "validate --by gpo",
        "validate --by gpu,gpu",
        "validate --by ,",
        "validate --worst -1",
        "validate --worst many",
        "calibrate",
        "calibrate kernels",
        "calibrate kernels no/such/folder",
        "calibrate kernels samples/kernels --out /dev/null/curves",
        "completion tcsh",
        "gpus list @nothing",
    ];

    [Fact]
    public void Wrong_calls_get_one_line_each()
    {
        var said = new List<string>();
        foreach (var arguments in Wrong)
        {
            var outcome = CliRun.Of(arguments.Split(' '));
            Assert.True(outcome.Exit == 2, $"{arguments}: exit {outcome.Exit}\n{outcome.Output}{outcome.Error}");
            Assert.Empty(outcome.Output);
            Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Matches(@"^breakeven: [^:]+: .+; .+\n$", outcome.Error);
            said.Add($"$ breakeven {arguments}\n{outcome.Error}");
        }

        Snapshot.Match(string.Join('\n', said));
    }

    [Fact]
    public void A_bug_is_owned_up_to_in_one_line_and_shows_its_trace_only_when_asked()
    {
        var run = new CliRun { OpenCatalog = _ => throw new InvalidOperationException("first\nsecond") };
        var outcome = run.Run("gpus", "list");
        Assert.Equal((3, ""), (outcome.Exit, outcome.Output));
        Assert.Equal("breakeven: this is a bug of breakeven's (InvalidOperationException: first second); run it again with --debug and report what it prints\n", outcome.Error);
        Assert.Contains("   at Breakeven.Cli", run.Run("gpus", "list", "--debug").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_disk_exits_with_3()
    {
        var outcome = new CliRun { OpenCatalog = _ => throw new IOException("No space left on device") }.Run("gpus", "list");
        Assert.Equal((3, "", "breakeven: No space left on device\n"), (outcome.Exit, outcome.Output, outcome.Error));
    }

    [Fact]
    public void A_cancelled_run_exits_with_130_and_says_nothing()
    {
        var outcome = new CliRun { OpenCatalog = _ => throw new OperationCanceledException() }.Run("gpus", "list");
        Assert.Equal((130, "", ""), (outcome.Exit, outcome.Output, outcome.Error));
    }

    [Fact]
    public void A_catalogue_folder_that_is_none_is_refused()
    {
        var outcome = CliRun.Shipped.Run("gpus", "list", "--catalog", "no/such/folder");
        Assert.Equal(2, outcome.Exit);
        Assert.StartsWith("breakeven: catalogue no/such/folder: there is no such folder; ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_names_the_folder_unless_the_option_does()
    {
        string? opened = "none";
        var run = new CliRun
        {
            OpenCatalog = folder =>
            {
                opened = folder;
                return new SmallCatalog();
            },
            Variables = { ["BREAKEVEN_CATALOG"] = "from-variable" },
        };
        run.Run("gpus", "list");
        Assert.Equal("from-variable", opened);
        run.Run("gpus", "list", "--catalog", "from-option");
        Assert.Equal("from-option", opened);
        (run with { Variables = [] }).Run("gpus", "list");
        Assert.Null(opened);
    }

    [Fact]
    public void A_config_that_is_a_folder_or_damaged_is_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            var truncated = Path.Combine(folder.FullName, "truncated.json");
            File.WriteAllText(truncated, "{ \"model_type\": \"llama\", \"hidden_size\": 40");
            var deep = Path.Combine(folder.FullName, "deep.json");
            File.WriteAllText(deep, string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
            var escape = Path.Combine(folder.FullName, "escape.json");
            File.WriteAllText(escape, "{ \"model_type\": \"\\u001b[31mred\" }");
            foreach (var path in (string[])[folder.FullName, truncated, deep, escape])
            {
                var outcome = CliRun.Of("models", "show", path);
                Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
                Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                Assert.DoesNotContain('\e', outcome.Error);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Input_errors_carry_what_where_and_remedy()
    {
        var wrong = new InputException("it is wrong", "here", "put it right");
        Assert.Equal("here: it is wrong; put it right", wrong.Message);
    }
}
