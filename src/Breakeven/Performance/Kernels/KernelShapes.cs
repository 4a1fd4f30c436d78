namespace Breakeven.Performance.Kernels;

/// <summary>[Rows x Inner] times [Inner x Columns].</summary>
internal readonly record struct GemmShape(double Rows, double Columns, double Inner, double WeightBytes, double ActivationBytes)
{
    public double Bytes => Columns * Inner * WeightBytes + Rows * Inner * ActivationBytes + 2 * Rows * Columns;
}

/// <summary>Experts as one rank holds them: rows routed to it in all, how many of its experts get any, and the slots (tokens times experts a token) it sees.</summary>
internal readonly record struct ExpertsShape(double Rows, double Touched, double Slots, double Hidden, double Inner, double Matrices, double WeightBytes)
{
    public double ExpertBytes => Matrices * Hidden * Inner * WeightBytes;

    /// <summary>Each slot once in and once out of both products, 16 bits each.</summary>
    public double ActivationBytes => 2 * Slots * (2 * Hidden + Matrices * Inner);
}

/// <summary>A batch of prompts, equally long.</summary>
internal readonly record struct PrefillShape(double Prompts, double New, double Prefix, double Heads, double KeyHeads, double KeyWidth, double ValueWidth, double Window, double CacheBytes);

/// <summary>A batch of sequences, one new token each.</summary>
internal readonly record struct DecodeShape(double Sequences, double Context, double Heads, double KeyHeads, double Width, double Window, double CacheBytes);

/// <summary>The same for latent attention: one shared key of Latent + Rotary, of which Latent is also the value.</summary>
internal readonly record struct LatentShape(double Sequences, double Context, double Heads, double Latent, double Rotary, double CacheBytes);

/// <summary>A collective: bytes that each rank contributes to and receives from.</summary>
internal readonly record struct CollectiveShape(double Ranks, double Bytes);
