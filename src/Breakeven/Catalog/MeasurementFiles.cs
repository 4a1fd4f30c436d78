using Breakeven.Measurements;

namespace Breakeven.Catalog;

/// <summary>A file of measurements that a user names.</summary>
public static class MeasurementFiles
{
    // A hundred thousand rows have 25 MB.
    private const long SizeLimit = 256L << 20;

    private const string Such = "name a CSV of measurements, such as --measurements runs.csv";

    /// <summary>The rows of a file, and its columns that the schema does not have.</summary>
    /// <param name="path">As the user wrote it, which is how rows and messages name it.</param>
    /// <exception cref="InputException">It cannot be read: with line and column where it is text.</exception>
    public static (IReadOnlyList<Measurement> Rows, IReadOnlyList<(string Column, string? Meant)> Unknown) Read(string path)
    {
        var bytes = Bytes(path, Such);
        return (MeasurementFile.Read(bytes, path), MeasurementFile.Unknown(bytes, path));
    }

    internal static byte[] Bytes(string path, string such, string inFolder = "name the files in it, such as --measurements runs/*.csv")
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder", path, inFolder);
        if (!File.Exists(path)) throw new InputException("there is no such file", path, such);
        if (RegularFile.IsEmpty(path)) throw new InputException("it is empty, or a pipe or a device and no file", path, such);
        try
        {
            if (new FileInfo(path).Length > SizeLimit) throw new InputException("it is larger than 256 MiB", path, "split it into several files");
            var bytes = File.ReadAllBytes(path);
            return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be read", path, "check that it is a file that you may read");
        }
    }
}
