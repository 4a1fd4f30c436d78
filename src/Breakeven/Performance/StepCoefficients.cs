namespace Breakeven.Performance;

/// <summary>Matrices of one arithmetic format: seconds to read them once, and seconds of arithmetic a token.</summary>
internal readonly record struct LinearFamily(double ReadTime, double TimePerToken);

/// <summary>Equal layers of experts: seconds to read one expert's shard in all of them, and of arithmetic a row.</summary>
internal readonly record struct ExpertFamily(
    int Experts, int PerToken, double LogMiss, bool Dealt, int Ranks, double ExpectedMaximum, double ReadTimePerExpert, double TimePerRow);

/// <summary>Equal attention layers: seconds a sequence, by attended token and fixed.</summary>
internal readonly record struct AttentionFamily(
    double Window, double ReadTimePerToken, double StateTime, double DecodeTimePerToken, double DecodeTimeFixed, double PrefillTimePerToken, double PrefillTimeFixed);

/// <summary>All that a step's time is computed from.</summary>
internal sealed record StepCoefficients
{
    public required Basis Basis { get; init; }

    public required LinearFamily[] Linear { get; init; }

    public required ExpertFamily[] Experts { get; init; }

    public required AttentionFamily[] Attention { get; init; }

    public required double HeadReadTime { get; init; }

    public required double HeadTimePerToken { get; init; }

    /// <summary>1 / dp: the share of a replica's sequences on one attention rank.</summary>
    public required double PerDataRank { get; init; }

    public required int DataRanks { get; init; }

    public required int Pipeline { get; init; }

    public required double TileRows { get; init; }

    public required double CommunicationFixed { get; init; }

    /// <summary>Seconds a token of one attention rank, for collectives within it.</summary>
    public required double CommunicationPerLocalToken { get; init; }

    /// <summary>Seconds a token of the replica, for collectives over all expert ranks.</summary>
    public required double CommunicationPerToken { get; init; }

    public required double Overhead { get; init; }

    public required double OverheadPerSequence { get; init; }
}
