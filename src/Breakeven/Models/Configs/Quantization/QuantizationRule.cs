namespace Breakeven.Models.Configs.Quantization;

/// <summary>What a checkpoint's quantisation config says, reduced to one question: how is this module stored?</summary>
/// <param name="FormatOf">The format of a module and the class of its tensor; null where it stays in 16 bits.</param>
/// <param name="Cache">The cache's format, where the config states one.</param>
/// <param name="EachExpert">Single experts are named, so all must be asked after.</param>
/// <param name="Place">Where the config stands, for errors.</param>
internal sealed record QuantizationRule(
    Func<string, TensorClass, WeightFormat?> FormatOf, NumberFormat? Cache, bool EachExpert, string Place);
