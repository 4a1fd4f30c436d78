using System.Text;
using Breakeven.Catalog;
using Breakeven.Prices.Imports;

namespace Breakeven.Tests.Prices.Imports;

/// <summary>An import into lists that exist only as text.</summary>
internal sealed record Imported(string? Hardware, string? Tokens, PriceImportResult Result)
{
    public static readonly DateOnly Day = new(2026, 11, 10);

    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    public static Imported Of(string text, string where, Imported? before = null, Func<PriceImportRequest, PriceImportRequest>? with = null)
    {
        var request = new PriceImportRequest { Contents = Encoding.UTF8.GetBytes(text), Where = where, Date = Day };
        var result = PriceImport.Plan(with?.Invoke(request) ?? request, Catalog, null, List("hardware.csv", before?.Hardware), List("tokens.csv", before?.Tokens));
        return new(result.Hardware?.Text, result.Tokens?.Text, result);
    }

    /// <summary>A price list as it stands before.</summary>
    public static Imported Before(string? hardware = null, string? tokens = null) => new(hardware, tokens, null!);

    /// <summary>The lines of the list of tokens but for its header.</summary>
    public IEnumerable<string> TokenLines => Tokens!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);

    /// <summary>The lines of the list of hardware but for its header, without date and source.</summary>
    public IEnumerable<string> HardwareLines => Hardware!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[..line.IndexOf(",2026-11-10", StringComparison.Ordinal)]);

    public int Skipped(string reason) => Result.Skipped.Count(entry => entry.Reason == reason);

    private static PriceListFile List(string where, string? text) => new(where, text is null ? null : Encoding.UTF8.GetBytes(text));
}
