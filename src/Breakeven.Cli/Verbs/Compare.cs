using System.CommandLine;
using Breakeven.Economics;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven compare</summary>
internal static class Compare
{
    public static Verb Build(KnownNames known)
    {
        var contest = new ContestOptions(known);
        var traffic = new Option<string>("--traffic") { Description = "Demand: rate, prompt and output length, and perhaps the cached share and the peak, such as \"2M requests/day, 1200 in, 300 out, 30% cached, peak 3x\"", HelpName = "text", Required = true };
        var simulate = new Option<bool>("--simulate") { Description = $"Replay the traffic through the {CompareSimulation.ContendersEach} cheapest deployments of each model, and rank by what they carry then; the traffic's bursts and spreads of lengths count, and --slo must bound latency" };
        var deployment = contest.Deployment;
        return new Verb("compare", "What serving a traffic costs on each model, accelerator and API: the cheapest that is legal, fits and can be bought", call => Answered(call, contest, call.Value(traffic)!, call.Value(simulate)))
        {
            Options = { contest.Model, contest.Gpu, traffic, contest.Slo, deployment.Precision, deployment.Layout, deployment.Engine, deployment.Setting, contest.Ratio, contest.TermsOf, contest.Provider, contest.Spares, contest.GpusMax, simulate },
            Examples =
            [
                "breakeven compare --model meta-llama/Llama-3.3-70B-Instruct --model meta-llama/Llama-4-Maverick-17B-128E-Instruct --gpu H100-SXM --gpu H200-SXM --gpu MI300X --traffic \"2M requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"",
                "breakeven compare --model Qwen/Qwen3-32B --model openai/gpt-oss-120b --traffic \"40M tokens/day, 2000 in, 500 out, 40% cached\" --tokens-ratio \"Qwen/Qwen3-32B=1.1/1.4\"",
                "breakeven compare --model deepseek-ai/DeepSeek-V3 --gpu H200-SXM --gpu B200-SXM --traffic \"20 requests/s, 4k in, 500 out, peak 3x\" --terms on-demand --terms spot --format json",
                "breakeven compare --model Qwen/Qwen3-32B --gpu H100-SXM --gpu L40S --traffic \"10 requests/s, 1200 in cv 1, 300 out cv 1\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\" --simulate",
            ],
            AnswersNo = "nothing is known to serve this traffic as asked: no --gpu that was named carries a model, or none meets the objective",
        };
    }

    private static Answer Answered(Invocation call, ContestOptions options, string traffic, bool simulated)
    {
        var described = TrafficText.Describe(traffic);
        foreach (var remark in described.BeyondMeans.Where(_ => !simulated)) call.Warn($"--traffic: {remark}");
        var contest = Contest.Run(options.RequestOf(call, described.Mean));
        return CompareAnswer.Of(simulated ? CompareSimulation.Run(call, contest, described) : CompareSimulation.None(contest), call, options.NamesAccelerators(call));
    }
}
