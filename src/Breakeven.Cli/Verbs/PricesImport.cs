using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Prices.Imports;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven prices import</summary>
internal static class PricesImport
{
    private static readonly IReadOnlyList<string> Formats = ["litellm", "genai-prices", "skypilot", "csv"];

    public static Verb Build(KnownNames known)
    {
        var file = new Argument<string>("file") { Description = "A price list: LiteLLM's JSON, genai-prices' data.json, a cloud's vms.csv of SkyPilot's catalogue, or a CSV in our columns" };
        var format = new Option<string?>("--format-of") { Description = $"The format of the file: {Mistakes.Listed(Formats)}; guessed unless given", HelpName = "format" };
        var into = new Option<string?>("--into") { Description = "The catalogue folder to write to; else --catalog, BREAKEVEN_CATALOG, or your own in the configuration folder (~/.config/breakeven/catalog)", HelpName = "folder" };
        var date = new Option<string?>("--date") { Description = "The day the list was downloaded, as YYYY-MM-DD; needed where the file does not date its prices", HelpName = "date" };
        var source = new Option<string?>("--source") { Description = "Where the list came from; the usual place of its format unless given", HelpName = "text" };
        var provider = new Option<string[]>("--provider") { Description = "Only what this provider sells; give it once each. Of a SkyPilot file that its name does not tell: whose it is", HelpName = "name" };
        var models = new Option<bool>("--known-models") { Description = "Only models of which the catalogue knows the layers" };
        var prune = new Option<bool>("--prune") { Description = "Remove offers of the same source that the list does not have any more" };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would change, and write nothing" };
        format.CompletionSources.Add(_ => Formats.Select(name => new CompletionItem(name)));
        provider.CompletionSources.Add(known.Providers);
        return new Verb("import", "Take prices over from a list that others keep into your own catalogue, and show what changed", call => Run(call, new(call.Value(into) ?? call.UserFolder), call.Value(dry), new()
        {
            Contents = PriceFolder.Bytes(call.Value(file)),
            Today = call.Today,
            Where = call.Value(file),
            Format = FormatOf(call.Value(format)),
            Date = call.Date(date),
            Source = call.Value(source)?.Trim() ?? "",
            Providers = call.Value(provider) ?? [],
            KnownModelsOnly = call.Value(models),
            Prune = call.Value(prune),
        }))
        {
            Arguments = { file },
            Options = { format, into, date, source, provider, models, prune, dry },
            Examples =
            [
                "breakeven prices import samples/prices/litellm.json --date 2026-11-10 --dry-run",
                "breakeven prices import samples/prices/genai-prices.json --date 2026-11-10 --provider Anthropic --dry-run",
                "breakeven prices import samples/prices/lambda.csv --date 2026-11-10 --dry-run --format json",
                "breakeven prices import samples/prices/contract.csv --dry-run",
            ],
        };
    }

    private static PriceFileFormat? FormatOf(string? text)
    {
        if (text is null) return null;
        var index = Formats.ToList().IndexOf(text.ToLowerInvariant());
        return index >= 0 ? (PriceFileFormat)index : throw new InputException($"there is no format \"{text}\"", "--format-of", $"choose {Mistakes.Listed(Formats)}");
    }

    private static Answer Run(Invocation call, PriceFolder folder, bool dry, PriceImportRequest request)
    {
        var catalog = call.Open(GlobalOptions.IsCatalog(folder.Path) ? folder.Path : null);
        var result = PriceImport.Plan(request, catalog, Directory.Exists(folder.Path) ? folder.Path : null, folder.Read(PriceFolder.Hardware), folder.Read(PriceFolder.Tokens));
        if (!dry && result.Hardware is { Modified: true } hardware) folder.Replace(PriceFolder.Hardware, hardware.Text);
        if (!dry && result.Tokens is { Modified: true } tokens) folder.Replace(PriceFolder.Tokens, tokens.Text);
        return new(PricesImportReport.Of(result, folder.Path, dry, all: call.Format == Format.Csv), PricesImportRecord.Of(result, request.Where, folder.Path, dry), () => PricesImportJson.Default.PricesImportRecord);
    }
}
