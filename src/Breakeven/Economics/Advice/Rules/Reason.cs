namespace Breakeven.Economics.Advice.Rules;

/// <summary>Something that speaks for or against an advice, with the figure behind it.</summary>
/// <param name="Rule">The rule that gave it; docs/reference/advice.md lists them.</param>
/// <param name="Text">In words, the figure among them.</param>
/// <param name="Figure">The figure, in its unit.</param>
/// <param name="Unit">Such as "s", "GPUs" or "share".</param>
/// <param name="ForIt">True where it speaks for the advised choice, false where against it.</param>
public sealed record Reason(string Rule, string Text, double Figure, string Unit, bool ForIt);

/// <summary>A rule over computed figures.</summary>
/// <param name="Name">What it recognises, in one or two words.</param>
/// <param name="Condition">When it fires, in words, thresholds among them.</param>
/// <param name="Fires">When it fires.</param>
/// <param name="Reasons">What then follows.</param>
public sealed record AdviceRule(string Name, string Condition, Func<AdviceFigures, bool> Fires, Func<AdviceFigures, IEnumerable<Reason>> Reasons);
