using Breakeven.Catalog;

namespace Breakeven.Models;

/// <summary>What a model file says before its layers: enough for a list, and all there is where only published figures are known.</summary>
/// <param name="Id">The name people know it by.</param>
/// <param name="Architecture">The architecture as the checkpoint names it.</param>
/// <param name="Published">What the vendor says.</param>
/// <param name="NotSizable">Why the model can be listed but not sized; null where it can be.</param>
public sealed record ModelSummary(
    string Id, string Architecture, PublishedCounts? Published, string? License, Source Source, string? NotSizable);
