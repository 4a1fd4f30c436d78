namespace Breakeven.Models.Weights;

/// <summary>What a stored tensor holds of a weight.</summary>
internal enum StoredPart
{
    /// <summary>Its elements, plain or packed.</summary>
    Weight,

    /// <summary>The scales or zero points that belong to packed elements.</summary>
    Scale,

    /// <summary>Something beside it that no arithmetic of weights counts: scales of activations, permutations, shapes.</summary>
    Beside,
}

/// <summary>Where in the model a stored tensor belongs.</summary>
/// <param name="Layer">Its layer; null outside of the layers.</param>
/// <param name="Class">What it is for; null where no rule knows the name.</param>
/// <param name="Draft">It is of a layer that predicts further tokens, whatever its number.</param>
/// <param name="Part">What it holds.</param>
internal readonly record struct TensorPlace(int? Layer, TensorClass? Class, bool Draft, StoredPart Part);
