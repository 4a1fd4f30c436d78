using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Sizing.Machines;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven fit</summary>
internal static class Fit
{
    private const int AcceleratorsMost = 16;

    public static Verb Build(KnownNames known)
    {
        var model = new Argument<string?>("model") { Description = "Only this model, in every precision [default: every model of the catalogue]", Arity = ArgumentArity.ZeroOrOne };
        var gpu = new Option<string?>("--gpu") { Description = "The accelerator in the machine [default: none]", HelpName = "gpu" };
        var gpus = new Option<int>("--gpus") { Description = "How many of them", HelpName = "count", DefaultValueFactory = _ => 1 };
        var ram = new Option<string?>("--ram") { Description = "The host's memory, such as 128GiB; an accelerator with unified memory has its own", HelpName = "size" };
        var rate = new Option<string?>("--ram-bandwidth") { Description = "What that memory can deliver: channels x MT/s x 8 bytes [default: 89.6GB/s, two channels of DDR5-5600]", HelpName = "rate" };
        var disk = new Option<string?>("--ssd-bandwidth") { Description = "What a disk delivers; without it, weights must fit in memory", HelpName = "rate" };
        var context = new Option<string?>("--context") { Description = "Tokens of one sequence, such as 32k [default: 8192]", HelpName = "tokens" };
        var concurrency = new Option<string>("--concurrency") { Description = "Sequences of that length at once", HelpName = "sequences", DefaultValueFactory = _ => "1" };
        var precision = new Option<string[]>("--precision") { Description = $"Only this mix of llama.cpp's: {Mistakes.Listed(LlamaCppPrecision.Names)} [default: the best that is fast enough]", HelpName = "name" };
        var least = new Option<string>("--min-speed") { Description = "Tokens a second, of one sequence, that are fast enough", HelpName = "rate", DefaultValueFactory = _ => "10" };
        var deal = new Option<bool>("--deal-experts") { Description = "Deal experts one by one over card and memory, as KTransformers does, instead of whole layers of them" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => LlamaCppPrecision.Names.Select(name => new CompletionItem(name)));
        return new Verb("fit", "What runs on one machine, on card, memory and disk together, and how fast at most; best first", call => Run(call, new FitQuestion
        {
            Models = call.ValueOrNull(model) is { } text ? [call.Model(text)] : null,
            Path = call.ValueOrNull(model) is { } path && path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? path : null,
            Machine = MachineOf(call, call.Value(gpu), call.Value(gpus), call.Value(ram), call.Value(rate), call.Value(disk)),
            BandwidthSupposed = call.Value(rate) is null,
            ContextText = call.Value(context),
            Sequences = Sequences(call.Value(concurrency)!),
            Precisions = Precisions(call.Value(precision) ?? []),
            LeastSpeed = Speed(call.Value(least)!),
            Deal = call.Value(deal),
        }))
        {
            Arguments = { model },
            Options = { gpu, gpus, ram, rate, disk, context, concurrency, precision, least, deal },
            Examples =
            [
                "breakeven fit --gpu RTX-4090 --ram 128GiB --ssd-bandwidth 7GB/s",
                "breakeven fit Qwen/Qwen3-235B-A22B --gpu RTX-4090 --ram 128GiB",
                "breakeven fit openai/gpt-oss-120b --ram 96GiB --ram-bandwidth 76.8GB/s --context 32k",
                "breakeven fit deepseek-ai/DeepSeek-V3 --gpu RTX-4090 --gpus 2 --ram 512GiB --ram-bandwidth 460GB/s --precision q4_k_m --deal-experts --format json",
            ],
            AnswersNo = "nothing that was asked about runs",
        };
    }

    private static Answer Run(Invocation call, FitQuestion question)
    {
        var fitted = question.Answer(call.Catalog);
        return new Answer(
            new Report([.. FitSections.Of(fitted)]) { Explanations = call.Explain ? [.. FitSections.Explain(fitted)] : [] },
            FitRecord.Of(fitted),
            () => FitJson.Default.FitRecord,
            fitted.Any ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static Machine MachineOf(Invocation call, string? gpu, int gpus, string? ram, string? rate, string? disk)
    {
        var accelerator = gpu is null ? null : call.Accelerator(gpu);
        if (gpus is < 1 or > AcceleratorsMost) throw new InputException($"{gpus} is not a number of accelerators in one machine", "--gpus", $"write a whole number from 1 to {AcceleratorsMost}");
        if (accelerator is null && gpus != 1) throw new InputException("it counts accelerators, and --gpu names none", "--gpus", "name the accelerator, such as --gpu RTX-4090");
        if (accelerator is not null && !LlamaCppRunsOn(accelerator))
            throw new InputException($"llama.cpp is not known to run on {accelerator.Id}", "--gpu", "name a card of NVIDIA, AMD or Intel Arc, or an Apple chip; breakeven size answers for serving engines");
        if (accelerator?.InstalledMemory is { } installed) return Unified(accelerator, installed, gpus, ram, rate, disk);
        if (ram is null) throw new InputException("the host's memory is not given", "--ram", "say how much the machine has, such as --ram 128GiB");
        return new()
        {
            Accelerator = accelerator,
            Accelerators = accelerator is null ? 0 : gpus,
            Memory = Size(ram),
            MemoryBandwidth = rate is null ? FitQuestion.UsualBandwidth : Rate(rate, "--ram-bandwidth"),
            DiskBandwidth = disk is null ? null : Rate(disk, "--ssd-bandwidth"),
        };
    }

    // Its backends are CUDA, HIP, Metal, SYCL and Vulkan: ggml-org/llama.cpp README, "Supported backends".
    private static bool LlamaCppRunsOn(Accelerator accelerator) =>
        accelerator.Vendor.ToUpperInvariant() is "NVIDIA" or "AMD" or "APPLE" || (accelerator.Vendor.Equals("Intel", StringComparison.OrdinalIgnoreCase) && !accelerator.Family.StartsWith("gaudi", StringComparison.Ordinal));

    // Processor and GPU share what is installed: what the GPU may not fill is the host's, at the same rate.
    private static Machine Unified(Accelerator accelerator, Bytes installed, int gpus, string? ram, string? rate, string? disk)
    {
        if ((ram ?? rate) is not null)
            throw new InputException($"{accelerator.Id} shares its {accelerator.MarketedMemory} with the processor", ram is null ? "--ram-bandwidth" : "--ram", "leave it out");
        if (gpus != 1) throw new InputException($"a machine has one {accelerator.Id}", "--gpus", "leave it out");
        return new()
        {
            Accelerator = accelerator,
            Memory = installed - accelerator.Memory,
            MemoryBandwidth = accelerator.MemoryBandwidth,
            DiskBandwidth = disk is null ? null : Rate(disk, "--ssd-bandwidth"),
        };
    }

    private static Bytes Size(string text)
    {
        // Memory is sold in powers of two whatever is printed on it: 128 GB of it are 128 GiB.
        var binary = text.Trim().EndsWith("GB", StringComparison.OrdinalIgnoreCase) ? text.Trim()[..^2] + "GiB" : text;
        var size = Amount.Parse<Bytes>(binary, out _) ?? throw new InputException($"\"{text}\" is not a size of memory", "--ram", "write a number and its unit, such as 128GiB");
        return size.Value is >= 1e9 and <= 1e14 ? size : throw new InputException($"{text} is no size of a machine's memory", "--ram", "write 1GB to 100TB, such as 128GiB");
    }

    private static BytesPerSecond Rate(string text, string option)
    {
        var rate = Amount.Parse<BytesPerSecond>(text, out _) ?? throw new InputException($"\"{text}\" is not a rate", option, "write a number and its unit, such as 7GB/s");
        return rate.Value is >= 1e6 and <= 1e14 ? rate : throw new InputException($"{text} is no rate of a memory or a disk", option, "write 1MB/s to 100TB/s, such as 7GB/s");
    }

    private static int Sequences(string text) => Amount.ParseCount(text) is { } count && count is >= 1 and <= 1024 && count == Math.Floor(count)
        ? (int)count
        : throw new InputException($"\"{text}\" is not a number of sequences", "--concurrency", "write a whole number from 1 to 1024, such as 4");

    private static double Speed(string text) => Amount.ParseCount(text) is { } rate && rate <= 1e6
        ? rate
        : throw new InputException($"\"{text}\" is not a speed", "--min-speed", "write tokens a second up to a million, such as 10");

    private static IReadOnlyList<string> Precisions(string[] names)
    {
        names = [.. names.Select(name => name.ToLowerInvariant())];
        foreach (var name in names)
            if (!LlamaCppPrecision.Names.Contains(name))
                throw new InputException($"there is no precision \"{name}\"", "--precision", Mistakes.DidYouMean(name, LlamaCppPrecision.Names, $"choose {Mistakes.Listed(LlamaCppPrecision.Names)}"));
        return [.. names.Distinct()];
    }
}
