using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>Writes a trace to a file, or as it comes to standard output.</summary>
internal static class TraceOutput
{
    // JSON and Markdown are held whole.
    private const int HeldMost = 100_000;

    /// <summary>What was written. As CSV, which is also how a table of it reads, the trace goes to standard output request by request, and the answer says nothing more.</summary>
    public static Answer Write(Invocation call, string? path, IEnumerable<TraceRequest> requests, bool prefixes, Func<TrafficWrittenRecord> record)
    {
        if (path is not null && Directory.Exists(path)) throw new InputException("it is a folder", $"--out {path}", "name a file, such as --out requests.csv");
        var (first, last, count) = (0L, 0L, 0L);
        if (path is not null) ToFile(path, Watched(), prefixes);
        else if (call.Format is Format.Table or Format.Csv) TraceWriter.Write(call.Output, Watched(), prefixes);
        else return Held([.. Watched()], prefixes, Written);
        var said = path is null ? [] : new List<Section> { new Section.Paragraph(FormattableString.Invariant($"{count:N0} {(count == 1 ? "request" : "requests")} in {new Seconds((last - first) / 1e9)}, written to {path}.")) };
        return new(new Report(said), Written(), () => TrafficJson.Default.TrafficWrittenRecord);

        TrafficWrittenRecord Written() => record() with { Requests = count, FirstArrivalS = first / 1e9, LastArrivalS = last / 1e9 };

        IEnumerable<TraceRequest> Watched()
        {
            foreach (var request in requests)
            {
                if (count++ == 0) first = request.ArrivalNanoseconds;
                last = request.ArrivalNanoseconds;
                if (count > HeldMost && path is null && call.Format is Format.Json or Format.Markdown)
                    throw new InputException($"there are more than {HeldMost:N0} requests", "--format", "name a file for them: --out requests.csv");
                yield return request;
            }
            if (count == 0) throw new InputException("no request is left to be written", call.Place, "give a longer duration, or other bounds");
        }
    }

    private static Answer Held(IReadOnlyList<TraceRequest> requests, bool prefixes, Func<TrafficWrittenRecord> written)
    {
        var columns = new List<Column> { Column.Number("arrival s", "arrival_s"), Column.Number("input", "input_tokens"), Column.Number("output", "output_tokens"), new("prefix", "prefix") };
        var rows = requests.Select(one => (IReadOnlyList<Cell>)[Cell.Number(one.ArrivalNanoseconds / 1e9, 3), Cell.Number(one.InputTokens), Cell.Number(one.OutputTokens), Prefix(one) ?? ""]).ToList();
        var table = new Section.Table("", prefixes ? columns : columns[..3], prefixes ? rows : [.. rows.Select(row => row.Take(3).ToList())]) { Main = true };
        return new(new Report([table]), written() with { Trace = [.. requests.Select(one => new RequestRecord(one.ArrivalNanoseconds / 1e9, one.InputTokens, one.OutputTokens, Prefix(one)))] }, () => TrafficJson.Default.TrafficWrittenRecord);

        static string? Prefix(TraceRequest request) => request.Prefix is { } prefix ? TraceWriter.Format(prefix) : null;
    }

    // Beside the file and then renamed, so that a trace is there whole or not at all; the trace that is read may be the file itself.
    private static void ToFile(string path, IEnumerable<TraceRequest> requests, bool prefixes)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var writer = new OutputPlace("--out", path).Open(draft)) TraceWriter.Write(writer, requests, prefixes);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(draft)) File.Delete(draft);
        }
    }
}
