namespace Breakeven.Prices.Imports;

/// <summary>What to import, and what the file does not say of itself.</summary>
public sealed record PriceImportRequest
{
    /// <summary>The file's bytes.</summary>
    public required byte[] Contents { get; init; }

    /// <summary>The file as messages name it; of a SkyPilot file its folder or name also tells the cloud.</summary>
    public required string Where { get; init; }

    /// <summary>Null guesses.</summary>
    public PriceFileFormat? Format { get; init; }

    /// <summary>The day its prices were true; rows that state their own keep it.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Where the file came from; empty means the usual place of its format.</summary>
    public string Source { get; init; } = "";

    /// <summary>Only what these sell; empty means all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Only models of which the catalogue knows the layers.</summary>
    public bool KnownModelsOnly { get; init; }

    /// <summary>Remove what this source listed before and does not list any more.</summary>
    public bool Prune { get; init; }

    /// <summary>Today: no price may be of a later day. Null where nobody says.</summary>
    public DateOnly? Today { get; init; }
}

/// <summary>A price list of the user's: where it stands, and its bytes; null where it does not exist yet.</summary>
public sealed record PriceListFile(string Where, byte[]? Contents);
