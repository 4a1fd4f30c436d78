using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven explain</summary>
internal static class Explain
{
    private const long BatchMost = 65_536;

    public static Verb Build(KnownNames known)
    {
        var deployment = new DeploymentOptions();
        var model = new Argument<string>("model") { Description = "A model's id, the part of it that only it has, or a checkpoint: a folder, a config.json, a .safetensors or .gguf file, or hf:owner/name" };
        var gpu = new Option<string>("--gpu") { Description = "The accelerator", HelpName = "gpu", Required = true };
        var precision = Precision("--precision", "Precision of the weights");
        var cache = new Option<string?>("--kv-cache-dtype") { Description = "Format of the cache: bf16 or fp8 [default: as the precision has it]", HelpName = "format" };
        var layout = new Option<string?>("--layout") { Description = "The layout, such as tp=8 or tp=1,dp=8,ep=8 [default: of the fewest GPUs, 1, 2, 4 and so on, that hold the batch, the one with the shortest step]", HelpName = "ranks" };
        var batch = new Option<string>("--batch") { Description = "Sequences of the replica that get a token each in the step; 0 for a step of a prompt alone", HelpName = "sequences", DefaultValueFactory = _ => "32" };
        var context = new Option<string?>("--context") { Description = "Tokens that each of them has behind it, such as 4k [default: 2000]", HelpName = "tokens" };
        var prompt = new Option<string>("--prompt-tokens") { Description = "Tokens of a prompt that the same step processes", HelpName = "tokens", DefaultValueFactory = _ => "0" };
        var against = new Option<string?>("--against") { Description = "A second model, dense or with experts: from which batch one of the two costs less GPU time a token", HelpName = "model" };
        var againstLayout = new Option<string?>("--against-layout") { Description = "The second model's layout [default: of as many GPUs, or where it needs more of the fewest, the one with the shortest step]", HelpName = "ranks" };
        var againstPrecision = Precision("--against-precision", "The second model's precision");
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        against.CompletionSources.Add(known.Models);
        cache.CompletionSources.Add(_ => ["bf16", "fp8"]);
        return new Verb("explain", "What one step of an engine is made of: its time by operation, what bounds each, and at which batch that turns", call => ExplainAnswer.Of(call, new ExplainQuestion
        {
            Sizing = new()
            {
                Model = deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model))),
                PrecisionName = call.Value(precision)!,
                CacheName = call.Value(cache),
                ContextText = Context(call.Value(context), deployment.SettingTextsOf(call).Bounded(call.Model(call.Value(model)))),
                Concurrency = Math.Max(1, Sequences(call.Value(batch)!)),
                ConcurrencyOption = "--batch",
                Engine = deployment.EngineOf(call),
                Settings = deployment.SettingTextsOf(call),
                Gpus = null,
                Layout = DeploymentOptions.LayoutOf(call, layout),
                Accelerators = [call.Accelerator(call.Value(gpu)!)],
                Named = true,
            },
            Batch = Sequences(call.Value(batch)!),
            PromptTokens = Tokens(call.Value(prompt)!),
            Against = call.Value(against) is { } other
                ? call.Model(other)
                : (call.Value(againstLayout) is null && call.Value(againstPrecision) == "native")
                    ? null
                    : throw new InputException("there is no second model", call.Value(againstLayout) is null ? "--against-precision" : "--against-layout", "name it: --against Qwen/Qwen3-32B"),
            AgainstLayout = DeploymentOptions.LayoutOf(call, againstLayout),
            AgainstPrecision = call.Value(againstPrecision)!,
        }))
        {
            Arguments = { model },
            Options = { gpu, precision, layout, batch, context, prompt, cache, deployment.Engine, deployment.Setting, against, againstLayout, againstPrecision },
            Examples =
            [
                "breakeven explain meta-llama/Llama-3.3-70B-Instruct --gpu H200-SXM --precision fp8 --batch 64",
                "breakeven explain deepseek-ai/DeepSeek-V3 --gpu H200-SXM --layout tp=1,dp=8,ep=8 --batch 256 --context 4k",
                "breakeven explain Llama-4-Maverick-17B-128E-Instruct --gpu H200-SXM --precision fp8 --against Llama-3.3-70B-Instruct --against-precision fp8",
                "breakeven explain deepseek-ai/DeepSeek-V4-Pro --gpu B300-SXM --engine-setting num_speculative_tokens=3",
                "breakeven explain openai/gpt-oss-120b --gpu H100-SXM --batch 16 --prompt-tokens 2000 --engine sglang --format json",
            ],
            AnswersNo = "the deployment is refused, or does not hold so many sequences",
        };
    }

    private static Option<string> Precision(string name, string what)
    {
        var option = new Option<string>(name) { Description = $"{what}: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name", DefaultValueFactory = _ => "native" };
        option.CompletionSources.Add(_ => PrecisionScheme.Names.Select(one => new CompletionItem(one)));
        return option;
    }

    // What conversations hold on average, capped by models of less.
    private static string Context(string? text, Model model) => text ?? Math.Min(2000, model.ContextLimit.Value).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static long Sequences(string text) => Amount.ParseCount(text) is { } count && count is >= 0 and <= BatchMost && count == Math.Floor(count)
        ? (long)count
        : throw new InputException($"\"{text}\" is not a number of sequences", "--batch", $"write a whole number from 0 to {BatchMost}, such as 32");

    private static long Tokens(string text) => Amount.ParseCount(text) is { } count && count is >= 0 and <= 1 << 20 && count == Math.Floor(count)
        ? (long)count
        : throw new InputException($"\"{text}\" is not a number of tokens", "--prompt-tokens", "write a whole number from 0 to 1048576, such as 2000");
}
