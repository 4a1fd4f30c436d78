using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>The options that say how a model is to be deployed, for every verb that deploys one.</summary>
internal sealed class DeploymentOptions
{
    private static readonly string[] s_settings = ["max_num_seqs", "max_num_batched_tokens", "gpu_memory_utilization"];

    public DeploymentOptions()
    {
        Precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        Engine.CompletionSources.Add(_ => Sizing.Engine.All.Select(engine => new CompletionItem(engine.Id)));
    }

    public Option<string[]> Precision { get; } = new("--precision")
    {
        Description = $"A precision to consider: {Mistakes.Listed(PrecisionScheme.Names)}; the checkpoint's own, and fp8 for a 16-bit one, unless given",
        HelpName = "name",
    };

    public Option<string?> Layout { get; } = new("--layout") { Description = "Only this layout, such as tp=8 or tp=1,dp=8,ep=8", HelpName = "ranks" };

    public Option<string> Engine { get; } = new("--engine")
    {
        Description = $"The serving engine whose rules hold: {Mistakes.Listed(Sizing.Engine.All.Select(engine => engine.Id))}",
        HelpName = "name",
        DefaultValueFactory = _ => Sizing.Engine.Vllm.Id,
    };

    public Option<string[]> Setting { get; } = new("--engine-setting")
    {
        Description = $"A setting of the engine, by vLLM's name: {string.Join(", ", s_settings)}, such as max_num_seqs=128",
        HelpName = "name=value",
    };

    public IReadOnlyList<string> PrecisionsOf(Invocation call)
    {
        var names = call.Value(Precision) ?? [];
        foreach (var name in names)
            if (!PrecisionScheme.Names.Contains(name))
                throw new InputException($"there is no precision \"{name}\"", "--precision", Mistakes.DidYouMean(name, PrecisionScheme.Names, $"choose {Mistakes.Listed(PrecisionScheme.Names)}"));
        return [.. names.Distinct()];
    }

    public Layout? LayoutOf(Invocation call) => call.Value(Layout) is { } text ? Layouts.Parse(text) : null;

    public Engine EngineOf(Invocation call)
    {
        var name = call.Value(Engine)!;
        return Sizing.Engine.All.FirstOrDefault(engine => engine.Id.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"there is no engine \"{name}\"", "--engine", $"choose {Mistakes.Listed(Sizing.Engine.All.Select(engine => engine.Id))}");
    }

    /// <summary>What the user set, over the defaults; null when nothing was set.</summary>
    public EngineSettings? SettingsOf(Invocation call)
    {
        if (call.Value(Setting) is not { Length: > 0 } texts) return null;
        var settings = new EngineSettings();
        foreach (var text in texts)
        {
            var pair = text.Split('=', StringSplitOptions.TrimEntries);
            if (pair.Length != 2) throw Refused($"\"{text}\" is not name=value");
            settings = pair[0] switch
            {
                "max_num_seqs" => settings with { SequencesMax = Whole(pair[1], 1 << 20) },
                "max_num_batched_tokens" => settings with { BatchedTokensMax = Whole(pair[1], 1 << 24) },
                "gpu_memory_utilization" => settings with { MemoryFraction = Share(pair[1]) },
                _ => throw new InputException($"there is no setting \"{pair[0]}\"", "--engine-setting", Mistakes.DidYouMean(pair[0], s_settings, $"choose {Mistakes.Listed(s_settings)}")),
            };
        }

        return settings;
    }

    private static int Whole(string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
        ? number
        : throw Refused($"\"{text}\" is not a whole number from 1 to {most:N0}");

    private static double Share(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
        ? share
        : throw Refused($"\"{text}\" is not a share above 0 and up to 1");

    private static InputException Refused(string what) => new(what, "--engine-setting", "write for example max_num_seqs=128 or gpu_memory_utilization=0.92");
}
