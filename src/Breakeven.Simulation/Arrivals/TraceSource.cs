using Breakeven.Catalog;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Simulation.Arrivals;

/// <summary>What --trace names: a file of requests, or a folder of ServeGen's clients, from which requests are drawn by chance.</summary>
public static class TraceSource
{
    /// <summary>The trace of a path; each enumeration of its requests is a pass of its own.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="options">How to read a file.</param>
    /// <param name="make">How to draw from a folder.</param>
    public static Trace Open(string path, TraceOptions? options = null, MakeOptions? make = null)
        => ServeGenFolder.Find(path) is { } folder ? ServeGen(folder, make ?? new()) : TraceFiles.Open(path, options);

    private static Trace ServeGen(ServeGenFolder folder, MakeOptions options)
    {
        if (options.Arrivals is not null || options.Lengths is not null) throw new InputException("these clients say how their requests arrive and how long they are", folder.Path, "leave out --arrivals and --lengths");
        var clients = folder.Files.Select(file => ServeGenClient.Read(file.Client, file.Trace, ServeGenFolder.Read(file.Trace), file.Dataset, ServeGenFolder.Read(file.Dataset))).ToList();
        return new(folder.Path, TraceFormat.ServeGen, _ => Merged(clients, options));
    }

    // The client whose next request comes first goes first; of two at the same moment, the one that is named first.
    private static IEnumerable<TraceRequest> Merged(List<ServeGenClient> clients, MakeOptions options)
    {
        var waiting = new PriorityQueue<IEnumerator<TraceRequest>, (long, int)>();
        for (var index = 0; index < clients.Count; index++) Wait(clients[index].Requests(options).GetEnumerator(), index);
        while (waiting.TryDequeue(out var next, out var key))
        {
            yield return next.Current;
            Wait(next, key.Item2);
        }

        void Wait(IEnumerator<TraceRequest> requests, int index)
        {
            if (requests.MoveNext()) waiting.Enqueue(requests, (requests.Current.ArrivalNanoseconds, index));
            else requests.Dispose();
        }
    }
}
