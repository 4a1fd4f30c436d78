using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Cli.Reports;
using Breakeven.Prices;
using Breakeven.Training;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven finetune</summary>
internal static class FineTune
{
    public static Verb Build(KnownNames known)
    {
        var model = new Option<string>("--model") { Description = "A model's id, the part of it that only it has, or a checkpoint: a folder, a config.json, a .safetensors or .gguf file, or hf:owner/name", HelpName = "id", Required = true };
        var gpu = new Option<string[]>("--gpu") { Description = "An accelerator to train on; give it once each", HelpName = "id", Required = true };
        var tokens = new Option<string>("--tokens") { Description = "Tokens to train on, all epochs counted, such as 100M", HelpName = "count", Required = true };
        var method = new Option<string[]>("--method") { Description = $"{Mistakes.Listed(FineTuneOptions.Methods)}; may be given several times [default: all three]", HelpName = "name" };
        var adapters = new Option<string>("--adapters") { Description = $"Matrices that get adapters: {Mistakes.Listed(FineTuneOptions.Targets)}; routed experts are fused in most checkpoints, and then get none", HelpName = "which", DefaultValueFactory = _ => "no-experts" };
        var rank = new Option<string>("--rank") { Description = "The adapters' rank", HelpName = "n", DefaultValueFactory = _ => "16" };
        var sequence = new Option<string>("--sequence") { Description = "Tokens of one sequence, of which each GPU trains one at a time", HelpName = "tokens", DefaultValueFactory = _ => "4096" };
        var mfu = new Option<string?>("--mfu") { Description = "Useful arithmetic over the datasheet's bf16 [default: 40% dense, 35% of a mixture, what the best published pre-training reached]", HelpName = "share" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        method.CompletionSources.Add(_ => FineTuneOptions.Methods.Select(name => new CompletionItem(name)));
        adapters.CompletionSources.Add(_ => FineTuneOptions.Targets.Select(name => new CompletionItem(name)));
        return new Verb("finetune", "What fine-tuning takes: memory, the fewest GPUs that hold it, GPU-hours and dollars; full, LoRA and QLoRA", call =>
        {
            var of = call.Model(call.Value(model)!);
            var methods = (call.Value(method) is { Length: > 0 } named ? named.Select(FineTuneOptions.Method) : Enum.GetValues<FineTuneMethod>()).Distinct().ToList();
            var requests = from accelerator in call.Value(gpu)!.Select(call.Accelerator).DistinctBy(one => one.Id)
                           from how in methods
                           select new FineTuneRequest
                           {
                               Model = of,
                               Accelerator = accelerator,
                               Method = how,
                               Tokens = FineTuneOptions.Tokens(call.Value(tokens)!, tokens.Name),
                               Rank = FineTuneOptions.Rank(call.Value(rank)!, rank.Name),
                               Targets = FineTuneOptions.Target(call.Value(adapters)!),
                               Sequence = FineTuneOptions.Sequence(call.Value(sequence)!, sequence.Name),
                               Share = FineTuneOptions.Share(call.Value(mfu)),
                           };
            return Run(call, [.. requests.Select(FineTuning.Of)]);
        })
        {
            Options = { model, gpu, tokens, method, adapters, rank, sequence, mfu },
            Examples =
            [
                "breakeven finetune --model meta-llama/Llama-3.1-8B-Instruct --gpu H100-SXM --gpu RTX-4090 --tokens 100M",
                "breakeven finetune --model Qwen/Qwen3-30B-A3B --gpu H100-SXM --tokens 50M --method lora --adapters all --rank 32",
                "breakeven finetune --model openai/gpt-oss-120b --gpu H200-SXM --tokens 1B --mfu 25% --format json",
            ],
            AnswersNo = "no method holds on any of the GPUs",
        };
    }

    private static Answer Run(Invocation call, IReadOnlyList<FineTuning> tunings)
    {
        var rows = tunings.Select(tuning => new FineTuneRow(tuning, tuning.CostIn(call.Catalog.HardwareOffers))).ToList();
        return new Answer(
            new Report([.. FineTuneSections.Of(rows)]) { Explanations = call.Explain ? [.. FineTuneSections.Explain(rows[0])] : [] },
            FineTuneRecord.Of(rows),
            () => FineTuneJson.Default.FineTuneRecord,
            tunings.Any(one => one.Devices is not null) ? ExitCode.Answered : ExitCode.AnsweredNo);
    }
}

/// <summary>One method on one accelerator, and what it costs where somebody sells the boxes.</summary>
internal sealed record FineTuneRow(FineTuning Tuning, (UsdEstimate Cost, HardwareOffer Offer)? Sold);
