using System.Globalization;

namespace Breakeven.Catalog;

/// <summary>How good a user finds models: a CSV file of two columns, "model" and "quality". What the scores are of, and that more is better, is the user's to say.</summary>
public static class QualityFile
{
    private const string Such = "name a CSV with the columns model and quality, such as --quality scores.csv";

    /// <summary>The scores in the order of the file, each with the model as it is written there.</summary>
    /// <exception cref="InputException">The file cannot be read, has other columns, no rows, a model twice, or a score that is no number.</exception>
    public static IReadOnlyList<(string Model, double Quality)> Read(string path)
    {
        var table = CsvTable.ReadForeign(RegularFile.Read(path, Such), path, "model", "quality");
        var (scores, seen) = (new List<(string, double)>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var row in table.Rows)
        {
            var (model, text) = (row.Text("model", "Qwen/Qwen3-32B"), row.Text("quality", "0.71"));
            if (!seen.Add(model)) throw row.Refuse("model", $"{model} stands there twice", "give each model one score");
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quality) || !double.IsFinite(quality))
                throw row.Refuse("quality", $"\"{text}\" is no number", "write one such as 0.71");
            scores.Add((model, quality));
        }
        return scores.Count > 0 ? scores : throw new InputException("it scores no model", path, "write a line for each, such as Qwen/Qwen3-32B,0.71");
    }
}
