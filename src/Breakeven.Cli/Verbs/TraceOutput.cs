using System.Text;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>Writes a trace to a file, or as it comes to standard output.</summary>
internal static class TraceOutput
{
    /// <summary>What was written, with the last arrival; nothing else is printed where standard output has the trace.</summary>
    public static Answer Write(Invocation call, string? path, IEnumerable<TraceRequest> requests, bool prefixes, Func<TrafficWrittenRecord> record)
    {
        if (path is null && call.Format is not (Format.Table or Format.Csv)) throw new InputException("standard output has the trace itself", "--format", "name a file for it: --out requests.csv");
        if (path is not null && Directory.Exists(path)) throw new InputException("it is a folder", $"--out {path}", "name a file, such as --out requests.csv");
        var (first, last) = (0L, 0L);
        var count = path is null ? TraceWriter.Write(call.Output, Watched(), prefixes) : ToFile(path, Watched(), prefixes);
        var written = record() with { Requests = count, FirstArrivalS = first / 1e9, LastArrivalS = last / 1e9 };
        var report = path is null ? [] : new List<Section> { new Section.Paragraph(FormattableString.Invariant($"{count:N0} requests in {new Seconds((last - first) / 1e9)}, written to {path}.")) };
        return new(new Report(report), written, () => TrafficJson.Default.TrafficWrittenRecord);

        IEnumerable<TraceRequest> Watched()
        {
            var any = false;
            foreach (var request in requests)
            {
                if (!any) first = request.ArrivalNanoseconds;
                (any, last) = (true, request.ArrivalNanoseconds);
                yield return request;
            }
            if (!any) throw new InputException("no request is left to be written", call.Place, "give a longer duration, or other bounds");
        }
    }

    // Beside the file and then renamed, so that a trace is there whole or not at all; the trace that is read may be the file itself.
    private static long ToFile(string path, IEnumerable<TraceRequest> requests, bool prefixes)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            long count;
            using (var writer = new StreamWriter(draft, append: false, new UTF8Encoding(false), 1 << 16)) count = TraceWriter.Write(writer, requests, prefixes);
            File.Move(draft, path, overwrite: true);
            return count;
        }
        catch (DirectoryNotFoundException)
        {
            throw new InputException("there is no such folder", $"--out {path}", "make it first, or name another");
        }
        finally
        {
            if (File.Exists(draft)) File.Delete(draft);
        }
    }
}
