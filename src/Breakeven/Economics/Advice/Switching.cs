namespace Breakeven.Economics.Advice;

/// <summary>What it takes to give a choice up, and to switch back to it: where it was wrong to choose it, or to leave it. Tokens are left and taken up again for nothing.</summary>
/// <param name="Owed">What is still to be paid for boxes always on when they are no longer wanted at the beginning of the period: reserved ones to its end, owned ones what they were bought for, less what they sell for.</param>
/// <param name="Start">What it costs to start all boxes of the busiest hour again.</param>
/// <param name="Takes">How long one of them takes until it serves.</param>
public readonly record struct Switching(UsdEstimate Owed, UsdEstimate Start, Seconds Takes);
