namespace Breakeven.Catalog;

/// <summary>Names as people type them: without the organisation, with other separators, misspelt.</summary>
public static class Names
{
    // Below this a suggestion is noise: "foo" is as near to every name as to any.
    private const double Threshold = 0.5;

    /// <summary>The names nearest to a text, best first; none where nothing is near.</summary>
    public static IReadOnlyList<string> Nearest(string text, IEnumerable<string> known, int count = 3)
    {
        var query = Seen(Normal(text));
        if (query.Length == 0) return [];
        var words = query.Split('-');
        return [.. known
            .Select(name => (Name: name, Score: Score(query, words, Seen(Normal(name)))))
            .Where(candidate => candidate.Score >= Threshold)
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Name.Length)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(count)
            .Select(candidate => candidate.Name)];
    }

    /// <summary>The one name that a text means: itself, itself without its organisation, or the only one that goes on from it; else null.</summary>
    public static string? Resolve(string text, IEnumerable<string> known)
    {
        var query = Normal(text);
        if (query.Length == 0) return null;
        string? shortened = null, prefixed = null;
        var (shortenings, prefixes) = (0, 0);
        foreach (var name in known)
        {
            var whole = Normal(name);
            if (whole == query) return name;
            var own = Normal(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            if (own == query)
            {
                shortened = name;
                shortenings++;
            }
            else if (own.StartsWith(query + "-", StringComparison.Ordinal) || whole.StartsWith(query + "-", StringComparison.Ordinal))
            {
                prefixed = name;
                prefixes++;
            }
        }
        if (shortenings > 0) return shortenings == 1 ? shortened : null;
        return prefixes == 1 ? prefixed : null;
    }

    // Lower case, with one hyphen for every run of separators; the point stays, since 3.1 and 31 are two versions.
    private static string Normal(string text)
    {
        var normal = new char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            if (char.IsLetterOrDigit(letter) || letter == '.') normal[length++] = char.ToLowerInvariant(letter);
            else if (length > 0 && normal[length - 1] != '-') normal[length++] = '-';
        }
        if (length > 0 && normal[length - 1] == '-') length--;
        return new string(normal, 0, length);
    }

    // Letters that look like digits are typed for them: H1OO is H100.
    private static string Seen(string normal) => normal.Replace('o', '0').Replace('i', '1').Replace('l', '1');

    private static double Score(string query, string[] words, string name)
    {
        var others = name.Split('-');
        var byWord = words.Sum(word => others.Max(other => Likeness(word, other))) / words.Length;
        var (bare, target) = (query.Replace("-", "", StringComparison.Ordinal), name.Replace("-", "", StringComparison.Ordinal));
        var byPart = 1 - (double)Distance(bare, target, anywhere: true) / bare.Length;
        // The whole distance only breaks ties: of two names that hold the text, the shorter is meant.
        var byWhole = 1 - (double)Distance(bare, target, anywhere: false) / Math.Max(bare.Length, target.Length);
        return Math.Max(byWord, byPart) * 0.9 + byWhole * 0.1;
    }

    private static double Likeness(string word, string other)
    {
        if (word == other) return 1;
        if (other.StartsWith(word, StringComparison.Ordinal)) return 0.9;
        if (other.Contains(word, StringComparison.Ordinal)) return 0.8;
        var alike = 1 - (double)Distance(word, other, anywhere: false) / Math.Max(word.Length, other.Length);
        return alike >= 0.6 ? alike * 0.8 : 0;
    }

    // Edits that turn one text into the other, or, with anywhere, into some part of the other (a free start and end).
    private static int Distance(string from, string to, bool anywhere)
    {
        var row = new int[to.Length + 1];
        for (var column = 1; column < row.Length; column++) row[column] = anywhere ? 0 : column;
        for (var line = 1; line <= from.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column < row.Length; column++)
            {
                var substitution = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(substitution, Math.Min(row[column], row[column - 1]) + 1);
            }
        }
        return anywhere ? row.Min() : row[^1];
    }
}
