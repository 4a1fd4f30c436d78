namespace Breakeven.Models;

/// <summary>One of the caches of a layer: what a token adds to it, and how far back it is kept.</summary>
/// <param name="ElementsPerToken">Elements a token adds; a fraction where one entry stands for several tokens.</param>
/// <param name="Window">The most tokens it keeps; null when it keeps all of them.</param>
public readonly record struct CachePart(double ElementsPerToken, long? Window = null)
{
    /// <summary>Bytes a token where the engine stores this cache in a type of its own, whatever the cache's format: 132 for an indexer's FP8 key of 128.</summary>
    public double? OwnBytesPerToken { get; init; }

    /// <summary>Bytes a token with an FP8 cache where that is not a byte an element: sparse latent attention keeps 656 (512 + 16 of scales + 128 of rotary bf16).</summary>
    public double? Fp8BytesPerToken { get; init; }

    /// <summary>Bytes that a token adds in this precision.</summary>
    public double BytesPerToken(PrecisionScheme precision) =>
        OwnBytesPerToken ?? (precision.Cache == NumberFormat.Fp8 ? Fp8BytesPerToken : null) ?? ElementsPerToken * precision.CacheBytesPerElement;

    /// <summary>Tokens it holds of a context of this length.</summary>
    public long TokensHeld(long context) => Window is { } window ? Math.Min(context, window) : context;
}

/// <summary>The caches of a layer, of which no architecture has more than three. A value, so that sizing allocates nothing for them.</summary>
public readonly record struct CacheParts(CachePart First, CachePart Second = default, CachePart Third = default)
{
    public int Count => First.ElementsPerToken == 0 ? 0 : Second.ElementsPerToken == 0 ? 1 : Third.ElementsPerToken == 0 ? 2 : 3;

    public CachePart this[int index] => index switch { 0 => First, 1 => Second, _ => Third };

    public double ElementsPerToken => First.ElementsPerToken + Second.ElementsPerToken + Third.ElementsPerToken;

    /// <summary>Bytes that a sequence of this length holds.</summary>
    public double Bytes(PrecisionScheme precision, long context)
    {
        var bytes = 0.0;
        for (var i = 0; i < Count; i++) bytes += this[i].BytesPerToken(precision) * this[i].TokensHeld(context);
        return bytes;
    }

    /// <summary>Bytes that the last token of a context adds: nothing to a window that is full.</summary>
    public double GrowthAt(PrecisionScheme precision, long context)
    {
        var bytes = 0.0;
        for (var i = 0; i < Count; i++)
            if (this[i].Window is not { } window || context <= window) bytes += this[i].BytesPerToken(precision);
        return bytes;
    }
}

/// <summary>One reading of a cache by a new token: how far back, which elements, and the arithmetic on them.</summary>
/// <param name="Most">The most tokens it attends to; null when it attends to the whole context.</param>
/// <param name="Read">The elements read for each token attended to.</param>
/// <param name="DecodeFlop">Arithmetic for each token attended to, as decoding does it.</param>
/// <param name="PrefillFlop">The same in a prefill.</param>
public readonly record struct AttentionPass(double? Most, CachePart Read, double DecodeFlop, double PrefillFlop)
{
    public double Attended(double context) => Most is { } most ? Math.Min(context, most) : context;
}
