using System.Text;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Tests.Workloads.Traces;

/// <summary>Traces out of texts.</summary>
internal static class TraceText
{
    public static Trace Open(string text, TraceOptions? options = null) => TraceFile.Read(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", options);

    public static List<TraceRequest> Read(string text, TraceOptions? options = null) => [.. Open(text, options).Requests];

    public static string Write(IEnumerable<TraceRequest> requests, bool prefixes = true)
    {
        using var writer = new StringWriter();
        TraceWriter.Write(writer, requests, prefixes);
        return writer.ToString();
    }
}
