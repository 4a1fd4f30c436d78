using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Hardware;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven gpus check</summary>
internal static class GpusCheck
{
    public static Verb Build(KnownNames known)
    {
        var ids = new Argument<string[]>("gpu") { Description = "Only these accelerators; all where none is named", Arity = ArgumentArity.ZeroOrMore };
        ids.CompletionSources.Add(known.Accelerators);
        return new Verb("check", "Check accelerators' facts against each other and against their family", call => Run(call, call.Value(ids)))
        {
            Arguments = { ids },
            Examples = ["breakeven gpus check", "breakeven gpus check H100-SXM MI300X"],
            AnswersNo = "a fact contradicts another",
        };
    }

    private static Answer Run(Invocation call, string[] ids)
    {
        var gpus = (ids.Length == 0 ? call.Catalog.AcceleratorIds : ids).Select(call.Accelerator).ToList();
        return FindingsAnswer.Of([.. gpus.SelectMany(AcceleratorCheck.Run)], $"{gpus.Count} accelerators", () => GpusCheckJson.Default.FindingsRecord);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FindingsRecord))]
internal sealed partial class GpusCheckJson : JsonSerializerContext;
