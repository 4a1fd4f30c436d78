using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>An option whose words are not what they were.</summary>
internal readonly record struct ChangedOption(string Name, string? Before, string? After);

/// <summary>breakeven whatif</summary>
internal sealed partial class Whatif
{
    private readonly Argument<string> _file = new("file") { Description = "What breakeven advise --format json wrote", HelpName = "file" };
    private readonly Option<string[]> _drop = new("--drop") { Description = "An option of that advice to leave out, without its dashes, such as slo or max-cost; give it once each", HelpName = "option" };
    private readonly Option<double?> _times = new("--traffic-factor") { Description = "Its --traffic so many times over, such as 2", HelpName = "times" };
    private readonly Verb _advise;

    private Whatif(KnownNames known)
    {
        _advise = Advise.Build(known);
        foreach (var option in _advise.Options) option.Required = false;
    }

    public static Verb Build(KnownNames known) => new Whatif(known).Verb();

    private Verb Verb()
    {
        var verb = new Verb("whatif", "Answer an advice again after a change: the same question with other options, what the answer and its bill are then, and by how much", Run)
        {
            Arguments = { _file },
            Options = { _drop, _times },
            Examples =
            [
                "breakeven whatif samples/advice/month.json --slo \"ttft p95 < 1 s, tpot p95 < 20 ms\"",
                "breakeven whatif samples/advice/month.json --traffic-factor 3 --price-factor gpu=0.8",
                "breakeven whatif samples/advice/month.json --drop slo --no-tokens --format json",
            ],
            AnswersNo = "nothing meets the constraints after the change, or all that does is sold by the token and nobody vouches for its latency",
        };
        foreach (var option in _advise.Options) verb.Options.Add(option);
        return verb;
    }

    private Answer Run(Invocation call)
    {
        var path = call.Value(_file);
        var before = StoredAdvice.Read(path);
        var words = ShellLine.Words(before.Command) ?? throw new InputException("its command line has an open quote", path, "let breakeven advise --format json write it again");
        var stored = call.Again([.. words.Skip(1)]);
        var (merged, changes) = Merged(call, stored, path);
        var again = call.Again(merged);
        var answer = again.Verb!.Answer(again);
        return WhatifAnswer.Of(before, StoredAdvice.Of((AdviseRecord)answer.Record), changes, answer.Code);
    }

    // Option by option as advise lists them: the user's words for those given now, none for those dropped, else the stored ones.
    private (List<string> Words, List<ChangedOption> Changes) Merged(Invocation call, Invocation stored, string path)
    {
        var (words, changes) = (new List<string> { "advise" }, new List<ChangedOption>());
        var dropped = Dropped(call, stored);
        foreach (var option in stored.Verb!.Options)
        {
            // A page that the advice was written to is not written over.
            var was = option.Name == "--report" ? null : stored.Words(option);
            var mine = _advise.Options.First(one => one.Name == option.Name);
            var kept = was is not null && call.Words(mine) is null && !dropped.Contains(option.Name) && !Replaced(call, option.Name);
            var now = kept ? [.. was!.Select(word => Found(option.Name, word, path))] : call.Words(mine);
            if (option.Name == "--traffic" && call.Value(_times) is { } times) (now, kept) = ([Scaled(now, times)], false);
            // A file that is found beside the advice is the one that it was asked about.
            if (!kept && (!(was ?? []).SequenceEqual(now ?? []) || was is null != now is null)) changes.Add(new(option.Name, Said(was), Said(now)));
            if (now is null) continue;
            if (now.Count == 0) words.Add(option.Name);
            foreach (var word in now) words.AddRange([option.Name, word]);
        }
        var (catalog, other) = (stored.CatalogNamed, call.CatalogNamed);
        if (other is not null && other != catalog) changes.Add(new("--catalog", catalog, other));
        if ((other ?? (catalog is null ? null : Found("--catalog", catalog, path))) is { } folder) words.AddRange(["--catalog", folder]);
        return (words, changes);
    }

    private HashSet<string> Dropped(Invocation call, Invocation stored)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in call.Value(_drop) ?? [])
        {
            var name = "--" + text.TrimStart('-');
            var given = stored.Verb!.Options.Where(option => stored.Words(option) is not null).Select(option => option.Name).ToList();
            if (!given.Contains(name)) throw new InputException($"that advice was not given {name}", _drop.Name, Mistakes.DidYouMean(name, given, $"it was given {Mistakes.Listed(given)}"));
            if (call.Words(_advise.Options.First(option => option.Name == name)) is not null) throw new InputException($"{name} is both given and dropped", _drop.Name, "leave out one of the two");
            names.Add(name);
        }
        return names;
    }

    // Two ways to say one thing, of which the new one counts.
    private bool Replaced(Invocation call, string option) => option switch
    {
        "--traffic" => call.Words(Of("--trace")) is not null,
        "--trace" => call.Words(Of("--traffic")) is not null,
        _ => false,
    };

    private Option Of(string name) => _advise.Options.First(option => option.Name == name);

    // What was named from where the advice was asked for is looked for beside its file too.
    private static string Found(string option, string word, string path)
    {
        if (option is not ("--trace" or "--catalog" or "--model" or "--quality") || Path.IsPathRooted(word) || Path.Exists(word)) return word;
        var beside = Path.Combine(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", word);
        return Path.Exists(beside) ? beside : word;
    }

    private string Scaled(IReadOnlyList<string>? traffic, double times)
    {
        if (times is not (>= 1e-6 and <= 1e6)) throw new InputException($"{times.ToString(CultureInfo.InvariantCulture)} times a traffic", _times.Name, $"write a factor above 0, such as {_times.Name} 2");
        if (traffic is not [var text]) throw new InputException("that advice is of a trace", _times.Name, "describe the traffic instead, with --traffic");
        // Read first, so that what is no traffic is said to be none.
        TrafficText.Describe(text);
        var scaled = Rate().Replace(text, match => (decimal.Parse(match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture) * (decimal)times).ToString("0.############", CultureInfo.InvariantCulture));
        try
        {
            TrafficText.Describe(scaled);
        }
        catch (InputException wrong)
        {
            throw new InputException(FormattableString.Invariant($"{times} times over, {wrong.What}"), _times.Name, $"write another factor, such as {_times.Name} 2");
        }
        return scaled != text || times == 1 ? scaled : throw new InputException($"\"{text}\" has no rate that can be multiplied", _times.Name, "give the new one with --traffic");
    }

    private static string? Said(IReadOnlyList<string>? words) => words is null ? null : words.Count == 0 ? "yes" : string.Join(", ", words);

    // The number of a rate: of the part with a slash or "per".
    [GeneratedRegex(@"(?<number>\d[\d,_]*(\.\d+)?|\.\d+)(?=\s*[a-z]*\s*[a-z]*\s*(/|\bper\b))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Rate();
}
