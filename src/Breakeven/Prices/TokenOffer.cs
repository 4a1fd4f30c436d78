using Breakeven.Catalog;

namespace Breakeven.Prices;

/// <summary>A model sold by the token.</summary>
public sealed record TokenOffer
{
    public required string Provider { get; init; }

    /// <summary>The model's id in the catalogue.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's name for it.</summary>
    public required string Name { get; init; }

    public required UsdPerMillionTokens Input { get; init; }

    public required UsdPerMillionTokens Output { get; init; }

    /// <summary>Input read from the provider's prefix cache; null where none is sold, and then cached input costs as input.</summary>
    public UsdPerMillionTokens? CachedInput { get; init; }

    /// <summary>Input with a deadline of hours; null where none is sold.</summary>
    public UsdPerMillionTokens? BatchInput { get; init; }

    public UsdPerMillionTokens? BatchOutput { get; init; }

    public required Source Source { get; init; }
}
