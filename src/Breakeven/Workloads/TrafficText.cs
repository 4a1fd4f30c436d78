using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Workloads;

/// <summary>
/// Traffic as people write it: "2M requests/day, 1200 in, 300 out, 40% cached, peak 3x", or "10M documents of 900 tokens by 6h". Parts come in any order, split by
/// commas or semicolons; a comma between a digit and exactly three more is a thousands separator.
/// </summary>
public static partial class TrafficText
{
    private const string Example = "\"2M requests/day, 1200 in, 300 out\"";
    private const string DocumentsExample = "\"10M documents of 900 tokens by 6h\"";
    private const string BurstRemedy = "write how many times as much as Poisson's the counts vary, such as \"burst 3x\"";
    private const string Where = "traffic";

    // Beyond these a description is a slip of the keyboard: 86 billion requests a day, prompts of a hundred million tokens.
    private const double RateMax = 1e6;
    private const double LengthMax = 1e8;
    private const double PeakMax = 1000;

    /// <summary>Reads the means of a description, or throws <see cref="InputException"/> with the part that is wrong.</summary>
    public static Traffic Parse(string text) => Describe(text).Mean;

    /// <summary>Reads all of a description, or throws <see cref="InputException"/> with the part that is wrong.</summary>
    public static TrafficDescription Describe(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Wrong("nothing was said", $"write a rate and two lengths, such as {Example}");
        if (text.Length > 500) throw Wrong($"the text has {text.Length} characters", $"write a rate and two lengths, such as {Example}");
        var draft = new Draft();
        foreach (var part in Separator().Split(text))
            Read(part.Trim(), draft);
        return draft.Finish();
    }

    /// <summary>The canonical description; reading it gives the same traffic again, to the last bit.</summary>
    public static string Format(Traffic traffic)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{FormatRate(traffic.Rate)}, {traffic.Input.Value} in, {traffic.Output.Value} out");
        if (traffic.CachedShare > 0) text += $", {Percent(traffic.CachedShare)}% cached";
        if (traffic.PeakToMean > 1) text += string.Create(CultureInfo.InvariantCulture, $", peak {traffic.PeakToMean:R}x");
        return text;
    }

    private static void Read(string part, Draft draft)
    {
        if (part.Length == 0) throw Wrong("a part is empty", $"remove the extra comma, as in {Example}");
        if (RatePart().Match(part) is { Success: true } rate) ReadRate(part, rate, draft);
        else if (DocumentsPart().Match(part) is { Success: true } documents) ReadDocuments(part, documents, draft);
        else if (LengthPart().Match(part) is { Success: true } length) ReadLength(part, length, null, draft);
        else if (SpreadPart().Match(part) is { Success: true } spread && LengthPart().Match(spread.Groups["length"].Value.Trim()) is { Success: true } spreading) ReadLength(part, spreading, spread, draft);
        else if (CachedPart().Match(part) is { Success: true } cached)
            draft.Cached.Set(part, Fraction(part, cached));
        else if (PrefixPart().Match(part) is { Success: true } prefix)
            draft.Cached.Set(part, Fraction(part, prefix), Length(part, Number(prefix, "prefix", "prefixScale")));
        else if (PeakPart().Match(part) is { Success: true } peak) ReadPeak(part, peak, draft);
        else if (BurstPart().Match(part) is { Success: true } burst) ReadBurst(part, burst, draft);
        else throw Wrong($"\"{part}\" is not understood", Remedy(part));
    }

    private static string Remedy(string part) => part.Contains("cached", StringComparison.OrdinalIgnoreCase)
        ? "write the share of input tokens found in a cache, such as \"40% cached\""
        : part.Contains("prefix", StringComparison.OrdinalIgnoreCase)
            ? "write who shares how long a prefix, such as \"40% shared prefix of 800\""
            : part.Contains("peak", StringComparison.OrdinalIgnoreCase) || part.Contains("diurnal", StringComparison.OrdinalIgnoreCase)
                ? "write the busiest hour over the mean, such as \"peak 3x\", or over the quietest, such as \"diurnal 4x\""
                : part.Contains("burst", StringComparison.OrdinalIgnoreCase) ? BurstRemedy
                : part.Contains("document", StringComparison.OrdinalIgnoreCase) ? $"write how many documents of what length are done by when, such as {DocumentsExample}"
                : $"parts are a rate, a length in and a length out, \"40% cached\", \"peak 3x\"; such as {Example}";

    private static void ReadRate(string part, Match match, Draft draft)
    {
        var count = Number(match);
        if (count is not (> 0 and < double.PositiveInfinity))
            throw Wrong($"\"{part}\" is no traffic", $"write a rate above 0, such as {Example}");
        var perSecond = count * Period(match.Groups["period"].Value);
        var inTokens = match.Groups["what"].Value.StartsWith("t", StringComparison.OrdinalIgnoreCase);
        if (perSecond > (inTokens ? RateMax * LengthMax : RateMax))
            throw Wrong($"\"{part}\" is more than any service has seen", $"write a rate up to 1M requests/s, such as {Example}");
        draft.Rate.Set(part, perSecond, inTokens);
    }

    private static void ReadLength(string part, Match match, Match? spread, Draft draft)
    {
        var length = Length(part, Number(match));
        var isOutput = match.Groups["side"].Value.StartsWith("o", StringComparison.OrdinalIgnoreCase);
        (isOutput ? draft.Output : draft.Input).Set(part, length);
        if (spread is null) return;
        var found = Spread(part, length, spread);
        if (isOutput) draft.OutputSpread = found;
        else draft.InputSpread = found;
        draft.BeyondMeans.Add($"\"{part}\": only the mean length is used; breakeven simulate uses how lengths vary");
    }

    private static LengthSpread Spread(string part, TokenCount length, Match match)
    {
        var number = Number(match, "of", "ofScale");
        if (match.Groups["kind"].Value.StartsWith("c", StringComparison.OrdinalIgnoreCase))
            return number is > 0 and <= 100 ? new(number) : throw Wrong($"\"{part}\" has no coefficient of variation between 0 and 100", "write standard deviation over mean, such as \"1200 in cv 1.1\"");
        var ratio = number / length.Value;
        if (ratio > 1 && ratio <= LengthSpread.P95OverMeanMost) return LengthSpread.OfP95(ratio);
        throw Wrong($"\"{part}\" has a p95 that is not between the mean and {LengthSpread.P95OverMeanMost.ToString("0.##", CultureInfo.InvariantCulture)} times the mean, where a log-normal's is",
            "give the coefficient of variation instead, such as \"1200 in cv 1.1\"");
    }

    private static void ReadDocuments(string part, Match match, Draft draft)
    {
        var count = Number(match);
        var deadline = double.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture) / Period(match.Groups["period"].Value);
        if (count is not (>= 1 and <= 1e12) || Math.Abs(count - Math.Round(count)) > 1e-6 * count) throw Wrong($"\"{part}\" has no whole number of documents up to 1e12", $"write a count, such as {DocumentsExample}");
        if (deadline is not (>= 1 and <= 366 * 86400)) throw Wrong($"\"{part}\" has no deadline between a second and a year", $"write a time, such as {DocumentsExample}");
        var batch = new DocumentBatch((long)Math.Round(count), new Seconds(deadline));
        draft.Rate.Set(part, batch.Count / batch.Period.Value);
        draft.Peak.Set(part, batch.Period / batch.Deadline);
        draft.Input.Set(part, Length(part, Number(match, "tokens", "tokensScale")));
        draft.Documents = batch;
        draft.BeyondMeans.Add($"\"{part}\" is taken as such a batch {(batch.Period > batch.Deadline ? "every day" : "after the other")}, served evenly until its deadline");
    }

    // Gaps whose squared coefficient of variation is b make counts of long windows vary b times as much as Poisson's.
    private static void ReadBurst(string part, Match match, Draft draft)
    {
        var times = Number(match);
        if (times is not (>= 1 and <= PeakMax)) throw Wrong($"\"{part}\" is not between 1x and {PeakMax:0}x", BurstRemedy);
        draft.Burst.Set(part, times);
        if (times > 1) draft.BeyondMeans.Add($"\"{part}\" is not used: closed forms know no bursts; breakeven simulate does");
    }

    // A day that swings like a sine between a busiest and a quietest hour d times apart has its busiest hour at 2d / (d + 1)
    // of the mean: with rate = mean (1 + a sin), (1 + a) / (1 - a) = d gives a = (d - 1) / (d + 1).
    private static void ReadPeak(string part, Match match, Draft draft)
    {
        var times = Number(match);
        if (times is not (>= 1 and <= PeakMax))
            throw Wrong($"\"{part}\" is not between 1x and {PeakMax:0}x", "write the busiest hour over the mean, such as \"peak 3x\"");
        var diurnal = match.Groups["kind"].Value.StartsWith("d", StringComparison.OrdinalIgnoreCase);
        if (diurnal) draft.PeakToTrough = times;
        draft.Peak.Set(part, diurnal ? 2 * times / (times + 1) : times);
    }

    // The decimal point moves in the digits: dividing by 100 would round, and what was written would not be read again.
    private static double Fraction(string part, Match match)
    {
        var digits = match.Groups["number"].Value;
        var share = double.TryParse(digits + "e-2", NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && match.Groups["scale"].Length == 0
            ? exact
            : Number(match) / 100;
        return share is >= 0 and <= 1 ? share : throw Wrong($"\"{part}\" is not between 0% and 100%", "write a share, such as \"40% cached\"");
    }

    private static TokenCount Length(string part, double tokens)
    {
        if (tokens is not (> 0 and <= LengthMax))
            throw Wrong($"\"{part}\" is not a length between 1 and 100M tokens", $"write mean lengths in tokens, such as {Example}");
        return Math.Abs(tokens - Math.Round(tokens)) < 1e-6
            ? new TokenCount((long)Math.Round(tokens))
            : throw Wrong($"\"{part}\" is not a whole number of tokens", $"round it, as in {Example}");
    }

    private static double Number(Match match, string number = "number", string scale = "scale")
    {
        var digits = match.Groups[number].Value.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw Wrong($"\"{match.Groups[number].Value}\" is not a number", $"write one such as 2M or 1,200; for example {Example}");
        return value * Scale(match.Groups[scale].Value);
    }

    private static double Scale(string suffix) => suffix.ToUpperInvariant() switch
    {
        "K" or "THOUSAND" => 1e3,
        "M" or "MILLION" => 1e6,
        "B" or "G" or "BN" or "BILLION" => 1e9,
        "TRILLION" => 1e12,
        _ => 1,
    };

    private static double Period(string name) => char.ToUpperInvariant(name[0]) switch
    {
        'S' => 1,
        'M' when name.StartsWith("mo", StringComparison.OrdinalIgnoreCase) => RequestsPerSecond.Units["/month"],
        'M' => 1.0 / 60,
        'H' => 1.0 / 3600,
        'D' => 1.0 / 86400,
        'W' => 1.0 / (7 * 86400),
        _ => 1,
    };

    // The unit that needs the fewest digits, a day where several do; else every digit a second.
    private static string FormatRate(RequestsPerSecond rate)
    {
        var best = string.Create(CultureInfo.InvariantCulture, $"{rate.Value:R} requests/s");
        var digits = int.MaxValue;
        foreach (var (unit, size) in new[] { ("day", 1.0 / 86400), ("s", 1.0), ("h", 1.0 / 3600), ("min", 1.0 / 60) })
            foreach (var (suffix, scale) in new[] { ("B", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0) })
            {
                var count = rate.Value / size / scale;
                if (count < 1 && (suffix.Length > 0 || unit == "s")) continue;
                var text = count.ToString("G10", CultureInfo.InvariantCulture);
                var exact = !text.Contains('E', StringComparison.Ordinal) && (double.Parse(text, CultureInfo.InvariantCulture) * scale * size).Equals(rate.Value);
                if (!exact || text.Length >= digits) continue;
                (best, digits) = ($"{text}{suffix} requests/{unit}", text.Length);
            }
        return best;
    }

    private static string Percent(double share) =>
        (decimal.Parse(share.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture) * 100m).ToString("0.##########################", CultureInfo.InvariantCulture);

    private static InputException Wrong(string what, string remedy) => new(what, Where, remedy);

    private const string NumberPattern = @"(?<number>[-+]?(?:[0-9][0-9,_]*\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|nan|[-+]?inf(?:inity)?)\s*(?<scale>k|thousand|million|m|billion|bn|b|g|trillion)?";

    [GeneratedRegex(@"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|;")]
    private static partial Regex Separator();

    [GeneratedRegex("^" + NumberPattern + @"\s*(?:(?<what>requests?|reqs?|r|calls?|queries|query|q|tokens?|toks?|t)?\s*(?:/|\bper\b|p(?=s$))\s*(?<period>seconds?|secs?|s|minutes?|mins?|min|hours?|hrs?|h|days?|d|weeks?|w|months?|mo))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RatePart();

    [GeneratedRegex("^(?:" + NumberPattern + @"\s*(?:tokens?\s+)?(?<side>input|in|prompt|output|out)(?:\s+tokens?)?|(?<side>input|in|prompt|output|out)(?:\s+tokens?)?\s*[=: ]\s*" + NumberPattern + @"(?:\s*tokens?)?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LengthPart();

    [GeneratedRegex("^(?:" + NumberPattern + @"\s*%\s*cached|cached\s*[=: ]?\s*" + NumberPattern + @"\s*%)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CachedPart();

    [GeneratedRegex("^" + NumberPattern + @"\s*%\s*shar(?:ed?|ing)\s*(?:a\s+)?prefix\s*of\s*(?<prefix>[-+]?[0-9][0-9,_.]*)\s*(?<prefixScale>k|m)?(?:\s*tokens?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PrefixPart();

    [GeneratedRegex(@"^(?<kind>peak|diurnal)\s*[=: ]?\s*" + NumberPattern + @"\s*x$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PeakPart();

    [GeneratedRegex("^burst\\s*[=: ]?\\s*" + NumberPattern + @"\s*x$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BurstPart();

    [GeneratedRegex("^(?<length>.*?)[ (]+(?<kind>p95|cv)\\s*[=: ]?\\s*(?<of>[-+]?(?:[0-9][0-9,_]*\\.?[0-9]*|\\.[0-9]+))\\s*(?<ofScale>k|m)?\\)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpreadPart();

    [GeneratedRegex("^" + NumberPattern + @"\s*doc(?:ument)?s?\s*of\s*(?<tokens>[0-9][0-9,_.]*)\s*(?<tokensScale>k|m)?(?:\s*tokens?)?\s*(?:by|within|in)\s*(?<time>[0-9]+\.?[0-9]*)\s*(?<period>seconds?|secs?|s|minutes?|mins?|min|hours?|hrs?|h|days?|d)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DocumentsPart();
}
