using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven support is asked about: a model, or an architecture alone.</summary>
/// <param name="Id">The model's id; empty for an architecture.</param>
/// <param name="Architecture">Its model_type.</param>
/// <param name="Model">The model, where its layers are known.</param>
internal sealed record SupportSubject(string Id, string Architecture, Model? Model)
{
    public string Title => Id.Length > 0 ? $"{Id} ({Architecture})" : Architecture;
}

/// <summary>The answer for one layout under one engine.</summary>
internal sealed record SupportAsked(Engine Engine, Layout Layout, SupportStatus Answer, string Because, Source? Source);

/// <summary>What breakeven support is asked, and the search that answers it.</summary>
internal sealed record SupportQuestion(SupportSubject Subject, string? Engine, string? Precision, Accelerator? Gpu, Layout? Layout)
{
    private static readonly int[] Ranks = [1, 2, 4, 8];

    private PrecisionScheme? Scheme => Precision is null or "native" ? Subject.Model?.Native : PrecisionScheme.Named(Precision);

    public string PrecisionText => Scheme?.Name ?? "any precision";

    public static SupportSubject SubjectOf(Invocation call, string text)
    {
        var catalog = call.Catalog;
        if (Names.Resolve(text, catalog.ModelIds) is { } id && catalog.FindSummaryOrNull(id) is { } summary)
            return new(summary.Id, summary.Architecture, summary.NotSizable is null ? catalog.FindModel(id) : null);
        if (Invocation.ModelAtPath(text) is { } model) return new(model.Id, model.Architecture, model);
        List<string> architectures = [.. catalog.Support.Rows.Select(row => row.Architecture).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        return architectures.Find(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } architecture
            ? new("", architecture, null)
            : throw new InputException($"there is no model or architecture \"{text}\"", call.Place, Mistakes.DidYouMean(text, catalog.ModelIds.Concat(architectures), "breakeven models list shows all models; or give the path of a config.json"));
    }

    public static string EngineOf(Invocation call, string text)
    {
        List<string> engines = [.. Sizing.Engine.All.Select(engine => engine.Id).Concat(call.Catalog.Support.Rows.Select(row => row.Engine)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return engines.Find(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"there is no engine \"{text}\"", "--engine", Mistakes.DidYouMean(text, engines, $"choose {Mistakes.Listed(engines)}"));
    }

    /// <summary>The rows that bear on the question, refusals first.</summary>
    public List<SupportRow> Rows(SupportTable table) =>
    [
        .. table.Rows
            .Where(row => Subject.Id.Length > 0 ? row.Concerns(Subject.Id, Subject.Architecture) : row.Architecture.Length == 0 || row.Architecture.Equals(Subject.Architecture, StringComparison.OrdinalIgnoreCase))
            // What is said of hardware in general would bury what is said of the model, unless hardware or precision is the question.
            .Where(row => row.Architecture.Length > 0 || row.Model.Length > 0 || ((Gpu is not null || (Precision is not null && row.Precision.Length > 0)) && (Scheme is null || row.Concerns(Scheme))))
            .Where(row => Engine is null || row.Engine.Equals(Engine, StringComparison.OrdinalIgnoreCase))
            .Where(row => Precision is null || Scheme is null || row.Concerns(Scheme))
            .Where(row => Gpu is null || row.Concerns(Gpu))
            .OrderBy(row => row.Engine, StringComparer.Ordinal)
            .ThenBy(row => row.Runs)
            .ThenByDescending(row => row.IsWhole)
            .ThenBy(row => row.Precision, StringComparer.Ordinal)
            .ThenBy(row => row.Hardware, StringComparer.Ordinal)
            .ThenBy(row => row.Layout?.Tensor ?? 0)
            .ThenBy(row => row.Layout?.ToString() ?? "", StringComparer.Ordinal),
    ];

    /// <summary>Each layout of the accelerator under each engine; none where the model's layers or the accelerator are not given.</summary>
    public List<SupportAsked> Asked(SupportTable table)
    {
        if (Gpu is not { } gpu || Subject.Model is not { } model || Scheme is not { } scheme) return [];
        var asked = new List<SupportAsked>();
        foreach (var engine in Sizing.Engine.All.Where(engine => Engine is null || engine.Id.Equals(Engine, StringComparison.OrdinalIgnoreCase)))
        {
            var scope = table.For(engine, model, scheme, gpu);
            asked.AddRange(LayoutsOf(model, gpu).Select(layout => Ask(engine, layout, scope, new() { Model = model, Precision = scheme, Accelerator = gpu, Layout = layout, Engine = engine })));
        }
        return asked;
    }

    private static SupportAsked Ask(Engine engine, Layout layout, SupportScope scope, Deployment deployment)
    {
        var (status, row) = scope.AnswerFor(layout);
        if (row is not null) return new(engine, layout, status, row.Source.Note, row.Source);
        if (!engine.RunsOn(deployment.Accelerator)) return new(engine, layout, SupportStatus.NotKnown, $"{engine.Id} is not known to run on {deployment.Accelerator.Vendor} devices", null);
        return LayoutRules.Check(deployment) is { } refusal
            ? new(engine, layout, SupportStatus.No, refusal.Reason, null)
            : new(engine, layout, SupportStatus.NotKnown, "its dimensions allow it; no source says that it runs", null);
    }

    private IEnumerable<Layout> LayoutsOf(Model model, Accelerator gpu)
    {
        if (Layout is { } asked) return [asked];
        var ranks = Ranks.Where(count => count <= gpu.Link.Devices);
        return ranks.SelectMany(count => model.IsMixture && count > 1 ? new[] { new Layout(count), new Layout(count, Expert: count) } : [new Layout(count)]);
    }
}
