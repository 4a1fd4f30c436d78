using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>How many tokens a step yielded where somebody measured it: one model, one drafter, one way of prompting.</summary>
public sealed record MeasuredAcceptance
{
    /// <summary>The model's name without its owner; it stands for its quantised copies too, whose names go on after a hyphen.</summary>
    public required string Model { get; init; }

    /// <summary>The drafter: mtp, eagle3, dspark.</summary>
    public required string Method { get; init; }

    /// <summary>Whether the model reasoned before it answered.</summary>
    public required bool Thinking { get; init; }

    /// <summary>Mean tokens a step yielded, with 1, 2, 3 and so on drafted.</summary>
    public required IReadOnlyList<double> Lengths { get; init; }

    public required Source Source { get; init; }

    /// <summary>Whether it speaks of a model.</summary>
    public bool Concerns(Model model)
    {
        var name = model.Id[(model.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return name.StartsWith(Model, StringComparison.OrdinalIgnoreCase) && (name.Length == Model.Length || name[Model.Length] == '-');
    }
}

/// <summary>Acceptance lengths as they were measured: catalog/speculation.</summary>
public sealed class AcceptanceTable(IReadOnlyList<MeasuredAcceptance> rows)
{
    /// <summary>The most drafted tokens that the table has a column for.</summary>
    private const int DraftTokensMost = 8;

    // Drafters that run as it is reckoned here, one token after another, come first.
    private static readonly string[] s_methods = ["mtp", "eagle3", "dspark"];

    internal static string[] Columns { get; } =
        ["model", "method", "thinking", .. Enumerable.Range(1, DraftTokensMost).Select(LengthColumn), "date", "source", "note"];

    /// <summary>Nothing was measured.</summary>
    public static AcceptanceTable Empty { get; } = new([]);

    public IReadOnlyList<MeasuredAcceptance> Rows { get; } = rows;

    /// <summary>What was measured of a model: of its longest name, by the likeliest drafter, with thinking on where that was measured; null where nothing was.</summary>
    public MeasuredAcceptance? Find(Model model) => Rows
        .Where(row => row.Concerns(model))
        .OrderByDescending(row => row.Model.Length)
        .ThenBy(row => Array.IndexOf(s_methods, row.Method))
        .ThenByDescending(row => row.Thinking)
        .FirstOrDefault();

    /// <summary>A table from the text of a file of catalog/speculation.</summary>
    /// <param name="csv">UTF-8, with the columns model, method, thinking, length_1 to length_8, date, source, note.</param>
    /// <param name="where">The file's name, for error messages.</param>
    public static AcceptanceTable Read(byte[] csv, string where) => new([.. RowsOf(csv, where)]);

    internal static IEnumerable<MeasuredAcceptance> RowsOf(byte[] csv, string where)
    {
        foreach (var row in CsvTable.Read(csv, where, Columns).Rows)
        {
            var method = row.Text("method", "mtp");
            if (!s_methods.Contains(method)) throw row.Refuse("method", $"\"{method}\" is no drafter that is known", $"write {string.Join(" or ", s_methods)}");
            yield return new()
            {
                Model = row.Text("model", "DeepSeek-V4-Pro"),
                Method = method,
                Thinking = row.Text("thinking", "on") switch
                {
                    "on" => true,
                    "off" => false,
                    var text => throw row.Refuse("thinking", $"\"{text}\" is neither on nor off", "write on or off"),
                },
                Lengths = [.. Lengths(row)],
                Source = row.Source(),
            };
        }
    }

    // Measured from one token on without a gap: a longer draft's says nothing of a shorter one's.
    private static IEnumerable<double> Lengths(CsvRow row)
    {
        for (var drafted = 1; drafted <= DraftTokensMost; drafted++)
        {
            var (column, text) = (LengthColumn(drafted), row.Optional(LengthColumn(drafted)));
            if (text.Length == 0 && drafted > 1) yield break;
            yield return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) && length >= 1 && length <= drafted + 1
                ? length
                : throw row.Refuse(column, $"\"{text}\" is no number of tokens that {drafted} drafted ones can yield", $"write tokens from 1 to {drafted + 1}, such as 1.79");
        }
    }

    private static string LengthColumn(int drafted) => $"length_{drafted}";
}
