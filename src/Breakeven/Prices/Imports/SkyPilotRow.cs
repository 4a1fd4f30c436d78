using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>One line of a SkyPilot catalogue: an instance in a zone.</summary>
internal sealed partial record SkyPilotRow(string Instance, string Accelerator, decimal Count, string Region, string Zone, decimal? Price, decimal? Spot, string Device, double? Gibibytes)
{
    public static SkyPilotRow Of(CsvRow row, string cloud)
    {
        var count = row.Optional("AcceleratorCount") is { Length: > 0 } text
            ? decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw row.Refuse("AcceleratorCount", $"\"{text}\" is not a count", "write a number such as 8.0")
            : 0;
        var details = row.Optional("GpuInfo");
        return new(row.Optional("InstanceType"), row.Optional("AcceleratorName"), count, row.Optional("Region"), row.Optional("AvailabilityZone"),
            Dollars(row, "Price"), Dollars(row, "SpotPrice"), Named().Match(details).Groups[1].Value, Memory(details, cloud, count));
    }

    // Empty and 0 both mean that it is not sold so.
    private static decimal? Dollars(CsvRow row, string column)
    {
        var text = row.Optional(column);
        if (text.Length == 0) return null;
        if (!decimal.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var dollars))
            throw row.Refuse(column, $"\"{text}\" is not a number of dollars", "write dollars an hour, such as 3.39");
        if (dollars < 0) throw row.Refuse(column, $"the price {text} is negative", "write dollars an hour, such as 3.39");
        return dollars == 0 ? null : ListedPrice.PerMillion(dollars).Value;
    }

    // "SizeInMiB" is of one device, but of the whole box in Vast's file, and in gigabytes in RunPod's.
    private static double? Memory(string details, string cloud, decimal count)
    {
        if (!double.TryParse(Size().Match(details).Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size) || size <= 0) return null;
        if (cloud == "vast" && count > 0) size /= (double)count;
        return size < 1024 ? size : size / 1024;
    }

    [GeneratedRegex("""['"]Name['"]: ['"]([^'"]*)['"]""")]
    private static partial Regex Named();

    [GeneratedRegex("""['"]SizeInMiB['"]: ([0-9.]+)""")]
    private static partial Regex Size();
}
