using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Economics.Cascades;

/// <summary>A prompt that both models answered, each answer with its score, 0 to 1.</summary>
/// <param name="Id">As the file names it.</param>
/// <param name="Small">The smaller model's score.</param>
/// <param name="Large">The larger one's.</param>
/// <param name="Confidence">How sure the smaller model is of its answer, on any scale; null where nobody said.</param>
public sealed record GradedPrompt(string Id, double Small, double Large, double? Confidence);

/// <summary>Prompts that both models answered: what escalating the least confident of them gives, and what no router exceeds.</summary>
public sealed class GradedPrompts
{
    private static readonly string[] s_columns = ["id", "small", "large", "confidence"];

    private readonly IReadOnlyList<GradedPrompt> _prompts;

    /// <summary>Prompts of which all or none have a confidence.</summary>
    public GradedPrompts(IReadOnlyList<GradedPrompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0) throw new ArgumentException("A quality needs prompts.", nameof(prompts));
        _prompts = prompts;
    }

    /// <summary>How many.</summary>
    public int Count => _prompts.Count;

    /// <summary>The smaller model's mean score.</summary>
    public double Small => _prompts.Average(prompt => prompt.Small);

    /// <summary>The larger model's mean score.</summary>
    public double Large => _prompts.Average(prompt => prompt.Large);

    /// <summary>Whether they can be escalated by confidence.</summary>
    public bool HasConfidence => _prompts[0].Confidence is not null;

    /// <summary>Escalation by chance.</summary>
    public QualityCurve AtRandom => new([PointOf(0, _prompts.Select(prompt => prompt.Small)), PointOf(1, _prompts.Select(prompt => prompt.Large))]);

    /// <summary>Escalation of the least confident first; of prompts that are equally confident some, by chance. Null where no confidence is known.</summary>
    public QualityCurve? ByConfidence => HasConfidence ? Ordered(prompt => prompt.Confidence!.Value) : null;

    /// <summary>Escalation by one who knows both scores: what gains most first.</summary>
    public QualityCurve Bound => Ordered(prompt => prompt.Small - prompt.Large);

    /// <summary>Reads a file of the columns id, small, large and, where it is known, confidence.</summary>
    /// <exception cref="InputException">It is none: with line and column.</exception>
    public static GradedPrompts Read(byte[] bytes, string where)
    {
        var table = CsvTable.ReadSome(bytes, where, s_columns, s_columns[..3]);
        if (table.Rows.Count == 0) throw new InputException("it has no prompt", where, "give a row for each prompt, such as q1,1,1");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var prompts = new List<GradedPrompt>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var id = row.Text("id", "q1");
            if (!ids.Add(id)) throw new InputException($"the prompt \"{id}\" stands twice", $"{where}:{row.Line}", "give each its own id");
            prompts.Add(new(id, Score(row, "small", where), Score(row, "large", where), Confidence(row, where)));
            if (prompts[^1].Confidence is null != prompts[0].Confidence is null)
                throw new InputException("some prompts have a confidence and others none", $"{where}:{row.Line}", "give it for all, or leave the column out");
        }
        return new(prompts);
    }

    private QualityCurve Ordered(Func<GradedPrompt, double> key)
    {
        var (quality, square) = (_prompts.Sum(prompt => prompt.Small), _prompts.Sum(prompt => prompt.Small * prompt.Small));
        List<QualityPoint> points = [new(0, quality / Count, square / Count)];
        var escalated = 0;
        // Prompts that no threshold tells apart are escalated together.
        foreach (var alike in _prompts.GroupBy(key).OrderBy(group => group.Key))
        {
            foreach (var prompt in alike)
            {
                quality += prompt.Large - prompt.Small;
                square += prompt.Large * prompt.Large - prompt.Small * prompt.Small;
            }
            escalated += alike.Count();
            points.Add(new(escalated == Count ? 1 : (double)escalated / Count, quality / Count, square / Count));
        }
        return new(points);
    }

    private static QualityPoint PointOf(double share, IEnumerable<double> scores)
    {
        var all = scores.ToList();
        return new(share, all.Average(), all.Average(score => score * score));
    }

    private static double Score(CsvRow row, string column, string where) => row.Text(column, "1") switch
    {
        "yes" or "true" => 1,
        "no" or "false" => 0,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1 => score,
        var text => throw new InputException($"the {column} score \"{text}\" is not between 0 and 1", $"{where}:{row.Line}", "write 1 for a right answer, 0 for a wrong one, or anything between"),
    };

    private static double? Confidence(CsvRow row, string where) => row.Optional("confidence") switch
    {
        "" => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        var text => throw new InputException($"the confidence \"{text}\" is not a number", $"{where}:{row.Line}", "write a number on any scale, the greater the surer, such as 0.87"),
    };
}
