using System.CommandLine;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Cli.Hub;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Models.Weights;

namespace Breakeven.Cli.Verbs;

/// <summary>One call of a verb: its arguments, read as the verb wants them, and what it may ask of its surroundings.</summary>
internal sealed class Invocation(ParseResult parse, GlobalOptions globals, Surroundings around)
{
    /// <summary>The catalogue, opened when first asked for.</summary>
    public ICatalog Catalog => field ??= around.OpenCatalog(globals.CatalogFolder(parse, around) is { } folder && !(FillsCatalog && IsNew(folder)) ? folder : null);

    /// <summary>Whether the verb is one that a new catalogue may begin with, so that there need be none yet.</summary>
    public bool FillsCatalog { get; set; }

    private static bool IsNew(string folder) => !Path.Exists(folder) || Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>Whether the user gave an option.</summary>
    public bool Given(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>A catalogue with another folder laid over it, or none.</summary>
    public ICatalog Open(string? folder) => around.OpenCatalog(folder);

    /// <summary>Where the user's own catalogue is or would be, if there is a place for it.</summary>
    public string? OwnFolder => globals.CatalogFolder(parse, around) ?? around.UserCatalog;

    /// <summary>The same, which must be somewhere.</summary>
    public string UserFolder => OwnFolder ?? throw new InputException("this machine has no place for your own catalogue", Place, "name one: --into ./my-catalog");

    /// <summary>The calibration of a deployment on an accelerator: under the user's own constants, and the words for that, where requests were fitted to.</summary>
    public (Performance.Calibration Calibration, OwnConstants? Own) CalibrationOf(Accelerator accelerator, Sizing.Engine engine)
    {
        if (_calibrations.TryGetValue((accelerator.Id, engine.Id), out var known)) return known;
        var own = OwnFolder is { } folder ? OwnConstants.Find(folder, accelerator, engine) : null;
        return _calibrations[(accelerator.Id, engine.Id)] = (own?.Over(Performance.Calibration.Embedded) ?? Performance.Calibration.Embedded, own);
    }

    private readonly Dictionary<(string Accelerator, string Engine), (Performance.Calibration, OwnConstants?)> _calibrations = [];

    /// <summary>Whether the user wants to see how figures came about.</summary>
    public bool Explain => parse.GetValue(globals.Explain);

    public Format Format => globals.FormatOf(parse);

    public DateOnly Today => DateOnly.FromDateTime(around.Clock.GetUtcNow().UtcDateTime);

    /// <summary>The verb as error lines name it: "gpus show".</summary>
    public string Place => CommandPath.Place(parse.CommandResult.Command);

    /// <summary>The line that asks the same again.</summary>
    public string Line => $"breakeven {ShellLine.Of(parse.Tokens.Select(token => token.Value))}";

    /// <summary>Another command line in the same surroundings, read as the program reads its own.</summary>
    public Invocation Again(IReadOnlyList<string> words)
    {
        var other = new GlobalOptions();
        var again = CommandLine.Parse(words, other, around);
        Mistakes.Throw(again);
        return new(again, other, around);
    }

    /// <summary>The verb that is called, where it is one.</summary>
    public Verb? Verb => parse.CommandResult.Command as Verb;

    /// <summary>What the user wrote for an option, word by word; null where it was not given.</summary>
    public IReadOnlyList<string>? Words(Option option) => parse.GetResult(option) is { Implicit: false } result ? [.. result.Tokens.Select(token => token.Value)] : null;

    /// <summary>The folder named by --catalog, if any.</summary>
    public string? CatalogNamed => parse.GetValue(globals.Catalog);

    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    public T Value<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>An argument that may be left out.</summary>
    public T? ValueOrNull<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>Standard output, for an answer that is too long to be held, such as a trace.</summary>
    public TextWriter Output => around.Output;

    /// <summary>How far a long run has come, for whoever looks at standard error.</summary>
    public ProgressLine Progress(string what, long total, bool about = false) => new(around.Error, around.Clock, around.ErrorIsTerminal, what, total, about);

    /// <summary>One line for the user that is no part of the answer.</summary>
    public void Warn(string text) => around.Error.WriteLine($"breakeven: {text}");

    /// <summary>The accelerator that a text means, or an error that names the nearest three.</summary>
    public Accelerator Accelerator(string text) => Catalog.FindAccelerator(text) ?? throw new InputException(
        $"there is no accelerator \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.AcceleratorIds, "breakeven gpus list shows all"));

    /// <summary>The model that a text means: an id of the catalogue, a path, a repository of the hub, or an error that names the nearest three ids.</summary>
    public Model Model(string text)
    {
        if (HubAddress.Is(text)) return Warned(Hub.ReadModel(text), text);
        return Catalog.FindModel(text) ?? (IsPath(text) ? Warned(CheckpointFolder.ReadModel(text), text) : throw NoModel(text));
    }

    /// <summary>The files of a checkpoint, by a path or a repository of the hub; null where there is a config and no weights.</summary>
    public (Checkpoint? Checkpoint, Model? Model) Files(string text)
    {
        if (HubAddress.Is(text)) return Hub.Read(text) is { } fetched ? (fetched, fetched.Model) : (null, Hub.ReadModel(text).Model);
        if (!IsPath(text)) throw new InputException($"there is no file or folder \"{text}\"", Place, "give a checkpoint's folder, a .safetensors or .gguf file, or hf:owner/name");
        return CheckpointFolder.Read(text) is { } read ? (read, read.Model) : (null, ConfigReader.ReadPath(text));
    }

    private HubFiles Hub => field ??= new(around);

    // What contradicts a config is part of the model's notes; a user who asks about prices would not read them.
    private Model Warned((Model Model, Checkpoint? Checkpoint) read, string text)
    {
        if (read.Checkpoint?.Disagreements is { Count: > 0 } lines)
            Warn($"{text}: {(lines.Count == 1 ? "1 disagreement" : $"{lines.Count} disagreements")} of config and files, such as: {lines[0]}; breakeven files {text} lists them");
        return read.Model;
    }

    /// <summary>The id of the model that a text means, without reading it; also of one that is only sold by the token.</summary>
    public string ModelId(string text) => Names.Resolve(text, Catalog.ModelIds) ?? SoldModel(text) ?? throw NoModel(text);

    /// <summary>The id of the model that a text means and of which only the price of its tokens is known, or null.</summary>
    public string? SoldModel(string text) => Names.Resolve(text, Catalog.ModelIds) is null ? Names.Resolve(text, Catalog.SoldModels) : null;

    /// <summary>The model of a config.json, where a text is a path; else null.</summary>
    public static Model? ModelAtPath(string text) => IsPath(text) ? ConfigReader.ReadPath(text) : null;

    /// <summary>The provider that a text means, or an error that names the nearest three.</summary>
    public string Provider(string text) => Names.Resolve(text, Catalog.Providers) ?? throw new InputException(
        $"there is no provider \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.Providers, "breakeven prices list shows all"));

    /// <summary>A date as YYYY-MM-DD.</summary>
    public DateOnly? Date(Option<string?> option) => Value(option) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) ? date
        : throw new InputException($"\"{text}\" is not a date", option.Name, "write year, month and day, such as 2026-03-31");

    private InputException NoModel(string text) => new(
        $"there is no model \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.ModelIds, "breakeven models list shows all; or give the path of a config.json, a .gguf file, or hf:owner/name"));

    // What is there is a path; what looks like one is taken as one, so that the error speaks of files.
    private static bool IsPath(string text)
        => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || CheckpointFolder.IsWeights(text) || text.StartsWith('.') || text.StartsWith('~') || Path.IsPathRooted(text) || Path.Exists(text);
}
