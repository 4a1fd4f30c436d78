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
        // Ours and Mooncake's count from their start; all others from some other time.
        long? first = format is TraceFormat.Breakeven or TraceFormat.Mooncake ? 0 : null;
        foreach (var request in requests)
        {
            first ??= request.Arrival;
            yield return new(request.Arrival - first.Value, request.Input, request.Output, request.Prefix);
        }
    }

    private static IEnumerable<RawRequest> Requests(Func<Stream> open, string name, TraceFormat format, TraceOptions options, TraceLog log)
    {
        using var stream = open();
        var records = format is TraceFormat.VllmBench or TraceFormat.GuideLlm
            ? ResultRecords.Of(stream, name, format)
            : (TraceRecords)new LineRecords(new TraceLines(stream, name), Layout(format, name), name);
        using var held = records as IDisposable;
        var ordered = !options.Sort && !IsResult(format);
        var latest = long.MinValue;
        while (records.Next())
        {
            RawRequest? request;
            try
            {
                request = records.Read();
                if (ordered && request is { } known && known.Arrival < latest) throw Backwards(latest, known.Arrival);
            }
            catch (LineFault fault)
            {
                if (log.Skipped.Count >= options.SkipBad) throw Refusal(fault, records, options);
                log.Skip(records.Number, $"column {fault.Column}: {fault.Message}");
                continue;
            }
            if (request is not { } read)
            {
                log.LeaveUnanswered();
                continue;
            }
            latest = read.Arrival;
            yield return read;
        }
    }

    private static InputException Refusal(LineFault fault, TraceRecords records, TraceOptions options)
    {
        var skipped = options.SkipBad > 0 ? $"after {options.SkipBad} malformed {(options.SkipBad == 1 ? "line that was" : "lines that were")} left out, " : "";
        return new(skipped + fault.Message, records.Place(fault), fault.Remedy);
    }

    private static LineFault Backwards(long latest, long arrival) => new(1,
        FormattableString.Invariant($"it arrives {(latest - arrival) / 1e9:0.######} s before the request of an earlier line"),
        "order the trace by arrival: breakeven traffic convert FILE --sort --out SORTED.csv");

    private static LineLayout Layout(TraceFormat format, string name) => format switch
    {
        TraceFormat.Breakeven => new BreakevenLines(),
        TraceFormat.Azure => new AzureLines(),
        TraceFormat.Mooncake => new MooncakeLines(),
        TraceFormat.BurstGpt => new BurstGptLines(),
        TraceFormat.VllmRequests => new VllmRequestLines(),
        TraceFormat.AiPerf => new AiPerfLines(),
        _ => throw new InputException("it is a file, and ServeGen's clients are a folder of them", name, "name the folder with chunk-0-trace.csv and chunk-0-dataset.json"),
    };
}
