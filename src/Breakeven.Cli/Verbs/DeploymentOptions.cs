using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>The options that say how a model is to be deployed, for every verb that deploys one.</summary>
internal sealed class DeploymentOptions
{
    public DeploymentOptions()
    {
        Precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        Setting.CompletionSources.Add(_ => EngineSettingsText.Names.Select(name => new CompletionItem(name + "=")));
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
        Description = $"A setting of the engine, by vLLM's name: {string.Join(", ", EngineSettingsText.Names)}, such as max_num_seqs=128; with num_speculative_tokens=3 tokens are drafted, and without acceptance_length (tokens a step yields) as many of them stand as were measured",
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

    /// <summary>The layout asked for, if any, and free of contradictions that hold whatever the model.</summary>
    public Layout? LayoutOf(Invocation call) => LayoutOf(call, Layout);

    /// <summary>The same of a verb that words the option in its own way, or asks for two.</summary>
    public static Layout? LayoutOf(Invocation call, Option<string?> option)
    {
        if (call.Value(option) is not { } text) return null;
        var layout = Layouts.Parse(text);
        return layout.Expert is 1 || layout.Expert == layout.ExpertRanks
            ? layout
            : throw new InputException(
                $"ep={layout.Expert} contradicts tp x dp = {layout.ExpertRanks}: expert ranks reuse those of tp and dp", option.Name,
                $"leave ep out, or write {layout with { Expert = layout.ExpertRanks }}");
    }

    public Engine EngineOf(Invocation call)
    {
        var name = call.Value(Engine)!;
        return Sizing.Engine.All.FirstOrDefault(engine => engine.Id.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"there is no engine \"{name}\"", "--engine", $"choose {Mistakes.Listed(Sizing.Engine.All.Select(engine => engine.Id))}");
    }

    /// <summary>What the user set, over the defaults; null when nothing was set but what is drafted, which is a matter of the model.</summary>
    public Func<Accelerator, EngineSettings>? SettingsOf(Invocation call)
    {
        var texts = SettingTextsOf(call);
        if (!texts.SetsEngine) return null;
        var engine = EngineOf(call);
        return accelerator => texts.Over(DeploymentSearch.DefaultSettings(accelerator), concurrency: 1, engine);
    }

    /// <summary>What the user set and nothing else, for a verb whose defaults depend on the accelerator.</summary>
    public EngineSettingsText SettingTextsOf(Invocation call) => EngineSettingsText.Parse(call.Value(Setting) ?? [], EngineOf(call));
}
