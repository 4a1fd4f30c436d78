using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven support</summary>
internal static class Support
{
    public static Verb Build(KnownNames known)
    {
        var model = new Argument<string>("model") { Description = "A model's id, the path of a config.json, or an architecture (model_type) such as qwen3_moe" };
        var engine = new Option<string?>("--engine") { Description = "Only this engine: vllm, sglang, tensorrt-llm or llama.cpp", HelpName = "name" };
        var precision = new Option<string?>("--precision") { Description = $"Only this precision of the weights: {Mistakes.Listed(PrecisionScheme.Names)}", HelpName = "name" };
        var gpu = new Option<string?>("--gpu") { Description = "Only this accelerator; its layouts are then answered one by one", HelpName = "id" };
        var layout = new Option<string?>("--layout") { Description = "With --gpu, only this layout, such as tp=8 or tp=8,ep=8", HelpName = "ranks" };
        model.CompletionSources.Add(known.Models);
        gpu.CompletionSources.Add(known.Accelerators);
        precision.CompletionSources.Add(_ => PrecisionScheme.Names.Select(name => new CompletionItem(name)));
        return new Verb("support", "Where a model is known to run: engine, version, precision, parallelism, hardware, with sources", call => Run(call, new SupportQuestion(
            SupportQuestion.SubjectOf(call, call.Value(model)),
            call.Value(engine) is { } name ? SupportQuestion.EngineOf(call, name) : null,
            call.Value(precision) is { } text ? PrecisionOf(text) : null,
            call.Value(gpu) is { } id ? call.Accelerator(id) : null,
            call.Value(layout) is not { } ranks ? null
                : call.Value(gpu) is not null ? Layouts.Parse(ranks)
                : throw new InputException("a layout is answered for one accelerator", "--layout", "name it, such as --gpu H100-SXM"))))
        {
            Arguments = { model },
            Options = { engine, precision, gpu, layout },
            Examples =
            [
                "breakeven support openai/gpt-oss-120b",
                "breakeven support minimax_m2 --precision fp8-block",
                "breakeven support deepseek-ai/DeepSeek-V3 --engine vllm --gpu H200-SXM",
            ],
            AnswersNo = "no source says that it runs",
        };
    }

    private static string PrecisionOf(string name) => PrecisionScheme.Names.Contains(name)
        ? name
        : throw new InputException($"there is no precision \"{name}\"", "--precision", Mistakes.DidYouMean(name, PrecisionScheme.Names, $"choose {Mistakes.Listed(PrecisionScheme.Names)}"));

    private static Answer Run(Invocation call, SupportQuestion question)
    {
        var rows = question.Rows(call.Catalog.Support);
        var asked = question.Asked(call.Catalog.Support);
        var subject = question.Subject;
        var sections = new List<Section>();
        if (asked.Count > 0)
            sections.Add(new Section.Table($"{subject.Title}, {question.PrecisionText} on {question.Gpu!.Id}", AskedColumns, [.. asked.Select(AskedRow)]) { Main = true });
        sections.Add(new Section.Table(asked.Count > 0 ? "What sources say" : $"{subject.Title}: what sources say", RowColumns, [.. rows.Select(Row)])
        {
            Main = asked.Count == 0,
            WhenEmpty = "no source of ours speaks of it: whether it runs is not known",
        });
        sections.Add(new Section.Notes("Notes", [.. Notes(rows, question)]));
        var record = new SupportRecord(subject.Id, subject.Architecture, [.. asked.Select(SupportAnswerRecord.Of)], [.. rows.Select(SupportRowRecord.Of)]);
        var yes = asked.Count > 0 ? asked.Any(one => one.Answer == SupportStatus.Yes) : rows.Any(row => row.Runs);
        return new Answer(new Report(sections), record, () => SupportJson.Default.SupportRecord, yes ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static IEnumerable<string> Notes(List<SupportRow> rows, SupportQuestion question)
    {
        if (rows.Any(row => row.Runs && !row.IsWhole)) yield return "\"not stated\": the source leaves it open, so such a \"yes\" is none for a deployment";
        if (question.Gpu is null) yield return "--gpu answers layouts one by one, by these sources and by the rules that dimensions set";
        yield return "what no source says is not known; it may run";
    }

    private static readonly IReadOnlyList<Column> AskedColumns =
        [new("engine", "engine"), new("version", "version"), new("layout", "layout"), new("answer", "answer"), new("because", "because"), new("source", "source", Drop: 1), new("date", "date", Drop: 2)];

    private static IReadOnlyList<Cell> AskedRow(SupportAsked one) =>
    [
        Cell.Of(one.Engine.Id, Tone.Strong), one.Engine.Version, one.Layout.ToString(), AnswerCell(one.Answer), one.Because, one.Source?.Where ?? "", one.Source is { } source ? Cell.Date(source.Date) : Cell.Empty,
    ];

    private static readonly IReadOnlyList<Column> RowColumns =
    [
        new("engine", "engine"), new("version", "version"), new("model", "model"), new("precision", "precision"), new("parallelism", "layout"), new("hardware", "hardware"),
        new("answer", "answer"), new("note", "note", Drop: 1), new("source", "source", Drop: 3), new("date", "date", Drop: 2),
    ];

    private static IReadOnlyList<Cell> Row(SupportRow row) =>
    [
        Cell.Of(row.Engine, Tone.Strong), VersionText(row), Stated(row.Model.Length > 0 ? row.Model : row.Architecture), Stated(row.Precision), Stated(LayoutText(row)), Stated(row.Hardware),
        AnswerCell(row.Runs ? SupportStatus.Yes : SupportStatus.No), row.Source.Note, row.Source.Where, Cell.Date(row.Source.Date),
    ];

    private static Cell AnswerCell(SupportStatus answer) => answer switch
    {
        SupportStatus.Yes => new("yes", "yes", Tone.Strong),
        SupportStatus.No => new("no", "no", Tone.Strong),
        _ => new("not known", "not_known", Tone.Quiet),
    };

    // Of what ran, ranks of 1 say nothing; of a refusal, every rank that is named counts.
    private static string LayoutText(SupportRow row) => row.Layout is not { } layout ? ""
        : row.Runs ? new Layout(layout.Tensor ?? 1, layout.Pipeline ?? 1, layout.Data ?? 1, layout.Expert ?? 1).ToString()
        : layout.ToString();

    private static Cell Stated(string text) => text.Length > 0 ? text : new Cell("not stated", "", Tone.Quiet);

    private static Cell VersionText(SupportRow row) => (row.From, row.To) switch
    {
        ("", "") => new Cell("not stated", "", Tone.Quiet),
        (var from, "") => $"from {from}",
        ("", var to) => $"to {to}",
        var (from, to) when from == to => from,
        var (from, to) => $"{from} to {to}",
    };
}
