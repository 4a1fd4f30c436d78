namespace Breakeven.Models.Configs;

/// <summary>What a reader makes of a config: the model without its name, precision and source.</summary>
internal sealed record Shape(int Hidden, int Vocabulary, bool TiedEmbeddings, long ContextLimit, IReadOnlyList<ModelLayer> Layers)
{
    public IReadOnlyList<ModelLayer> DraftLayers { get; init; } = [];

    /// <summary>As in <see cref="Model"/>.</summary>
    public int OuterNorms { get; init; } = 1;

    public int LearntPositions { get; init; }

    public bool HeadBias { get; init; }

    public int PerLayerVocabulary { get; init; }
}
