using Breakeven.Hardware;
using Breakeven.Measurements;
using Breakeven.Models;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Catalog;

/// <summary>The catalogue that comes with the program, overlaid by a folder of the user's own.</summary>
public sealed class EmbeddedCatalog : ICatalog
{
    // Runs of llama.cpp on one machine have columns of their own; calibration/machines.json is fitted to them.
    private const string OneMachine = "llama-cpp";

    private readonly Shelf<Model> _models;
    private readonly Shelf<Accelerator> _accelerators;
    private readonly Lazy<IReadOnlyList<HardwareOffer>> _hardware;
    private readonly Lazy<IReadOnlyList<TokenOffer>> _tokens;
    private readonly Lazy<IReadOnlyList<TokenOffer>> _opinions;
    private readonly Lazy<SupportTable> _support;
    private readonly Lazy<AcceptanceTable> _acceptance;
    private readonly Lazy<IReadOnlyList<Measurement>> _measurements;

    private EmbeddedCatalog(string? folder)
    {
        _models = new(CatalogFile.Of("models", ".json", folder), ReadModel);
        _accelerators = new(CatalogFile.Of("accelerators", ".json", folder), ReadAccelerator);
        _hardware = new(() => Overlay(Prices("hardware", folder).Select(file => PriceFile.ReadHardware(file, _accelerators.Ids)), PriceFile.KeyOf));
        _tokens = new(() => Overlay(Prices("tokens", folder).Select(file => PriceFile.ReadTokens(file, _models.Ids)), PriceFile.IdentityOf));
        _opinions = new(() => [.. Prices("second-opinions", folder).SelectMany(file => PriceFile.ReadTokens(file, _models.Ids))]);
        // Rows of several files add up; a user's stand first, and the first "no" or "yes" that fits is the answer.
        _support = new(() => new([.. CatalogFile.Of("support", ".csv", folder).SelectMany(file => SupportTable.RowsOf(file.Read(), file.Where))]));
        // A user's stand first, so that of rows that fit equally well theirs is found.
        _acceptance = new(() => new([.. CatalogFile.Of("speculation", ".csv", folder).SelectMany(file => AcceptanceTable.RowsOf(file.Read(), file.Where))]));
        _measurements = new(() => [.. CatalogFile.Of("measurements", ".csv", folder).Where(file => file.Id != OneMachine).SelectMany(file => MeasurementFile.Read(file.Read(), file.Where))]);
    }

    /// <summary>Opens the catalogue. Nothing is parsed yet: a start pays for what it asks for.</summary>
    /// <param name="folder">A folder of the same layout whose entries win over ours by id (--catalog or BREAKEVEN_CATALOG), or null.</param>
    public static ICatalog Open(string? folder = null)
    {
        if (folder is not null) CatalogFile.Check(folder);
        return new EmbeddedCatalog(folder);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelIds => _models.Ids;

    /// <inheritdoc/>
    public IReadOnlyList<string> AcceleratorIds => _accelerators.Ids;

    /// <inheritdoc/>
    public IReadOnlyList<HardwareOffer> HardwareOffers => _hardware.Value;

    /// <inheritdoc/>
    public IReadOnlyList<TokenOffer> TokenOffers => _tokens.Value;

    /// <inheritdoc/>
    public IReadOnlyList<TokenOffer> SecondOpinions => _opinions.Value;

    /// <inheritdoc/>
    public SupportTable Support => _support.Value;

    /// <inheritdoc/>
    public AcceptanceTable Acceptance => _acceptance.Value;

    /// <inheritdoc/>
    public IReadOnlyList<Measurement> Measurements => _measurements.Value;

    /// <summary>The model of this id, or the only one that the text can mean ("Llama-3.3-70B-Instruct"); else null.</summary>
    public Model? FindModel(string id) => _models.Find(id);

    /// <summary>The accelerator of this id, or the only one that the text can mean ("B200"); else null.</summary>
    public Accelerator? FindAccelerator(string id) => _accelerators.Find(id);

    /// <summary>What a list says of a model, read without its layers; also of one of which only published figures are known.</summary>
    public ModelSummary? FindSummary(string id)
        => _models.FileOf(id) is { } file ? Named(ModelFile.ReadSummary(file.Read(), file.Where), summary => summary.Id, file) : null;

    private static Model ReadModel(CatalogFile file) => Named(ModelFile.Read(file.Read(), file.Where), model => model.Id, file);

    private static Accelerator ReadAccelerator(CatalogFile file) => Named(AcceleratorFile.Read(file.Read(), file.Where), accelerator => accelerator.Id, file);

    // Lists show the ids of file names without opening the files, so the two must be the same.
    private static T Named<T>(T entry, Func<T, string> idOf, CatalogFile file)
        => idOf(entry) == file.Id
            ? entry
            : throw new InputException($"the id \"{idOf(entry)}\" is not the file's name", $"{file.Where}, id", $"write \"{file.Id}\", or rename the file to {ModelFile.NameOf(idOf(entry))}");

    private static IEnumerable<CatalogFile> Prices(string name, string? folder) => CatalogFile.Of("prices", ".csv", folder).Where(file => file.Id == name);

    // The user's list comes first, and hides our rows of the same offers; rows of one list never hide each other.
    private static List<T> Overlay<T>(IEnumerable<List<T>> lists, Func<T, string> keyOf)
    {
        List<T>? result = null;
        foreach (var list in lists)
        {
            if (result is null)
            {
                result = list;
                continue;
            }
            var taken = result.Select(keyOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
            result.AddRange(list.Where(offer => !taken.Contains(keyOf(offer))));
        }
        return result ?? [];
    }
}
