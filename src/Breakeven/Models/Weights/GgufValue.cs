namespace Breakeven.Models.Weights;

/// <summary>A value of a GGUF file's metadata.</summary>
public abstract record GgufValue
{
    private GgufValue()
    {
    }

    /// <summary>A whole number of any width; those beyond 63 bits are told by their text alone.</summary>
    public sealed record Whole(long Value) : GgufValue;

    public sealed record Real(double Value) : GgufValue;

    public sealed record Flag(bool Value) : GgufValue;

    /// <summary>A text; null where it is too long to be kept.</summary>
    public sealed record Text(string? Value, long Bytes) : GgufValue;

    /// <summary>A list: how many entries, and the whole numbers where they are few enough to say something of each layer.</summary>
    public sealed record List(long Count, IReadOnlyList<long>? Numbers) : GgufValue;
}
