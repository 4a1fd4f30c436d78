using System.CommandLine.Completions;
using Breakeven.Catalog;

namespace Breakeven.Cli;

/// <summary>The catalogue's names as shell completion offers them. A catalogue that cannot be read offers none: a TAB is no place for an error.</summary>
internal sealed class KnownNames(Surroundings around)
{
    private ICatalog Catalog => field ??= around.OpenCatalog(GlobalOptions.CatalogFolder(around));

    public IEnumerable<CompletionItem> Models(CompletionContext context) => Offer(context, catalog => catalog.ModelIds);

    public IEnumerable<CompletionItem> Accelerators(CompletionContext context) => Offer(context, catalog => catalog.AcceleratorIds);

    public IEnumerable<CompletionItem> Providers(CompletionContext context) => Offer(context, catalog => catalog.Providers);

    private IEnumerable<CompletionItem> Offer(CompletionContext context, Func<ICatalog, IEnumerable<string>> names)
    {
        try
        {
            return [.. names(Catalog).Where(name => name.Contains(context.WordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionItem(name))];
        }
        catch (InputException)
        {
            return [];
        }
    }
}
