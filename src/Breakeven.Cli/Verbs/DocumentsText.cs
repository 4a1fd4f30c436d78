using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>Work with a deadline as people write it: "1M documents of 900 tokens by 6h, 20 out", or by the clock, "1M documents of 900 tokens by 6:00, from 22:00". It comes every day, or again when it is due.</summary>
internal static partial class DocumentsText
{
    private const string Example = "\"1M documents of 900 tokens by 6:00, 20 out, from 22:00\"";
    private const int HoursOfDay = 24;

    /// <summary>The work of a period, a piece for each time that it comes and is due within the period.</summary>
    public static IReadOnlyList<DeadlineWork> Parse(string text, string option, int hours)
    {
        var (from, parts, written) = (0, new List<string>(), new Dictionary<string, string>());
        foreach (var part in Separator().Split(text).Select(part => part.Trim()))
            if (FromPart().Match(part) is { Success: true } begins) from = Clock(begins, part);
            else parts.Add(part);
        var described = TrafficDescriptionOf(string.Join(", ", parts.Select(part => ByClock().Replace(part, match => Until(match, part)))));
        if (described.Documents is not { } batch) throw Wrong($"\"{text}\" names no documents");
        var (due, period) = ((int)Math.Floor(batch.Deadline.Value / 3600 + 1e-9), (int)Math.Ceiling(batch.Period.Value / 3600 - 1e-9));
        if (due < 1) throw Wrong($"{batch.Deadline} is less than the hour that boxes are rented by");
        var each = new RequestKind(described.Mean.Input, new((long)(described.Mean.Input.Value * described.Mean.CachedShare)), described.Mean.Output);
        List<DeadlineWork> works = [];
        for (var begins = from; begins + due <= hours; begins += period) works.Add(new() { Name = text, Documents = batch.Count, Each = each, From = begins, Due = begins + due });
        return works.Count > 0 ? works : throw Wrong($"{due} h from hour {from} end after the {hours} h of the month");

        TrafficDescription TrafficDescriptionOf(string rest)
        {
            try
            {
                return TrafficText.Describe(rest);
            }
            catch (InputException wrong)
            {
                throw Wrong(written.Aggregate(wrong.What, (what, one) => what.Replace(one.Key, one.Value, StringComparison.Ordinal)));
            }
        }

        string Until(Match match, string part)
        {
            var until = Clock(match, part) - from;
            var hours = $"by {(until > 0 ? until : until + HoursOfDay).ToString(CultureInfo.InvariantCulture)}h";
            written[hours] = match.Value;
            return hours;
        }

        int Clock(Match match, string part) => int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture) is <= HoursOfDay and var hour && match.Groups["minute"].Value is "" or "00"
            ? hour % HoursOfDay
            : throw Wrong($"\"{part}\" is no full hour of the day");

        InputException Wrong(string what) => new(what, option, $"write how many of what length are done by when, such as {option} {Example}");
    }

    [GeneratedRegex("(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|;")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^from\s+(?<hour>[0-9]{1,2})(?:h|:(?<minute>[0-9]{2}))$", RegexOptions.IgnoreCase)]
    private static partial Regex FromPart();

    [GeneratedRegex(@"\bby\s+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})$", RegexOptions.IgnoreCase)]
    private static partial Regex ByClock();
}
