namespace Breakeven.Sizing;

/// <summary>How a replica's ranks divide a model. GPUs a replica = tp x pp x dp; expert ranks reuse those of tp x dp.</summary>
/// <param name="Tensor">Ranks that split every matrix.</param>
/// <param name="Pipeline">Stages that split the layers.</param>
/// <param name="Data">Ranks that hold a copy of the attention each, and sequences of their own.</param>
/// <param name="Expert">Ranks that experts are dealt over: 1 (each expert split by tensor) or tp x dp.</param>
public readonly record struct Layout(int Tensor, int Pipeline = 1, int Data = 1, int Expert = 1)
{
    /// <summary>Devices of one replica.</summary>
    public int Gpus => Tensor * Pipeline * Data;

    /// <summary>Ranks that a layer's experts are spread over, whole or in parts.</summary>
    public int ExpertRanks => Tensor * Data;

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>(4);
        if (Tensor > 1 || (Pipeline == 1 && Data == 1)) parts.Add($"tp={Tensor}");
        if (Pipeline > 1) parts.Add($"pp={Pipeline}");
        if (Data > 1) parts.Add($"dp={Data}");
        if (Expert > 1) parts.Add($"ep={Expert}");
        return string.Join(',', parts);
    }
}
