using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Breakeven.Models.Configs.Quantization;

/// <summary>
/// Modules as a quantisation config lists them: by name ("lm_head", "model.layers.0.mlp"), by wildcard ("model.layers.61*"), or by
/// regular expression ("re:.*self_attn.*"). A name also stands for what lies under it.
/// </summary>
internal sealed class ModuleSet
{
    // Published lists use a handful; the bounds keep a hostile file from costing seconds.
    private const int RegexCountMax = 64;
    private const int WildcardCountMax = 512;
    private const int PatternLengthMax = 4096;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starts = new(StringComparer.Ordinal);
    private readonly List<string> _fragments = [];
    private readonly List<string> _wildcards = [];
    private readonly List<Regex> _expressions = [];

    private ModuleSet()
    {
    }

    /// <summary>True where single experts are named, so that each has to be looked at.</summary>
    public bool NamesExperts { get; private set; }

    public static ModuleSet Read(ConfigObject config, string member, IReadOnlyList<string> patterns)
    {
        var set = new ModuleSet();
        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Length > PatternLengthMax) throw config.Error($"{member}[{i}]", "the pattern is longer than 4096 characters", "give a module's name");
            set.Add(config, $"{member}[{i}]", patterns[i]);
        }

        if (set._expressions.Count > RegexCountMax || set._wildcards.Count > WildcardCountMax)
            throw config.Error(member, "the list has too many patterns", $"give at most {RegexCountMax} expressions and {WildcardCountMax} wildcards");
        return set;
    }

    public bool Contains(string module)
    {
        for (var end = 1; end <= module.Length; end++)
        {
            var start = module.AsSpan(0, end);
            if (_starts.Count > 0 && _starts.GetAlternateLookup<ReadOnlySpan<char>>().Contains(start)) return true;
            if ((end == module.Length || module[end] == '.') && _names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(start)) return true;
        }

        var dotted = $".{module}.";
        return _fragments.Exists(fragment => dotted.Contains(fragment, StringComparison.Ordinal))
            || _wildcards.Exists(wildcard => FileSystemName.MatchesSimpleExpression(wildcard, module, ignoreCase: false)
                || FileSystemName.MatchesSimpleExpression(wildcard + ".*", module, ignoreCase: false))
            || (_expressions.Count > 0 && Spellings(module).Any(spelling => _expressions.Exists(expression => expression.IsMatch(spelling))));
    }

    private void Add(ConfigObject config, string member, string pattern)
    {
        if (pattern.StartsWith("re:", StringComparison.Ordinal))
        {
            _expressions.Add(Compile(config, member, pattern[3..]));
            return;
        }

        var name = Plain(pattern);
        var star = name.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0 && star == name.Length - 1) _starts.Add(name[..^1]);
        else if (star >= 0) _wildcards.Add(name);
        else if (name.Contains("layers.", StringComparison.Ordinal)) _names.Add(name);
        else if (name.Length > 0 && _fragments.Count < WildcardCountMax) _fragments.Add($".{name}.");
        if (name.Split(".experts.", 2) is [_, { Length: > 0 } rest] && char.IsAsciiDigit(rest[0])) NamesExperts = true;
    }

    // Wrappers put the language model under one of two prefixes; our names carry neither.
    private static string Plain(string name) => name
        .Replace("language_model.model.", "model.", StringComparison.Ordinal)
        .Replace("model.language_model.", "model.", StringComparison.Ordinal)
        .Replace("language_model.lm_head", "lm_head", StringComparison.Ordinal);

    private static IEnumerable<string> Spellings(string module)
    {
        yield return module;
        yield return "language_model." + module;
        if (module.StartsWith("model.", StringComparison.Ordinal)) yield return "model.language_model." + module[6..];
    }

    // Matched from the start, as Python's re.match does. Without backtracking a match is linear in the text.
    private static Regex Compile(ConfigObject config, string member, string expression)
    {
        var anchored = $@"\A(?:{expression})";
        try
        {
            return new(anchored, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_patience);
        }
        catch (NotSupportedException)
        {
            return new(anchored, RegexOptions.CultureInvariant, s_patience);
        }
        catch (ArgumentException)
        {
            throw config.Error(member, "this is not a regular expression", "give one such as \"re:.*self_attn.*\"");
        }
    }
}
