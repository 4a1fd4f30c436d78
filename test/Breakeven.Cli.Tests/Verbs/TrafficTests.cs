using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Traffic shown, made and converted.</summary>
public sealed class TrafficTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public static TheoryData<string, string[]> Calls => new()
    {
        { "show-text", ["traffic", "show", "20k requests/day, 1200 in p95 3000, 300 out cv 0.8, diurnal 4x, burst 3x, 40% shared prefix of 800", "--explain"] },
        { "show-documents", ["traffic", "show", "1k documents of 900 tokens by 6h"] },
        { "show-json", ["traffic", "show", "3 requests/h, 1200 in, 300 out", "--duration", "8h", "--format", "json"] },
        { "show-csv", ["traffic", "show", "30 requests/h, 1200 in, 300 out", "--duration", "2h", "--format", "csv"] },
        { "show-markdown", ["traffic", "show", "30 requests/h, 1200 in, 300 out", "--duration", "2h", "--format", "markdown"] },
        { "make", ["traffic", "make", "20 requests/min, 1200 in cv 1, 300 out, 40% shared prefix of 800", "--duration", "20s", "--seed", "7"] },
        { "make-markdown", ["traffic", "make", "20 requests/min, 1200 in, 300 out", "--duration", "20s", "--arrivals", "constant", "--format", "markdown"] },
        { "make-json", ["traffic", "make", "20 requests/min, 1200 in, 300 out", "--duration", "1min", "--arrivals", "onoff:4:10", "--format", "json"] },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void It_answers_as_it_did(string name, string[] arguments) => Snapshot.Match(CliRun.Of(arguments).ToString(), name);

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void On_a_terminal_no_line_is_wider_than_it(int width)
    {
        var outcome = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1" } }.Run("traffic", "show", "samples/traces/day.csv");
        Assert.Equal(0, outcome.Exit);
        Assert.All(outcome.Output.Replace(Repository.Root, "", StringComparison.Ordinal).Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    // The sample is what this call makes; the page that shows it says so.
    [Fact]
    public void The_sample_trace_is_made_by_the_call_that_the_docs_give()
    {
        var made = CliRun.Of("traffic", "make", "3k requests/day, 900 in cv 1.2, 250 out cv 0.9, diurnal 4x, burst 3x, 40% shared prefix of 256", "--seed", "1");
        Assert.Equal((0, ""), (made.Exit, made.Error));
        Assert.Equal(File.ReadAllText(Repository.PathOf("samples/traces/day.csv")), made.Output);
    }

    [Fact]
    public void Converting_our_own_trace_changes_nothing()
    {
        var path = Repository.PathOf("samples/traces/day.csv");
        var into = Path.Combine(_folder.FullName, "again.csv");
        var outcome = CliRun.Of("traffic", "convert", path, "--out", into);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("2,987 requests in 23.955 h, written to ", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(path), File.ReadAllText(into));
        Assert.Equal(["again.csv"], _folder.GetFiles().Select(file => file.Name));
    }

    // 0, 10, 20 s at twice the speed are 0, 5, 10 s, and a pass of 15 s: three passes begin within 40 s.
    [Fact]
    public void A_trace_is_cut_sped_up_and_repeated_in_that_order()
    {
        var path = Write("t.csv", "arrival_s,input_tokens,output_tokens\n5,1,1\n10,2,1\n20,3,1\n30,4,1\n40,5,1\n");
        var outcome = CliRun.Of("traffic", "convert", path, "--from", "10s", "--to", "40s", "--speed", "2x", "--repeat", "40s");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Equal("arrival_s,input_tokens,output_tokens,prefix\n0,2,1,\n5,3,1,\n10,4,1,\n15,2,1,\n20,3,1,\n25,4,1,\n30,2,1,\n35,3,1,\n", outcome.Output);
    }

    [Fact]
    public void A_trace_out_of_order_is_sorted_when_asked()
    {
        var path = Write("t.csv", "arrival_s,input_tokens,output_tokens\n5,1,1\n3,2,1\n");
        var refused = CliRun.Of("traffic", "convert", path);
        Assert.Equal((2, $"breakeven: {path}:3:1: it arrives 2 s before the request of an earlier line; order the trace by arrival: breakeven traffic convert FILE --sort --out SORTED.csv\n"), (refused.Exit, refused.Error));
        Assert.EndsWith("\n3,2,1,\n5,1,1,\n", CliRun.Of("traffic", "convert", path, "--sort").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_lines_are_skipped_as_far_as_allowed_and_counted()
    {
        var path = Write("t.csv", "arrival_s,input_tokens,output_tokens\n0,1,1\nx,1,1\n1,-1,1\n2,1,1\n");
        var refused = CliRun.Of("traffic", "show", path);
        Assert.Equal((2, $"breakeven: {path}:3:1: the arrival \"x\" is not a number; write a number such as 12.5\n"), (refused.Exit, refused.Error));
        Assert.Equal(2, CliRun.Of("traffic", "show", path, "--skip-bad", "1").Exit);
        var outcome = CliRun.Of("traffic", "show", path, "--skip-bad", "2", "--format", "json");
        Assert.Equal((0, $"breakeven: {path}: 2 malformed lines were left out, such as line 3, column 1: the arrival \"x\" is not a number\n"), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal((2, 2), (json.RootElement.GetProperty("requests").GetInt32(), json.RootElement.GetProperty("skipped_lines").GetInt32()));
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_could_not_be_written_whole()
    {
        var path = Write("t.csv", "arrival_s,input_tokens,output_tokens\n0,1,1\nx,1,1\n");
        var outcome = CliRun.Of("traffic", "convert", path, "--out", Path.Combine(_folder.FullName, "out.csv"));
        Assert.Equal(2, outcome.Exit);
        Assert.Equal(["t.csv"], _folder.GetFiles().Select(file => file.Name));
    }

    [Theory]
    [InlineData("traffic show no-such.csv", "no-such.csv: there is no such file")]
    [InlineData("traffic show nonsense", "traffic: \"nonsense\" is not understood")]
    [InlineData("traffic show samples/traces/day.csv --skip-bad -1", "--skip-bad: -1 is not a number of lines")]
    [InlineData("traffic show samples/traces/day.csv --format-of azur", "--format-of: there is no layout \"azur\"; did you mean azure")]
    [InlineData("traffic show samples/traces/day.csv --format-of servegen", "ServeGen's clients are a folder")]
    [InlineData("traffic show samples/traces/day.csv --format-of azure", "day.csv:1:1: the line has 4 fields and not 3")]
    [InlineData("traffic make 1/s,1_in,1_out --duration 3", "--duration: \"3\" is not a time")]
    [InlineData("traffic make 1/d,1_in,1_out --duration 1ms", "no request is left to be written")]
    [InlineData("traffic make 1/s,1_in,1_out --lengths nope", "--lengths: there are no lengths \"nope\", and no such file")]
    [InlineData("traffic make 1/s,1_in,1_out --arrivals nope", "--arrivals: there are no arrivals \"nope\"")]
    [InlineData("traffic make 1/s,1_in,1_out --out no-such-folder/x.csv", "there is no such folder")]
    [InlineData("traffic make 10/s,1_in,1_out --format json", "--format: there are more than 100,000 requests")]
    [InlineData("traffic convert samples/traces/day.csv --speed 0x", "--speed: \"0x\" is not a speed")]
    [InlineData("traffic convert samples/traces/day.csv --from 2d", "no request is left to be written")]
    public void A_mistake_is_one_line_that_says_what_to_do(string arguments, string message)
    {
        var outcome = CliRun.Of([.. arguments.Split(' ').Select(word => word.Replace('_', ' '))]);
        Assert.Equal(2, outcome.Exit);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Compare_says_which_parts_of_a_traffic_it_does_not_use()
    {
        var outcome = CliRun.Of("compare", "--model", "Dense-70B", "--gpu", "H100-SXM", "--traffic", "400k requests/day, 1200 in cv 1, 300 out, burst 3x");
        Assert.Equal(0, outcome.Exit);
        Assert.Equal("breakeven: --traffic: \"1200 in cv 1\": only the mean length is used; breakeven simulate uses how lengths vary\nbreakeven: --traffic: \"burst 3x\" is not used: closed forms know no bursts; breakeven simulate does\n", outcome.Error);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
