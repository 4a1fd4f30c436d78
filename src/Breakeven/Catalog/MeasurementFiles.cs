using Breakeven.Measurements;

namespace Breakeven.Catalog;

/// <summary>A file of measurements that a user names.</summary>
public static class MeasurementFiles
{
    private const string Such = "name a CSV of measurements, such as --measurements runs.csv";

    /// <summary>The rows of a file, and its columns that the schema does not have.</summary>
    /// <param name="path">As the user wrote it, which is how rows and messages name it.</param>
    /// <exception cref="InputException">It cannot be read: with line and column where it is text.</exception>
    public static (IReadOnlyList<Measurement> Rows, IReadOnlyList<(string Column, string? Meant)> Unknown) Read(string path)
    {
        var bytes = RegularFile.Read(path, Such, "name the files in it, such as --measurements runs/*.csv");
        return (MeasurementFile.Read(bytes, path), MeasurementFile.Unknown(bytes, path));
    }
}
