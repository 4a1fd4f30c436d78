using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Sizing.Support;

/// <summary>What sources say of where models run: catalog/support.</summary>
public sealed class SupportTable(IReadOnlyList<SupportRow> rows)
{
    internal static ReadOnlySpan<string> Columns => (string[])
        ["engine", "from", "to", "architecture", "model", "precision", "hardware", "layout", "answer", "date", "source", "note"];

    /// <summary>No source was read, so nothing is known.</summary>
    public static SupportTable Empty { get; } = new([]);

    public IReadOnlyList<SupportRow> Rows { get; } = rows;

    /// <summary>The rows that speak of one model in one precision on one device under one engine.</summary>
    public SupportScope For(Engine engine, Model model, PrecisionScheme precision, Accelerator accelerator)
    {
        if (Rows.Count == 0) return SupportScope.Unread;
        var name = SupportRow.NameOf(precision);
        return new(engine, model, [.. Rows.Where(row =>
            row.Engine.Equals(engine.Id, StringComparison.OrdinalIgnoreCase) && row.Concerns(model.Id, model.Architecture)
            && row.ConcernsPrecision(name) && row.Concerns(accelerator) && row.ConcernsVersion(engine.Version))]);
    }

    /// <summary>A table from the text of a file of catalog/support.</summary>
    /// <param name="csv">UTF-8, with the columns engine, from, to, architecture, model, precision, hardware, layout, answer, date, source, note.</param>
    /// <param name="where">The file's name, for error messages.</param>
    public static SupportTable Read(byte[] csv, string where) => new([.. RowsOf(csv, where)]);

    internal static IEnumerable<SupportRow> RowsOf(byte[] csv, string where)
    {
        foreach (var row in CsvTable.Read(csv, where, Columns).Rows)
        {
            var (from, to, layout) = (row.Optional("from"), row.Optional("to"), row.Optional("layout"));
            foreach (var (column, version) in new[] { ("from", from), ("to", to) })
                if (version.Length > 0 && !EngineVersion.IsVersion(version)) throw row.Refuse(column, $"\"{version}\" is not a version", "write it as 0.19 or 1.3.0rc20, or leave it empty");
            yield return new()
            {
                Engine = row.Text("engine", "vllm"),
                From = from,
                To = to,
                Architecture = row.Optional("architecture"),
                Model = row.Optional("model"),
                Precision = row.Optional("precision"),
                Hardware = row.Optional("hardware"),
                Layout = layout.Length == 0 ? null : Condition(row, layout),
                Runs = row.Text("answer", "yes") switch
                {
                    "yes" => true,
                    "no" => false,
                    var text => throw row.Refuse("answer", $"\"{text}\" is neither yes nor no", "write yes or no; what is not known has no row"),
                },
                Source = row.Source(),
            };
        }
    }

    private static LayoutCondition Condition(CsvRow row, string layout)
    {
        try
        {
            return LayoutCondition.Parse(layout);
        }
        catch (InputException wrong)
        {
            throw row.Refuse("layout", wrong.What, "write for example tp=8 or tp=8,ep=1, or leave it empty");
        }
    }
}
