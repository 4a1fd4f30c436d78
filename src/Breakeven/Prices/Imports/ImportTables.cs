using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>
/// The tables in catalog/imports that say what other people's names mean here: providers, models, accelerators. A folder of the user's
/// may hold tables of the same names, whose rows come before ours.
/// </summary>
internal sealed class ImportTables
{
    private readonly ILookup<string, CatalogFile> _files;

    public ImportTables(string? folder = null) => _files = CatalogFile.Of("imports", ".csv", folder).ToLookup(file => file.Id);

    /// <summary>What a list's key sells: provider, model, published batch discount, remark.</summary>
    public static string[] ModelColumns { get; } = ["list", "key", "provider", "model", "batch", "note"];

    /// <summary>The rows of a table, the user's first.</summary>
    public IEnumerable<CsvRow> Rows(string name, params string[] columns)
        => _files[name].SelectMany(file => CsvTable.Read(file.Read(), file.Where, columns).Rows);
}
