using System.Text;

namespace Breakeven.Cli.Reports.Html;

/// <summary>Apache ECharts as it is built into the program. It comes in a package that carries more in the same file; the head of that file is, byte for byte, what Apache publishes.</summary>
internal static class ChartLibrary
{
    // dist/echarts.min.js of echarts 6.0.0.
    private const int Length = 1_117_939;

    /// <summary>Which one it is.</summary>
    public const string Version = "6.0.0";

    /// <summary>Its text, licence first.</summary>
    public static string Script => Read("echarts.js", Length);

    /// <summary>A file that is built in, or so many bytes from its start.</summary>
    public static string Read(string name, int? length = null)
    {
        using var stream = typeof(ChartLibrary).Assembly.GetManifestResourceStream($"Breakeven.Cli.Report.{name}") ?? throw new InvalidOperationException($"{name} is not built in");
        var bytes = new byte[length ?? stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
