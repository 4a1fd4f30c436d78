using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Measurements;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven size</summary>
internal static class Size
{
    private const int GpusMost = 1024;

    public static Verb Build(KnownNames known)
    {
        var deployment = new DeploymentOptions();
        var model = new Argument<string>("model") { Description = "A model's id, the part of it that only it has, or a checkpoint: a folder, a config.json, a .safetensors or .gguf file, or hf:owner/name" };
        var gpu = new Option<string[]>("--gpu") { Description = "Only this accelerator, with all of its memory; may be given several times [default: every one in the catalogue, in brief]", HelpName = "gpu" };
        var gpus = new Option<string?>("--gpus") { Description = $"Exactly so many GPUs a replica, 1 to {GpusMost}, in every layout that they allow [default: the fewest that fit]", HelpName = "count" };
        var precision = new Option<string>("--precision") { Description = $"Precision of the weights: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name", DefaultValueFactory = _ => "native" };
        var cache = new Option<string?>("--kv-cache-dtype") { Description = "Format of the cache: bf16 or fp8 [default: as the precision has it]", HelpName = "format" };
        var context = new Option<string?>("--context") { Description = "Tokens of one sequence, such as 128k (128,000) or 131072 [default: 8192, or the model's limit where that is less]", HelpName = "tokens" };
        var concurrency = new Option<string>("--concurrency") { Description = "Sequences of that length that a replica holds at once", HelpName = "sequences", DefaultValueFactory = _ => "1" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        cache.CompletionSources.Add(_ => ["bf16", "fp8"]);
        return new Verb("size", "What a model needs: bytes, cache and state, and the fewest GPUs of each kind that hold it", call => Run(call, new SizeQuestion
        {
            Model = deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model))),
            PrecisionName = call.Value(precision)!,
            CacheName = call.Value(cache),
            ContextText = call.Value(context),
            Concurrency = Sequences(call.Value(concurrency)!),
            Engine = deployment.EngineOf(call),
            Settings = deployment.SettingTextsOf(call),
            Gpus = call.Value(gpus) is { } count ? Devices(count) : null,
            Layout = deployment.LayoutOf(call),
            Accelerators = [.. (call.Value(gpu) is { Length: > 0 } named ? named : [.. call.Catalog.AcceleratorIds]).Select(call.Accelerator).Distinct()],
            Named = call.Value(gpu) is { Length: > 0 },
        }))
        {
            Arguments = { model },
            Options = { gpu, gpus, deployment.Layout, precision, cache, context, concurrency, deployment.Engine, deployment.Setting },
            Examples =
            [
                "breakeven size meta-llama/Llama-3.3-70B-Instruct --precision fp8",
                "breakeven size deepseek-ai/DeepSeek-V3 --gpu H200-SXM --context 128k --concurrency 64 --kv-cache-dtype fp8",
                "breakeven size meta-llama/Llama-3.1-8B --gpu RTX-4090 --engine-setting max_num_batched_tokens=2048 --explain",
                "breakeven size Llama-4-Maverick-17B-128E-Instruct --gpu H200-SXM --layout tp=8,ep=8 --precision fp8",
                "breakeven size openai/gpt-oss-120b --gpu H100-SXM --gpus 2 --format json",
            ],
            AnswersNo = "nothing that was asked about fits",
        };
    }

    private static int Devices(string text) => Amount.ParseCount(text) is { } count && count is >= 1 and <= GpusMost && count == Math.Floor(count)
        ? (int)count
        : throw new InputException($"\"{text}\" is not a number of GPUs", "--gpus", $"write a whole number from 1 to {GpusMost}, such as 8");

    private static long Sequences(string text) => Amount.ParseCount(text) is { } count && count is >= 1 and <= 1e6 && count == Math.Floor(count)
        ? (long)count
        : throw new InputException($"\"{text}\" is not a number of sequences", "--concurrency", "write a whole number from 1 to 1M, such as 64");

    // Of every accelerator in the catalogue nobody reads so many lines; of those that were asked for, the best layout of each.
    private static Dictionary<FittingLayout, NearestPoint> NearestTo(Sized sized, ICatalog catalog)
    {
        var found = new Dictionary<FittingLayout, NearestPoint>(ReferenceEqualityComparer.Instance);
        if (!sized.Question.Named) return found;
        var nearest = new NearestMeasurement(catalog);
        foreach (var fit in sized.Rows.Select(row => row.Result.Best).OfType<FittingLayout>())
            if (nearest.Of(fit.Plan.Deployment, sized.Context.Value, null, sized.Question.Concurrency) is { } point) found[fit] = point;
        return found;
    }

    private static Answer Run(Invocation call, SizeQuestion question)
    {
        var sized = question.Answer(call.Catalog);
        var nearest = NearestTo(sized, call.Catalog);
        return new Answer(
            new Report([.. SizeSections.Of(sized, nearest)]) { Explanations = call.Explain ? [.. SizeExplanations.Of(sized)] : [] },
            SizeRecord.Of(sized, nearest),
            () => SizeJson.Default.SizeRecord,
            sized.Any ? ExitCode.Answered : ExitCode.AnsweredNo);
    }
}
