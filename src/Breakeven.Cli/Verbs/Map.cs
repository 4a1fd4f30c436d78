using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Maps;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven map</summary>
internal static class Map
{
    public static Verb Build(KnownNames known)
    {
        var (contest, options) = (new ContestOptions(known), new MapOptions());
        var deployment = contest.Deployment;
        return new Verb("map", "Who is the cheapest over traffic and one thing more: how uneven the day is, the context, or the latency asked for; every boundary with its interval", call => Run(call, contest, options))
        {
            Options =
            {
                contest.Model, contest.Gpu, options.Traffic, options.Over, options.From, options.To, options.Rows, options.Span, contest.Slo, options.NoTokens, deployment.Precision, deployment.Layout, deployment.Engine,
                deployment.Setting, contest.Ratio, contest.TermsOf, contest.Provider, contest.Spares, contest.GpusMax,
            },
            Examples =
            [
                "breakeven map --model Qwen/Qwen3-32B --model openai/gpt-oss-120b --gpu H100-SXM --gpu MI300X --traffic \"2M requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\" --over peak",
                "breakeven map --model meta-llama/Llama-3.3-70B-Instruct --gpu H100-SXM --gpu H200-SXM --traffic \"400k requests/day, 1200 in, 300 out, peak 2x\" --slo \"ttft p95 < 2 s\" --over tpot --from 15ms --to 200ms --no-tokens",
                "breakeven map --model Qwen/Qwen3-32B --gpu L40S --gpu H100-SXM --traffic \"100k requests/day, 1200 in, 300 out\" --over context --from 512 --to 16k --rows 6 --format csv",
            ],
            AnswersNo = "nothing is known to serve any row of the map as asked",
        };
    }

    private static Answer Run(Invocation call, ContestOptions contest, MapOptions options)
    {
        var described = TrafficText.Describe(call.Value(options.Traffic)!);
        foreach (var remark in described.BeyondMeans) call.Warn($"--traffic: {remark}");
        var asked = contest.RequestOf(call, described.Mean) with { Range = options.RangeOf(call, described.Mean) };
        if (call.Value(options.NoTokens)) asked = asked with { TokenOffers = [] };
        var axis = options.AxisOf(call, asked);
        using var progress = call.Progress("rows", axis.Values.Count);
        return MapAnswer.Of(BreakEvenMap.Of(asked, axis, progress.Add), call);
    }
}

/// <summary>What spans a map.</summary>
internal sealed class MapOptions
{
    private const double SpanUsual = 100;
    private const int RowsUsual = 12;

    private static readonly (string Name, MapAxisKind Kind, double From, double To)[] s_axes =
    [
        ("peak", MapAxisKind.Peak, 1, 8),
        ("diurnal", MapAxisKind.Diurnal, 1, 16),
        ("context", MapAxisKind.Context, 512, 65_536),
        ("tpot", MapAxisKind.TimePerOutputToken, 15, 200),
        ("ttft", MapAxisKind.TimeToFirstToken, 200, 10_000),
    ];

    public MapOptions() => Over.CompletionSources.Add(_ => Names.Select(name => new CompletionItem(name)));

    public static IEnumerable<string> Names => s_axes.Select(axis => axis.Name);

    public Option<string> Traffic { get; } = new("--traffic") { Description = "Demand in the middle of the map, such as \"2M requests/day, 1200 in, 300 out, 30% cached, peak 3x\"", HelpName = "text", Required = true };

    public Option<string> Over { get; } = new("--over") { Description = $"What changes from row to row: {Mistakes.Listed(Names)}", HelpName = "axis", Required = true };

    public Option<string?> From { get; } = new("--from") { Description = "The first row's value, such as 1x, 512 or 15ms", HelpName = "value" };

    public Option<string?> To { get; } = new("--to") { Description = "The last row's value, such as 8x, 64k or 200ms", HelpName = "value" };

    public Option<int> Rows { get; } = new("--rows") { Description = "How many rows", HelpName = "n", DefaultValueFactory = _ => RowsUsual };

    public Option<double> Span { get; } = new("--span") { Description = "How many times less and more than --traffic the map reaches", HelpName = "times", DefaultValueFactory = _ => SpanUsual };

    public Option<bool> NoTokens { get; } = new("--no-tokens") { Description = "Buy nothing by the token, so that rows no deployment serves are seen" };

    public TrafficRange RangeOf(Invocation call, Traffic middle)
    {
        var span = call.Value(Span);
        if (span is not (>= 2 and <= 1e6)) throw new InputException($"a map cannot reach {span.ToString(CultureInfo.InvariantCulture)} times as far", "--span", "write a factor from 2 to 1,000,000, such as 100");
        return new(middle.Tokens * (1 / span), TokensPerSecond.Min(middle.Tokens * span, new(1e12)));
    }

    public MapAxis AxisOf(Invocation call, CompareRequest request)
    {
        var name = call.Value(Over)!;
        var (_, kind, from, to) = s_axes.FirstOrDefault(axis => axis.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } known ? known
            : throw new InputException($"there is no axis \"{name}\"", "--over", $"choose {Mistakes.Listed(Names)}");
        var rows = call.Value(Rows);
        if (rows is < 1 or > 200) throw new InputException($"{rows} is no number of rows", "--rows", "write a whole number from 1 to 200, such as 12");
        if (kind == MapAxisKind.Context && request.Models.Count > 0) to = Math.Max(from, Math.Min(to, request.Models.Max(one => one.Model.ContextLimit.Value - request.Traffic.Output.Value)));
        var (first, last) = (call.Value(From) is { } low ? Read(low, kind, "--from") : from, call.Value(To) is { } high ? Read(high, kind, "--to") : to);
        if (first > last) throw Downwards(call, kind, first, last);
        var axis = MapAxis.Between(kind, first, last, rows);
        var metric = kind switch { MapAxisKind.TimePerOutputToken => LatencyMetric.TimePerOutputToken, MapAxisKind.TimeToFirstToken => LatencyMetric.TimeToFirstToken, _ => (LatencyMetric?)null };
        return request.Objective.Bounds.FirstOrDefault(bound => bound.Metric == metric) is { } bound ? axis with { Percentile = bound.Percentile } : axis;
    }

    // Where one end was given, the other is the usual one, or what the models' contexts leave.
    private InputException Downwards(Invocation call, MapAxisKind kind, double first, double last)
    {
        var (least, most) = MapAxis.LimitsOf(kind);
        var said = $"the rows would run from {Typed(first)} down to {Typed(last)}{(kind == MapAxisKind.Context ? " tokens" : "")}";
        if (call.Value(From) is not { } low) return new(said, "--to", $"give the first row's value too, such as --from {Typed(Math.Max(least, kind == MapAxisKind.Context ? Math.Floor(last / 10) : last / 10))} --to {call.Value(To)}");
        if (call.Value(To) is { } high) return new(said, "--from", $"give the least value first, such as --from {high} --to {low}");
        return new(said + (kind == MapAxisKind.Context ? ", as far as the models' contexts reach" : ""), "--from",
            kind == MapAxisKind.Context ? $"give a smaller one, such as --from {Typed(Math.Max(least, Math.Floor(last / 10)))}" : $"give the last row's value too, such as --from {low} --to {Typed(Math.Min(most, first * 10))}");

        string Typed(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}{kind switch { MapAxisKind.Context => "", MapAxisKind.Peak or MapAxisKind.Diurnal => "x", _ => "ms" }}");
    }

    private static double Read(string text, MapAxisKind kind, string option)
    {
        var (value, example) = kind switch
        {
            MapAxisKind.Context => (Amount.ParseCount(text) is { } count && count == Math.Floor(count) ? count : null, $"a whole number of tokens, such as {option} 4k"),
            MapAxisKind.Peak or MapAxisKind.Diurnal => (Amount.ParseCount(text.TrimEnd('x', 'X')), $"a factor from 1x to 1000x, such as {option} 4x"),
            _ => (Amount.Parse<Seconds>(text, out _)?.Value * 1e3, $"a time, such as {option} 50ms"),
        };
        var (least, most) = MapAxis.LimitsOf(kind);
        return value >= least && value <= most ? value.Value : throw new InputException($"\"{text}\" is no value of this axis", option, $"write {example}");
    }
}
