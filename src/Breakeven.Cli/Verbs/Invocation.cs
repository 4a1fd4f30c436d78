using System.CommandLine;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Models.Configs;

namespace Breakeven.Cli.Verbs;

/// <summary>One call of a verb: its arguments, read as the verb wants them, and what it may ask of its surroundings.</summary>
internal sealed class Invocation(ParseResult parse, GlobalOptions globals, Surroundings around)
{
    /// <summary>The catalogue, opened when first asked for.</summary>
    public ICatalog Catalog => field ??= around.OpenCatalog(globals.CatalogFolder(parse, around));

    /// <summary>Whether the user wants to see how figures came about.</summary>
    public bool Explain => parse.GetValue(globals.Explain);

    public Format Format => globals.FormatOf(parse);

    public DateOnly Today => DateOnly.FromDateTime(around.Clock.GetUtcNow().UtcDateTime);

    /// <summary>The verb as error lines name it: "gpus show".</summary>
    public string Place => CommandPath.Place(parse.CommandResult.Command);

    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    public T Value<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>One line for the user that is no part of the answer.</summary>
    public void Warn(string text) => around.Error.WriteLine($"breakeven: {text}");

    /// <summary>The accelerator that a text means, or an error that names the nearest three.</summary>
    public Accelerator Accelerator(string text) => Catalog.FindAccelerator(text) ?? throw new InputException(
        $"there is no accelerator \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.AcceleratorIds, "breakeven gpus list shows all"));

    /// <summary>The model that a text means: an id of the catalogue, the path of a config.json, or an error that names the nearest three ids.</summary>
    public Model Model(string text) => Catalog.FindModel(text) ?? (IsPath(text) ? ConfigReader.ReadPath(text) : throw NoModel(text));

    /// <summary>The model of a config.json, where a text is a path; else null.</summary>
    public static Model? ModelAtPath(string text) => IsPath(text) ? ConfigReader.ReadPath(text) : null;

    /// <summary>The id of the model that a text means, without reading it.</summary>
    public string ModelId(string text) => Names.Resolve(text, Catalog.ModelIds) ?? throw NoModel(text);

    /// <summary>The provider that a text means, or an error that names the nearest three.</summary>
    public string Provider(string text) => Names.Resolve(text, Catalog.Providers) ?? throw new InputException(
        $"there is no provider \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.Providers, "breakeven prices list shows all"));

    /// <summary>A date as YYYY-MM-DD.</summary>
    public DateOnly? Date(Option<string?> option) => Value(option) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) ? date
        : throw new InputException($"\"{text}\" is not a date", option.Name, "write year, month and day, such as 2026-03-31");

    private InputException NoModel(string text) => new(
        $"there is no model \"{text}\"", Place, Mistakes.DidYouMean(text, Catalog.ModelIds, "breakeven models list shows all; or give the path of a config.json"));

    // What is there is a path; what looks like one is taken as one, so that the error speaks of files.
    private static bool IsPath(string text)
        => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || text.StartsWith('.') || text.StartsWith('~') || Path.IsPathRooted(text) || Path.Exists(text);
}
