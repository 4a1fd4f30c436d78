using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>Traces in files of every layout that <see cref="TraceFormat"/> names but ServeGen's folders.</summary>
public static class TraceFile
{
    /// <summary>A trace whose layout is told by its beginning, or named. The stream is opened anew for each pass.</summary>
    /// <param name="open">Opens it at its start.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="InputException">Its layout is not known, or (from a pass) a line is malformed, arrivals are out of order, or there is no request.</exception>
    public static Trace Read(Func<Stream> open, string name, TraceOptions? options = null)
    {
        options ??= new();
        var format = options.Format ?? Recognise(open, name);
        return new(name, format, log => Sorted(Requests(open, name, format, options, log), options, format));
    }

    private static TraceFormat Recognise(Func<Stream> open, string name)
    {
        using var stream = open();
        return TraceRecognition.Of(stream, name);
    }

    // What a benchmark wrote stands in the order in which requests ended, so that no order of arrival is asked of it.
    private static bool IsResult(TraceFormat format) => format is TraceFormat.VllmRequests or TraceFormat.VllmBench or TraceFormat.GuideLlm or TraceFormat.AiPerf;

    private static IEnumerable<TraceRequest> Sorted(IEnumerable<RawRequest> requests, TraceOptions options, TraceFormat format)
    {
        // OrderBy is stable: requests of the same moment keep the file's order.
        if (options.Sort || IsResult(format)) requests = requests.OrderBy(request => request.Arrival);
        long? first = format is TraceFormat.Breakeven or TraceFormat.Mooncake or TraceFormat.BurstGpt ? 0 : null;
        foreach (var request in requests)
        {
            first ??= request.Arrival;
            yield return new(request.Arrival - first.Value, request.Input, request.Output, request.Prefix);
        }
    }

    private static IEnumerable<RawRequest> Requests(Func<Stream> open, string name, TraceFormat format, TraceOptions options, TraceLog log)
    {
        using var stream = open();
        var lines = new TraceLines(stream, name);
        var layout = Layout(format);
        var ordered = !options.Sort && !IsResult(format);
        var latest = long.MinValue;
        while (true)
        {
            RawRequest? request;
            try
            {
                if (!lines.Next(out var line)) yield break;
                if (line.Trim(" \t"u8).IsEmpty || layout.TakesAsHeader(line)) continue;
                request = layout.Read(line);
                if (ordered && request is { } known && known.Arrival < latest) throw Backwards(latest, known.Arrival);
            }
            catch (LineFault fault) when (log.Skipped.Count < options.SkipBad)
            {
                log.Skip(lines.Number, $"column {fault.Column}: {fault.Message}");
                continue;
            }
            catch (LineFault fault)
            {
                var skipped = options.SkipBad > 0 ? $"after {options.SkipBad} malformed lines that were skipped, " : "";
                throw new InputException(skipped + fault.Message, $"{name}:{lines.Number}:{fault.Column}", fault.Remedy);
            }
            if (request is not { } read)
            {
                log.LeaveUnanswered();
                continue;
            }
            latest = Math.Max(latest, read.Arrival);
            yield return read;
        }
    }

    private static LineFault Backwards(long latest, long arrival) => new(1,
        FormattableString.Invariant($"it arrives {(latest - arrival) / 1e9:0.######} s before the request of an earlier line"),
        "order the trace by arrival: breakeven traffic convert FILE --sort --out SORTED.csv");

    private static LineLayout Layout(TraceFormat format) => format switch
    {
        TraceFormat.Breakeven => new BreakevenLines(),
        TraceFormat.Azure => new AzureLines(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such layout"),
    };
}
