using System.Text.Json;

namespace Breakeven.Performance.Kernels;

/// <summary>Whose kernels an accelerator is taken to run like, where its own were not timed.</summary>
/// <param name="Like">The relative's id.</param>
/// <param name="Basis">Interpolated within a generation, assumed across kinds of hardware.</param>
/// <param name="Reason">Why this one.</param>
public sealed record KernelRelative(string Like, Basis Basis, string Reason)
{
    /// <summary>The chip's dense rate over the card's, where the maker halved the card's alone: the relative's share is of the chip's, and the card's own is all that it can reach.</summary>
    public double WholeRate { get; init; } = 1;

    /// <summary>What the memory feeds kernels with over what the relative's feeds them with, as shares of their datasheets.</summary>
    public double Memory { get; init; } = 1;

    internal const string Resource = "catalog/calibration/relatives.json";

    internal static Dictionary<string, KernelRelative> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var relatives = new Dictionary<string, KernelRelative>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in document.RootElement.GetProperty("relatives").EnumerateArray())
        {
            var basis = group.GetProperty("basis").GetString() == "interpolated" ? Basis.Interpolated : Basis.Assumed;
            var relative = new KernelRelative(group.GetProperty("like").GetString()!, basis, group.GetProperty("reason").GetString()!)
            {
                WholeRate = group.TryGetProperty("whole_rate", out var whole) ? whole.GetDouble() : 1,
                Memory = group.TryGetProperty("memory", out var memory) ? memory.GetDouble() : 1,
            };
            foreach (var id in group.GetProperty("accelerators").EnumerateArray()) relatives.Add(id.GetString()!, relative);
        }
        return relatives;
    }
}
