using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven size is asked, and the search that answers it.</summary>
internal sealed record SizeQuestion
{
    public required Model Model { get; init; }

    public required string PrecisionName { get; init; }

    public required string? CacheName { get; init; }

    public required string? ContextText { get; init; }

    public required long Concurrency { get; init; }

    /// <summary>The option that states it.</summary>
    public string ConcurrencyOption { get; init; } = "--concurrency";

    public required Engine Engine { get; init; }

    public required EngineSettingsText Settings { get; init; }

    public required int? Gpus { get; init; }

    public required Layout? Layout { get; init; }

    public required IReadOnlyList<Accelerator> Accelerators { get; init; }

    /// <summary>Whether the user named the accelerators, and so wants to see each in full.</summary>
    public required bool Named { get; init; }

    public Sized Answer(ICatalog catalog)
    {
        if (Gpus is { } gpus && Layout is { } fixedLayout && fixedLayout.Gpus != gpus)
            throw new InputException($"{fixedLayout} takes {fixedLayout.Gpus} GPUs, and --gpus says {gpus}", "--layout", $"leave --gpus out, or give --gpus {fixedLayout.Gpus}");
        var (context, remark) = Cli.ContextText.Of(ContextText, Model);
        var precision = Precision();
        // Each attention rank (dp) of a mixture runs so many; a dense model has one rank unless the layout is fixed.
        if (Settings.SequencesMax is { } most && (long)most * (Layout?.Data ?? 1) < Concurrency && (Layout is not null || !Model.IsMixture))
            throw new InputException(
                $"max_num_seqs={most} admits {(long)most * (Layout?.Data ?? 1)} sequences at once, and {ConcurrencyOption} asks for {Concurrency}",
                "--engine-setting",
                $"give {ConcurrencyOption} {(long)most * (Layout?.Data ?? 1)}, or a larger max_num_seqs");
        var speculation = Settings.SpeculationOf(Model, catalog);
        var offers = catalog.HardwareOffers.Where(offer => !offer.Indicative).ToLookup(offer => offer.Accelerator, StringComparer.OrdinalIgnoreCase);
        var rows = Accelerators.Select(accelerator => On(new SizingRequest
        {
            Model = Model,
            Precision = precision,
            Accelerator = accelerator,
            Engine = Engine,
            Settings = Settings.Over(DeploymentSearch.DefaultSettings(accelerator), Concurrency, Engine, speculation?.Speculation),
            Context = context,
            Concurrency = Concurrency,
            Boxes = BoxShape.Of(offers[accelerator.Id]),
            Support = catalog.Support,
        })).ToList();
        return new(this, precision, context, [.. Remarks(remark, rows), .. speculation is null ? [] : (string[])[speculation.Remark(Model, Model.Id)]], rows) { Speculation = speculation };
    }

    private SizedOn On(SizingRequest request) => new(request, this switch
    {
        { Layout: { } layout } => SmallestLayout.Exactly(request, layout),
        { Gpus: { } gpus } => SmallestLayout.OfSize(request, gpus),
        _ => SmallestLayout.Find(request),
    });

    private PrecisionScheme Precision()
    {
        var scheme = PrecisionName == "native" || PrecisionName == Model.Native.Name ? Model.Native : PrecisionScheme.Named(PrecisionName) ?? throw new InputException(
            $"there is no precision \"{PrecisionName}\"", "--precision", Mistakes.DidYouMean(PrecisionName, PrecisionScheme.Names, $"choose {Mistakes.Listed(PrecisionScheme.Names)}"));
        return CacheName switch
        {
            null => scheme,
            "bf16" => scheme with { Cache = NumberFormat.Bf16 },
            "fp8" => scheme with { Cache = NumberFormat.Fp8 },
            _ => throw new InputException($"there is no cache format \"{CacheName}\"", "--kv-cache-dtype", "choose bf16 or fp8"),
        };
    }

    private IEnumerable<string> Remarks(string? context, List<SizedOn> rows)
    {
        if (context is not null) yield return context;
        if (Settings.SequencesMax is null && rows.Any(row => row.Request.Settings.SequencesMax > new EngineSettings().SequencesMax))
            yield return $"max_num_seqs is set to {rows[0].Request.Settings.SequencesMax}, so that {Concurrency:N0} sequences may run at once";
        if (rows.Any(row => row.Result.Best is { } best && best.ConcurrencyMax > (long)row.Request.Settings.SequencesMax * best.Layout.Data))
            yield return $"the cache holds more sequences than the engine is set to run at once: max_num_seqs ({rows[0].Request.Settings.SequencesMax}) on each attention rank";
        if (rows.Any(row => row.Result.Best is { Plan.Deployment.Layout.Pipeline: > 1 }))
            yield return "a pipeline (pp) is taken only where no other layout of so few GPUs fits";
        if (SupportRemark.Of([.. rows.Select(row => row.Result.Best?.Plan.Deployment).OfType<Deployment>()]) is { } support) yield return support;
    }
}

/// <summary>What was found on one accelerator.</summary>
internal sealed record SizedOn(SizingRequest Request, SizingResult Result)
{
    public Accelerator Accelerator => Request.Accelerator;

    /// <summary>Devices of the boxes in which it is sold, smallest first.</summary>
    public IReadOnlyList<int> Boxes => [.. Request.Boxes.Select(box => box.Gpus).Distinct()];
}

/// <summary>All that was found.</summary>
internal sealed record Sized(SizeQuestion Question, PrecisionScheme Precision, TokenCount Context, IReadOnlyList<string> Remarks, IReadOnlyList<SizedOn> Rows)
{
    public Model Model => Question.Model;

    /// <summary>What is drafted, or null.</summary>
    public SpeculationChoice? Speculation { get; init; }

    /// <summary>Whether anything fits anywhere.</summary>
    public bool Any => Rows.Any(row => row.Result.Best is not null);

    /// <summary>The layouts to show: the best on each accelerator, or all where the user fixed their size.</summary>
    public IEnumerable<(SizedOn On, FittingLayout? Layout)> Shown => Rows.SelectMany(row =>
        row.Result.Best is null ? [(row, null)]
        : Question.Gpus is not null && Question.Named ? row.Result.Fitting.Select(one => (row, (FittingLayout?)one))
        : [(row, row.Result.Best)]);
}
