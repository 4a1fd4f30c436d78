namespace Breakeven.Performance;

/// <summary>Seconds to read something, and for each row of activations and of (padded) arithmetic; the two overlap in part.</summary>
internal readonly record struct Roofline(double Read, double ReadPerRow, double ComputePerRow)
{
    public double Time(double rows, double padded) => Kernels.KernelForms.Blend(Read + rows * ReadPerRow, padded * ComputePerRow);

    public static Roofline operator +(Roofline one, Roofline other) => new(one.Read + other.Read, one.ReadPerRow + other.ReadPerRow, one.ComputePerRow + other.ComputePerRow);

    public static Roofline operator *(double factor, Roofline one) => new(factor * one.Read, factor * one.ReadPerRow, factor * one.ComputePerRow);
}

/// <summary>Dense products of one format.</summary>
/// <param name="Launch">Seconds to launch them.</param>
/// <param name="LaunchPerRow">Seconds to quantise a row of activations.</param>
/// <param name="Full">What they take of a full device.</param>
/// <param name="Sparse">What they take more where one tile of rows leaves part of the device idle; with more tiles that part fills.</param>
/// <param name="Tile">Rows of a tile.</param>
internal readonly record struct DenseFamily(double Launch, double LaunchPerRow, Roofline Full, Roofline Sparse, double Tile)
{
    public double Time(double rows)
    {
        var tiles = Tile <= 1 ? rows : Math.Ceiling(rows / Tile);
        var padded = Tile <= 1 ? rows : tiles * Tile;
        tiles = Math.Max(1, tiles);
        return Launch + rows * LaunchPerRow + Full.Time(rows, padded) + Sparse.Time(rows, padded) / tiles;
    }

    /// <summary>The same without reading and computing; for explanation.</summary>
    public DenseFamily LaunchAlone => this with { Full = default, Sparse = default };

    public DenseFamily TransferAlone => this with { Launch = 0, LaunchPerRow = 0, Full = Full with { ComputePerRow = 0 }, Sparse = Sparse with { ComputePerRow = 0 } };

    public DenseFamily ComputeAlone => this with { Launch = 0, LaunchPerRow = 0, Full = new(0, 0, Full.ComputePerRow), Sparse = new(0, 0, Sparse.ComputePerRow) };

    /// <summary>What the weights are stored in; for explanation.</summary>
    public Models.WeightFormat? Format { get; init; }

    public DenseFamily Add(double launch, double launchPerRow, Roofline full, double idle) =>
        this with { Launch = Launch + launch, LaunchPerRow = LaunchPerRow + launchPerRow, Full = Full + full, Sparse = Sparse + idle * full };
}

/// <summary>Equal layers of experts: seconds to launch them, to start and read one expert's shard in all of them, to move a slot's activations, and for each row.</summary>
internal readonly record struct ExpertFamily(
    int Experts, int PerToken, double LogMissDecode, double LogMissPrefill, bool Dealt, int Ranks, double ExpectedMaximum,
    double Launch, double LaunchPerExpert, double ReadTimePerExpert, double TimePerSlot, double TimePerRow, double RowStraggler, double Tile)
{
    /// <summary>What the first token of a step misses beyond its part of <see cref="LogMissDecode"/>: it has no others to choose like.</summary>
    public double LogMissFirst { get; init; }
}

/// <summary>Equal attention layers: seconds a sequence, by attended token and fixed; of a prompt, by query-key pair and token.</summary>
internal readonly record struct AttentionFamily(
    double Window, double Launch, double DecodeTimePerToken, double DecodeTimeFixed, double DecodeWalk,
    double PrefillLaunch, double PrefillTimePerPair, double PrefillTimePerToken, double PrefillTimePerKey, double Tile)
{
    /// <summary>Which attention; for explanation.</summary>
    public Models.AttentionKind? Kind { get; init; }
}

/// <summary>What a family of collectives is for people to read.</summary>
internal readonly record struct CollectiveUse(string Name, double Count, double BytesPerToken, int Ranks, Kernels.KernelFamily Short, Kernels.KernelFamily Long);

/// <summary>Collectives of one kind: the engine's own kernel for short messages, the library's for long ones, whichever is sooner.</summary>
internal readonly record struct CollectiveFamily(double Launch, double TimePerToken, double LongLaunch, double LongTimePerToken, bool OverReplica)
{
    /// <summary>What it is, how many of them a step makes, and what each rank sends for a token in all of them; for explanation.</summary>
    public CollectiveUse Use { get; init; }

    /// <summary>Whether it travels while the other half of the step computes.</summary>
    public bool Overlaps { get; init; }

    public double Time(double tokens) => Math.Min(ShortTime(tokens), LongTime(tokens));

    public bool IsLong(double tokens) => LongTime(tokens) < ShortTime(tokens);

    private double ShortTime(double tokens) => Launch + tokens * TimePerToken;

    private double LongTime(double tokens) => LongLaunch + tokens * LongTimePerToken;
}

/// <summary>All that a step's time is computed from.</summary>
internal sealed record StepCoefficients
{
    public required Basis Basis { get; init; }

    public required Local.DeploymentTraits Traits { get; init; }

    /// <summary>Sequences run whatever the cache holds: of an ablation alone.</summary>
    public bool AdmitsAll { get; init; }

    public required DenseFamily[] Dense { get; init; }

    public required DenseFamily Head { get; init; }

    public required ExpertFamily[] Experts { get; init; }

    public required AttentionFamily[] Attention { get; init; }

    public required CollectiveFamily[] Collectives { get; init; }

    /// <summary>1 / dp: the share of a replica's sequences on one attention rank.</summary>
    public required double PerDataRank { get; init; }

    public required int DataRanks { get; init; }

    public required int Pipeline { get; init; }

    /// <summary>The step's own and its layers'.</summary>
    public required double Overhead { get; init; }

    /// <summary>The step's own part of it, paid once where a step runs as two halves.</summary>
    public required double OverheadOnce { get; init; }

    /// <summary>What the host takes to launch a step with a prompt in it, kernel by kernel: no such step is sooner.</summary>
    public double EagerLaunch { get; init; }

    /// <summary>A step runs as two halves, one of which computes while the other's tokens travel to experts.</summary>
    public bool OverlapsHalves { get; init; }

    public required double OverheadPerSequence { get; init; }

    /// <summary>Small kernels, for each token of an attention rank.</summary>
    public required double OverheadPerToken { get; init; }

    /// <summary>Tokens that a running sequence brings: 1, or with speculation its drafts too.</summary>
    public double TokensVerified { get; init; } = 1;

    /// <summary>Mean tokens that it gets.</summary>
    public double TokensYielded { get; init; } = 1;

    /// <summary>One pass of the drafter, at one token a sequence; null without speculation.</summary>
    public StepModel? Draft { get; init; }
}
