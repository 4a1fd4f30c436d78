using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven calibrate requests</summary>
internal static class CalibrateRequests
{
    public static Verb Build(KnownNames known)
    {
        var deployment = new DeploymentOptions();
        var file = new Argument<string>("file") { Description = "Requests with their times, of one replica: breakeven simulate's --requests-out, what vllm bench serve saves with --save-detailed, or vLLM's lines with first_token_ts" };
        var model = new Option<string>("--model") { Description = "The model that served them", HelpName = "id", Required = true };
        var gpu = new Option<string>("--gpu") { Description = "The accelerator that it ran on", HelpName = "id", Required = true };
        var precision = new Option<string>("--precision") { Description = $"Precision of the weights: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name", DefaultValueFactory = _ => "native" };
        var cache = new Option<string?>("--kv-cache-dtype") { Description = "Format of the cache: bf16 or fp8 [default: as the precision has it]", HelpName = "format" };
        var half = new Option<bool>("--first-half") { Description = "Keep what was fitted to the first half alone, and not to all" };
        var date = new Option<string?>("--date") { Description = "The day of the measurement, as YYYY-MM-DD; the file's unless given", HelpName = "date" };
        var dry = new Option<bool>("--dry-run") { Description = "Show what was fitted, and keep nothing" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        cache.CompletionSources.Add(_ => ["bf16", "fp8"]);
        return new Verb("requests", "Fit an engine's constants on your hardware to requests that you measured, and keep them in your own catalogue", call =>
        {
            call.FillsCatalog = true;
            var path = call.Value(file);
            var requests = MeasuredRequests.Read(path);
            var plan = Plan(call, requests, new()
            {
                Model = deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model)!)),
                PrecisionName = call.Value(precision)!,
                CacheName = call.Value(cache),
                ContextText = Mean(requests).ToString(CultureInfo.InvariantCulture),
                Concurrency = 1,
                Engine = deployment.EngineOf(call),
                Settings = deployment.SettingTextsOf(call).Undrafted(call.Place),
                Gpus = null,
                Layout = deployment.LayoutOf(call),
                Accelerators = [call.Accelerator(call.Value(gpu)!)],
                Named = true,
            });
            var day = call.Date(date) ?? DateOnly.FromDateTime(File.GetLastWriteTimeUtc(path));
            return CalibrateRequestsAnswer.Of(call, RequestCalibration.Of(path, requests, plan, day, call.Value(half)), call.Value(dry));
        })
        {
            Arguments = { file },
            Options = { model, gpu, precision, deployment.Layout, cache, deployment.Engine, deployment.Setting, half, date, dry },
            Examples =
            [
                "breakeven calibrate requests samples/measurements/requests.csv --model meta-llama/Llama-3.1-8B-Instruct --gpu L40S --dry-run",
                "breakeven calibrate requests samples/measurements/requests.csv --model meta-llama/Llama-3.1-8B-Instruct --gpu L40S --engine-setting max_num_seqs=256 --dry-run --format json",
            ],
        };
    }

    private static MemoryPlan Plan(Invocation call, IReadOnlyList<MeasuredRequest> requests, SizeQuestion question)
    {
        var sized = question.Answer(call.Catalog);
        return sized.Rows[0].Result.Best?.Plan ?? throw new InputException(
            $"{sized.Model.Id} at {sized.Precision.Name} cannot have served {requests.Count} requests there: it does not fit on {sized.Rows[0].Accelerator.Id}", call.Place,
            "give the --precision and --layout that served them; breakeven size says what fits");
    }

    private static long Mean(IReadOnlyList<MeasuredRequest> requests) =>
        Math.Max(1, (long)requests.Average(one => (double)one.Request.InputTokens + one.Request.OutputTokens));
}
