namespace Breakeven.Calibration.Serving;

/// <summary>What is believed of a constant before any serving was measured.</summary>
/// <param name="Scope">Whose: "*" for all engines, "vllm" for an engine and its older versions, "vllm 0.12" for its versions up to that one.</param>
/// <param name="Constant">Its name in catalog/calibration/serving.json.</param>
/// <param name="Value">The likeliest value, in the unit of the file; a factor on what wider scopes say, where <paramref name="Scales"/>.</param>
/// <param name="Spread">One standard deviation of its logarithm.</param>
/// <param name="Scales">Whether it multiplies what was said before instead of replacing it.</param>
/// <param name="Why">Why this value and spread.</param>
public sealed record ServingPrior(string Scope, string Constant, double Value, double Spread, bool Scales, string Why)
{
    /// <summary>Whether it concerns an entry of the file, such as "vllm" or "vllm 0.12".</summary>
    public bool Concerns(string entry) => Scope == "*" || Scope == entry || (!Scope.Contains(' ') && entry.StartsWith(Scope + " ", StringComparison.Ordinal));

    /// <summary>Such as "vllm x layer_us".</summary>
    public override string ToString() => $"{(Scope == "*" ? "all" : Scope)} {(Scales ? "x " : "")}{Constant}";
}
