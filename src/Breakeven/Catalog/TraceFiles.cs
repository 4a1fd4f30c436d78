using Breakeven.Workloads.Traces;

namespace Breakeven.Catalog;

/// <summary>A trace in a file that a user names.</summary>
public static class TraceFiles
{
    private const string Such = "name a trace, such as requests.csv with the header arrival_s,input_tokens,output_tokens";

    /// <summary>The trace of a file, which each pass opens anew.</summary>
    /// <param name="path">As the user wrote it, which is how messages name it.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="InputException">It cannot be read, or its layout is not known.</exception>
    public static Trace Open(string path, TraceOptions? options = null)
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder, and not one of ServeGen's clients", path, Such);
        if (!File.Exists(path)) throw new InputException("there is no such file", path, Such);
        if (RegularFile.IsEmpty(path)) throw new InputException("it is empty, or a pipe or a device and no file", path, Such);
        return TraceFile.Read(() => OpenRead(path), path, options);
    }

    private static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be read", path, "check that it is a file that you may read");
        }
    }
}
