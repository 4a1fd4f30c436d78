using System.Globalization;

namespace Breakeven.Catalog;

/// <summary>One row of a price list, read by column name.</summary>
internal sealed class CsvRow(CsvTable table, int line, List<string> fields)
{
    /// <summary>Where the row begins in the file's text.</summary>
    public int Start { get; init; }

    /// <summary>Where the next line begins.</summary>
    public int End { get; init; }

    public int Line => line;

    /// <summary>The field, or nothing where the file has no such column.</summary>
    public string Optional(string column) => table.IndexOf(column) is >= 0 and var place ? fields[place] : "";

    public string Text(string column, string example)
    {
        var text = Optional(column);
        return text.Length > 0 ? text : throw Refuse(column, "it is empty", $"write something such as {example}");
    }

    public int Count(string column)
    {
        var text = Text(column, "8");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1024
            ? count
            : throw Refuse(column, $"\"{text}\" is not a count from 1 to 1024", "write a whole number such as 8");
    }

    /// <summary>Dollars as published. The column's name carries the unit, so the field is a bare decimal.</summary>
    public decimal Dollars(string column)
    {
        var text = Text(column, "3.39");
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars))
            return dollars > 0 ? dollars : throw Refuse(column, "the price is 0", "leave out what is not sold; a free tier is no offer");
        throw text.StartsWith('-')
            ? Refuse(column, $"the price {text} is negative", "write dollars such as 3.39")
            : Refuse(column, $"\"{text}\" is not a number of dollars", "write it bare, such as 3.39: the column's name has the unit");
    }

    public decimal? OptionalDollars(string column) => Optional(column).Length == 0 ? null : Dollars(column);

    public T? OptionalAmount<T>(string column) where T : struct, IQuantity<T>
    {
        var text = Optional(column);
        if (text.Length == 0) return null;
        return Amount.Parse<T>(text, out var error) ?? throw Refuse(column, error!.Split("; expected", 2)[0], $"write an amount with its unit, such as {T.Example}, or leave it empty");
    }

    public bool Flag(string column) => Optional(column) switch
    {
        "" or "no" => false,
        "yes" => true,
        var text => throw Refuse(column, $"\"{text}\" is neither yes nor no", "write yes, no or nothing"),
    };

    /// <summary>Where and when the row's fact was read; a file that does not say so may be told by whoever reads it.</summary>
    public Source Source(DateOnly? dateOfFile = null, string sourceOfFile = "")
    {
        var note = Optional("note");
        var where = Optional("source").Length > 0 || sourceOfFile.Length == 0 ? Text("source", "https://...") : sourceOfFile;
        if (dateOfFile is { } given && Optional("date").Length == 0) return new(where, given, note);
        var text = Text("date", "2026-08-21");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw Refuse("date", $"\"{text}\" is not a date", "write it as 2026-08-21");
        return new(where, day, note);
    }

    public InputException Refuse(string column, string what, string remedy) => new(what, $"{table.Where}:{line}, {column}", remedy);
}
