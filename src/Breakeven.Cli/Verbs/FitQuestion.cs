using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven fit is asked, and the search that answers it.</summary>
internal sealed record FitQuestion
{
    /// <summary>Two channels of DDR5-5600: what most desks have that run such models.</summary>
    public static BytesPerSecond UsualBandwidth { get; } = new(89.6e9);

    private const long UsualContext = 8192;

    /// <summary>Null for all of the catalogue.</summary>
    public required IReadOnlyList<Model>? Models { get; init; }

    /// <summary>The file whose weights are there already, and need no other precision; null where there is none.</summary>
    public string? Path { get; init; }

    public required Machine Machine { get; init; }

    public required bool BandwidthSupposed { get; init; }

    public required string? ContextText { get; init; }

    public required int Sequences { get; init; }

    /// <summary>Empty for the best that is fast enough.</summary>
    public required IReadOnlyList<string> Precisions { get; init; }

    public required double LeastSpeed { get; init; }

    public required bool Deal { get; init; }

    public Fitted Answer(ICatalog catalog)
    {
        var one = Models is not null;
        var shapes = (Models ?? All(catalog)).GroupBy(Shape)
            .Select(group => group.OrderBy(Made).ThenBy(model => model.Id.Length).ThenBy(model => model.Id, StringComparer.Ordinal).ToList());
        var rows = shapes.SelectMany(group => one ? Each(group) : [Best(Each(group))]).ToList();
        var runs = rows.Where(row => row.Placement.Fits);
        return new(this, one, [.. one ? runs.OrderBy(row => row.Order) : runs.Order(s_bestFirst)], [.. rows.Where(row => !row.Placement.Fits).OrderBy(row => row.Placement.Short.Value)]);
    }

    // Models with published figures only have nothing to place.
    private static IEnumerable<Model> All(ICatalog catalog) =>
        catalog.ModelIds.Where(id => catalog.FindSummary(id)?.NotSizable is null).Select(id => catalog.FindModel(id)!);

    // Checkpoints of one model in other precisions, and its siblings by other training, are laid out alike.
    private static string Shape(Model model) => string.Join('|',
        model.Hidden, model.Vocabulary, model.TiedEmbeddings, model.ContextLimit.Value >= UsualContext,
        string.Join(';', model.LayerKinds.Select(kind => $"{kind.Count}x{kind.Layer}")));

    // The one that others were made of: experts trained in four bits, else 16 bits, else what there is.
    private static int Made(Model model) => model.Native[TensorClass.RoutedExpert] == WeightFormat.Mxfp4 ? 0 : model.Native.Name == PrecisionScheme.Bf16.Name ? 1 : 2;

    private List<FitRow> Each(List<Model> alike)
    {
        var model = alike[0];
        var context = Cli.ContextText.Of(ContextText is null || Models is not null ? ContextText : Capped(model), model).Context;
        var names = LlamaCppPrecision.NamesFor(model);
        var schemes = Path is not null && Precisions.Count == 0 ? [model.Native] : (Precisions.Count > 0 ? Precisions : names).Select(name => LlamaCppPrecision.Of(name, model)!);
        return [.. schemes.Select(scheme => new FitRow([.. alike.Skip(1).Select(other => other.Id)], Placer.Place(model, scheme, Machine, context, Sequences, Deal), LeastSpeed))];
    }

    // A list asks every model for as much context as it has.
    private string Capped(Model model) => Amount.ParseCount(ContextText!) is { } count && count > model.ContextLimit.Value
        ? model.ContextLimit.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : ContextText!;

    // What is too large in every precision is shown in the one that lacks least.
    private static FitRow Best(List<FitRow> rows) =>
        Choose(rows.Where(row => row.Placement.Fits)) ?? rows.MinBy(row => row.Placement.Short.Value)!;

    /// <summary>The one to take of a model's precisions, best first: the best that is fast enough, else the best that needs no disk, else the fastest.</summary>
    public static FitRow? Choose(IEnumerable<FitRow> rows) =>
        rows.FirstOrDefault(row => row.IsFast) ?? rows.FirstOrDefault(row => row.Usually is not null) ?? rows.MaxBy(row => row.AtMost);

    // Of those that are fast enough the largest; then the others by speed.
    private static readonly Comparer<FitRow> s_bestFirst = Comparer<FitRow>.Create((a, b) =>
        (a.IsFast, b.IsFast) switch
        {
            (true, true) => (b.Placement.Model.TotalParameters, -b.Order).CompareTo((a.Placement.Model.TotalParameters, -a.Order)),
            (false, false) => b.Speed.CompareTo(a.Speed),
            _ => b.IsFast.CompareTo(a.IsFast),
        });
}

/// <summary>One model in one precision, laid over the machine.</summary>
internal sealed record FitRow(IReadOnlyList<string> Alike, Placement Placement, double LeastSpeed)
{
    /// <summary>Tokens a second of one sequence that no such machine exceeds.</summary>
    public double AtMost { get; } = 1 / PlacementSpeed.StepAtLeast(Placement).Value;

    /// <summary>Tokens a second of one sequence that such machines were measured to reach; null where none was.</summary>
    public double? Usually { get; } = PlacementSpeed.StepUsually(Placement, MachineShares.Embedded) is { } step ? 1 / step.Value : null;

    public double Speed => Usually ?? AtMost;

    // A bound is no speed: what was never measured is not called fast.
    public bool IsFast => Usually is { } usual && Math.Round(usual, usual >= 10 ? 0 : 1) >= LeastSpeed;

    public int Order => LlamaCppPrecision.Names.ToList().IndexOf(Placement.Precision.Name);

    public TokensPerSecond? Prefill { get; } = PlacementSpeed.PrefillAtMost(Placement);
}

/// <summary>All that was found.</summary>
internal sealed record Fitted(FitQuestion Question, bool OneModel, IReadOnlyList<FitRow> Runs, IReadOnlyList<FitRow> TooLarge)
{
    public bool Any => Runs.Count > 0;

    /// <summary>The one to take.</summary>
    public FitRow? Choice => OneModel ? FitQuestion.Choose(Runs) : Any ? Runs[0] : null;
}
