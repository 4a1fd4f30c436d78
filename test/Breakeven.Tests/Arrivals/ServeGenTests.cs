using System.Text;
using Breakeven.Catalog;
using Breakeven.Simulation.Arrivals;
using Breakeven.Testing;
using Breakeven.Workloads.Traces;

namespace Breakeven.Tests.Arrivals;

public sealed class ServeGenTests
{
    private static ServeGenClient Client(string trace, string dataset) => ServeGenClient.Read(3, "t.csv", Encoding.UTF8.GetBytes(trace), "d.json", Encoding.UTF8.GetBytes(dataset));

    private const string Lengths = """{"0": {"input_tokens": "{100: 0.25, 200: 0.75}", "output_tokens": "{0: 0.5, 7: 0.5}", "reason_ratio": "{0.0: 1.0}"}, "1200": {"input_tokens": "{}", "output_tokens": "{}"}, "1800": {"input_tokens": "{9: 1}", "output_tokens": "{5: 1}"}}""";

    // Silent, then 10 a second for ten minutes with the shape of Poisson and a scale that is off by half, silent, and 20 a second with other lengths.
    [Fact]
    public void Each_window_has_its_rate_and_its_lengths()
    {
        var requests = Client("0,0,0,,0,0\n600,10,1,Gamma,1,0.15\n1200,0,0,,0,0\n1800,20,0.5,Weibull,2.1,9\n", Lengths).Requests(new()).ToList();
        var (first, second) = (requests.Where(request => request.ArrivalNanoseconds < 1200e9).ToList(), requests.Where(request => request.ArrivalNanoseconds >= 1200e9).ToList());
        Assert.All(first, request => Assert.True(request.ArrivalNanoseconds >= 600e9 && request.InputTokens is 100 or 200 && request.OutputTokens is 1 or 7));
        Assert.All(second, request => Assert.True(request.ArrivalNanoseconds is >= (long)1800e9 and < (long)2400e9 && (request.InputTokens, request.OutputTokens) == (9, 5)));
        // Five deviations: sqrt(6000) of the first; of the second half as many, as a Weibull of shape 2.1 has a cv of 0.5.
        Assert.Equal(6000, first.Count, 5 * Math.Sqrt(6000));
        Assert.Equal(12_000, second.Count, 5 * Math.Sqrt(12_000) / 2);
        Assert.Equal(0.75, first.Count(request => request.InputTokens == 200) / (double)first.Count, 5 * Math.Sqrt(0.1875 / 6000));
        Assert.Equal(0.5, TraceSummary.Of(second).GapCv!.Value, 0.02);
    }

    [Theory]
    [InlineData("0,1,1,Gamma,1", Lengths, "t.csv:1: the window has 5 fields and not 6")]
    [InlineData("0,-1,1,Gamma,1,1", Lengths, "t.csv:1: \"-1\" is not a number from 0 to 1e9")]
    [InlineData("0,NaN,1,Gamma,1,1", Lengths, "t.csv:1: \"NaN\" is not a number")]
    [InlineData("0,1,1,Pareto,1,1", Lengths, "t.csv:1: its gaps are \"Pareto\"")]
    [InlineData("0,1,1,Gamma,0,1", Lengths, "t.csv:1: the shape 0 is not between")]
    [InlineData("600,1,1,Gamma,1,1\n0,1,1,Gamma,1,1", Lengths, "t.csv:2: its windows are out of order")]
    [InlineData("0,1,1,Gamma,1,1", "{}", "d.json: it has no lengths")]
    [InlineData("0,1,1,Gamma,1,1", "[", "d.json: it is no JSON")]
    [InlineData("0,1,1,Gamma,1,1", """{"0": {"input_tokens": "{1: x}", "output_tokens": "{1: 1}"}}""", "d.json, 0: \"1: x\" is no length with its share")]
    [InlineData("0,1,1,Gamma,1,1", """{"0": {"text_tokens": "{1: 1}", "output_tokens": "{1: 1}"}}""", "d.json, 0: it has no input_tokens and output_tokens")]
    [InlineData("0,1,1,Gamma,1,1", """{"0": {"input_tokens": 3, "output_tokens": "{1: 1}"}}""", "d.json: it is no JSON of windows")]
    public void A_malformed_client_is_refused(string trace, string dataset, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => Client(trace, dataset)).Message, StringComparison.Ordinal);

    // The published rates add up to 1,383,669 requests in the day. Of each client's windows the gaps have cv of about 1, and the sum of 73 clients a count that is good to 0.5 %.
    [SkippableFact]
    public void Published_clients_send_as_many_requests_as_their_rates_say()
    {
        var folder = ReferenceData.Require("traces/servegen/reason/deepseek-r1");
        var trace = TraceSource.Open(folder, make: new() { Seed = 5 });
        var (count, latest) = (0L, 0L);
        foreach (var request in trace.Requests)
        {
            Assert.True(request.ArrivalNanoseconds >= latest && request is { InputTokens: > 0, OutputTokens: > 0 });
            (count, latest) = (count + 1, request.ArrivalNanoseconds);
        }
        Assert.Equal(TraceFormat.ServeGen, trace.Format);
        Assert.Equal(1_383_669, count, 0.005 * 1_383_669);
        Assert.True(latest < 86400e9);
    }

    [Fact]
    public void A_client_without_its_dataset_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "chunk-4-trace.csv"), "0,1,1,Gamma,1,1\n");
            Assert.Contains("client 4 has a trace and no dataset", Assert.Throws<InputException>(() => TraceSource.Open(folder.FullName)).Message, StringComparison.Ordinal);
            Assert.Contains("it is a folder", Assert.Throws<InputException>(() => TraceSource.Open(folder.Parent!.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
