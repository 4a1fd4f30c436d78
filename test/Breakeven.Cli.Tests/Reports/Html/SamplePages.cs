using System.Text.Json;
using System.Text.RegularExpressions;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli.Tests.Reports.Html;

/// <summary>Pages as the command line writes them, and the records that they carry.</summary>
internal static partial class SamplePages
{
    public const string Mix = "advise --model Dense-70B --model Latent-671B --traffic '400k requests/day, 1200 in, 300 out, diurnal 4x' --slo 'ttft p95 < 1 s, tpot p95 < 50 ms' --growth 0.8..2";

    public const string Tokens = "advise --model Dense-70B --traffic '400k requests/day, 1200 in, 300 out' --provider 'Together AI'";

    public const string Nothing = "advise --model Dense-70B --traffic '400k requests/day, 1200 in, 300 out' --no-tokens --max-cost '$500/month' --vendor AMD";

    public const string Refit = "advise --model Dense-70B --gpu H100-SXM --traffic '6M requests/day, 1200 in, 300 out, diurnal 6x' --slo 'ttft p95 < 1 s, tpot p95 < 50 ms' --no-tokens --spares 1";

    // What a user's own files might hold: the end of an element, the beginning of a comment, an entity, both quotes, a control character, a mark that turns the direction of text.
    public const string Hostile = "</script><!--<script><img src=x onerror=alert(1)>&amp;\"' \u0007\u202e]]>";

    private static readonly JsonSerializerOptions s_wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static PageMap Map { get; } = new(
        "Cheapest over traffic and context", "requests a day", "tokens of context", ["10k", "100k", "1M", "10M"], ["1k", "8k", "32k"], ["Dense-70B on MI300X", "Latent-671B from DeepInfra", Hostile],
        [[1, 1, 0, 0], [1, 1, 2, 0], [1, null, 2, 2]], "Made up.");

    /// <summary>The page of a call, and the JSON of the same.</summary>
    public static (string Page, JsonDocument Json, CliRun.Outcome Outcome) Of(string call, CliRun? run = null)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("breakeven-").FullName, "report.html");
        var outcome = (run ?? new()).Run([.. ShellWords.Split(call), "--report", file, "--format", "json"]);
        Assert.True(outcome.Exit is 0 or 1, outcome.ToString());
        var page = File.ReadAllText(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return (page, JsonDocument.Parse(outcome.Output), outcome);
    }

    /// <summary>The record of a call, to be changed.</summary>
    public static AdviseRecord Record(string call) => JsonSerializer.Deserialize<AdviseRecord>(Of(call).Json, s_wire)!;

    /// <summary>A page of names that somebody made up to break it.</summary>
    public static string HostilePage()
    {
        var record = Record(Mix);
        var worst = record.Answer! with { Choice = Hostile, Model = Hostile, Precision = Hostile, Lines = [.. record.Answer.Lines.Select(line => line with { Name = Hostile })] };
        return AdvisePage.Of(
            record with
            {
                Verdict = Hostile,
                Command = Hostile,
                Reasons = [Hostile],
                Assumptions = [Hostile],
                Constraints = [Hostile],
                Answer = worst,
                Choices = [worst, .. record.Choices.Skip(1).Select(one => one with { Choice = Hostile })],
                TrafficShifts = [.. record.TrafficShifts.Select(one => one with { Best = Hostile })],
                Detail = record.Detail! with
                {
                    Bill = [.. record.Detail.Bill.Select(line => line with { Name = Hostile })],
                    ScreeningCurves = [.. record.Detail.ScreeningCurves.Select(curve => curve with { Name = Hostile + curve.Way })],
                    MemoryPerGpu = record.Detail.MemoryPerGpu! with { Classes = [new(Hostile, record.Detail.MemoryPerGpu.WeightsBytes)] },
                    Sources = [new(Hostile, "https://example.org/\"><script>alert(1)</script>", Hostile, Hostile), new(Hostile, "javascript:alert(1)", Hostile, Hostile)],
                },
            },
            [Map], new(2026, 11, 10));
    }

    /// <summary>The record that a page carries, as text.</summary>
    public static string Carried(string page, string id = "record") => Regex.Match(page, $"<script type=\"application/json\" id=\"{id}-json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>What a reader sees and a reader of mail checks: the page without its scripts and styles.</summary>
    public static string Shown(string page) => Blocks().Replace(page, "").Replace('\u00a0', ' ');

    [GeneratedRegex("<(script|style)\\b.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
