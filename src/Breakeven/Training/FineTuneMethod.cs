namespace Breakeven.Training;

/// <summary>What of a model a fine-tuning changes.</summary>
public enum FineTuneMethod
{
    /// <summary>Every weight.</summary>
    Full,

    /// <summary>Low-rank adapters beside frozen weights in 16 bits.</summary>
    Lora,

    /// <summary>Low-rank adapters beside frozen weights in 4 bits (NF4 with quantised scales).</summary>
    Qlora,
}

/// <summary>Which matrices get adapters.</summary>
public enum AdapterTargets
{
    /// <summary>Attention's own.</summary>
    Attention,

    /// <summary>All that every token passes: attention, dense networks, shared experts. Routed experts stay as they are.</summary>
    NoExperts,

    /// <summary>Routed experts too, an adapter for each.</summary>
    All,
}
