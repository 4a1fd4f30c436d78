namespace Breakeven.Economics.Advice;

/// <summary>Something that an answer must meet, as whoever asks has written it.</summary>
/// <param name="Name">In the words of whoever asks: "--gpu H100-SXM".</param>
/// <param name="Narrowed">A request with what does not meet it left out.</param>
public sealed record Constraint(string Name, Func<AdviceRequest, AdviceRequest> Narrowed);

/// <summary>What would answer if one constraint were dropped and the others held.</summary>
/// <param name="Constraint">The one.</param>
/// <param name="Best">The cheapest then; null where others forbid everything by themselves.</param>
public sealed record RelaxedConstraint(Constraint Constraint, PlannedChoice? Best);
