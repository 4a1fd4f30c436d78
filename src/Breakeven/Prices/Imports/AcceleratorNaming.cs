using System.Globalization;
using System.Text.RegularExpressions;

namespace Breakeven.Prices.Imports;

/// <summary>
/// What SkyPilot's names of accelerators mean here, by the table of accelerators: the first row that agrees with the name, the cloud, a
/// hint in the instance's or the device's own name, and the memory. One name is several devices: an "H100" may be SXM, PCIe or NVL.
/// </summary>
internal sealed partial class AcceleratorNaming(ImportTables tables)
{
    private const double MemoryTolerance = 0.1;

    private readonly List<Rule> _rules = [.. tables.Rows("accelerators", "name", "cloud", "hint", "gibibytes", "accelerator").Select(row => new Rule(
        row.Text("name", "H100"), row.Optional("cloud"), row.Optional("hint"), row.Optional("gibibytes") is { Length: > 0 } size ? double.Parse(size, CultureInfo.InvariantCulture) : null, row.Text("accelerator", "H100-SXM")))];

    private sealed record Rule(string Name, string Cloud, string Hint, double? Gibibytes, string Accelerator);

    /// <summary>A device as a catalogue names it.</summary>
    /// <param name="Name">SkyPilot's name, such as "H100" or "tpu-v6e-8".</param>
    /// <param name="Cloud">The cloud, as the folder of its file is called.</param>
    /// <param name="Hints">The instance's name and what the device calls itself.</param>
    /// <param name="Gibibytes">The memory of one device where the file states it.</param>
    internal sealed record Device(string Name, string Cloud, string Hints, double? Gibibytes);

    /// <summary>Our id and the devices that one unit stands for, or null where no row of the table agrees.</summary>
    public (string Accelerator, int DevicesPerUnit)? Of(Device device)
    {
        var (name, devices) = Slice(device.Name);
        foreach (var rule in _rules)
            if (rule.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && (rule.Cloud.Length == 0 || rule.Cloud.Equals(device.Cloud, StringComparison.OrdinalIgnoreCase))
                && (rule.Hint.Length == 0 || device.Hints.Contains(rule.Hint, StringComparison.OrdinalIgnoreCase))
                && (rule.Gibibytes is not { } size || device.Gibibytes is { } has && Math.Abs(has / size - 1) < MemoryTolerance))
                return (rule.Accelerator, devices);
        return null;
    }

    /// <summary>True where the name holds a whole slice of TPUs, whose price contains their hosts.</summary>
    public static bool IsSlice(string name) => TpuSlice().IsMatch(name);

    // A slice is named after its chips (v5e, v6e, v7) or, up to v5p, after its cores, of which a chip has two.
    private static (string Name, int Devices) Slice(string name)
    {
        var match = TpuSlice().Match(name);
        if (!match.Success || !int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return (name, 1);
        var cores = match.Groups[1].Value is "tpu-v2" or "tpu-v3" or "tpu-v4" or "tpu-v5p";
        return (match.Groups[1].Value, cores ? number / 2 : number);
    }

    [GeneratedRegex(@"^(tpu-?[a-z0-9]+)-(\d+)$")]
    private static partial Regex TpuSlice();
}
