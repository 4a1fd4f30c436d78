using Breakeven.Hardware;
using Breakeven.Measurements;
using Breakeven.Models;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Catalog;

/// <summary>The facts that the estimator reads: models, accelerators, offers, measurements.</summary>
public interface ICatalog
{
    /// <summary>Ids of all models, sorted.</summary>
    IReadOnlyList<string> ModelIds { get; }

    /// <summary>Ids of all accelerators, sorted.</summary>
    IReadOnlyList<string> AcceleratorIds { get; }

    /// <summary>The model of this id (case does not matter), or null.</summary>
    Model? FindModel(string id);

    /// <summary>What a list says of a model; also of one of which only published figures are known, which <see cref="FindModel"/> refuses.</summary>
    ModelSummary? FindSummary(string id)
        => FindModel(id) is { } model ? new(model.Id, model.Architecture, model.Published, model.License, model.Source, null) : null;

    /// <summary>The accelerator of this id (case does not matter), or null.</summary>
    Accelerator? FindAccelerator(string id);

    /// <summary>Boxes of accelerators by the hour.</summary>
    IReadOnlyList<HardwareOffer> HardwareOffers { get; }

    /// <summary>Models by the token.</summary>
    IReadOnlyList<TokenOffer> TokenOffers { get; }

    /// <summary>What another list says of the same offers. Nothing is bought at these prices: they are there to be compared.</summary>
    IReadOnlyList<TokenOffer> SecondOpinions => [];

    /// <summary>What sources say of where models run.</summary>
    SupportTable Support => SupportTable.Empty;

    /// <summary>How many tokens speculative steps were measured to yield.</summary>
    AcceptanceTable Acceptance => AcceptanceTable.Empty;

    /// <summary>What others measured and published, of the kinds that are predicted.</summary>
    IReadOnlyList<Measurement> Measurements => [];
}
