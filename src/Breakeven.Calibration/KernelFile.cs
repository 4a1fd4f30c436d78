using System.Globalization;
using System.IO.Compression;
using Breakeven.Catalog;

namespace Breakeven.Calibration;

/// <summary>A table of timed kernels: comma-separated, gzipped, read row by row.</summary>
internal sealed class KernelFile
{
    private const string Ending = ".csv";
    private const string Compressed = ".gz";

    // A message of a terabyte.
    private const double CountMost = 1e12;

    private string[] _header = [];
    private string[] _cells = [];
    private int _line;

    private KernelFile(string path, string[] words)
    {
        Location = path;
        (System, Backend, Version, Table) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>Where the table is.</summary>
    public string Location { get; }

    public string System { get; }

    public string Backend { get; }

    public string Version { get; }

    /// <summary>What was timed: "gemm_perf".</summary>
    public string Table { get; }

    /// <summary>The file's name without its ending, by which a curve names its source.</summary>
    public string Name => NameOf(Location);

    /// <summary>The tables of a folder in the order of their names; SYSTEM__ENGINE__VERSION__TABLE.csv.gz.</summary>
    public static IReadOnlyList<KernelFile> In(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException("there is no such folder", folder, "name the folder that holds SYSTEM__ENGINE__VERSION__TABLE.csv.gz");
        var files = Directory.GetFiles(folder).Where(path => path.EndsWith(Ending, StringComparison.Ordinal) || path.EndsWith(Ending + Compressed, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => (Path: path, Words: NameOf(path).Split("__")))
            .Where(file => file.Words.Length == 4).Select(file => new KernelFile(file.Path, file.Words)).ToList();
        return files.Count > 0 ? files : throw new InputException("the folder holds no kernel table", folder, "its files are called SYSTEM__ENGINE__VERSION__TABLE.csv.gz");
    }

    private static string NameOf(string path) => Path.GetFileName(path) is var name && name.EndsWith(Compressed, StringComparison.Ordinal) ? name[..^(Ending + Compressed).Length] : name[..^Ending.Length];

    /// <summary>Reads every row; <see cref="Text"/> and <see cref="Number"/> then speak of the current one.</summary>
    public IEnumerable<KernelFile> Rows()
    {
        using var file = File.OpenRead(Location);
        using var text = new StreamReader(Location.EndsWith(Compressed, StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        _header = (ReadLine(text) ?? throw Wrong("header", "the table is empty")).Split(',');
        _line = 1;
        while (ReadLine(text) is { } line)
        {
            _line++;
            _cells = line.Split(',');
            if (_cells.Length != _header.Length) throw Wrong($"line {_line}", $"the row has {_cells.Length} cells where the header has {_header.Length}");
            yield return this;
        }
    }

    /// <summary>Rows read.</summary>
    public int RowCount => Math.Max(0, _line - 1);

    /// <summary>The file and line being read.</summary>
    public string Where => $"{Location}, line {_line}";

    public bool Has(string column) => Array.IndexOf(_header, column) >= 0;

    public string Text(string column)
    {
        var at = Array.IndexOf(_header, column);
        return at >= 0 ? _cells[at] : throw Wrong("line 1", $"there is no column {column}");
    }

    public double Number(string column)
        => double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0
            ? value
            : throw Wrong($"line {_line}, column {column}", $"\"{Text(column)}\" is not a number");

    /// <summary>A number of things, of which there is at least one.</summary>
    public double Count(string column, double most = CountMost)
        => Number(column) is var count && count >= 1 && count <= most && count == Math.Floor(count) ? count : throw Wrong($"line {_line}, column {column}", $"{Text(column)} is not a whole number from 1 to {most:0}");

    private string? ReadLine(StreamReader text)
    {
        try
        {
            return text.ReadLine();
        }
        catch (InvalidDataException)
        {
            throw Wrong($"line {_line + 1}", "the compressed stream is damaged");
        }
    }

    private InputException Wrong(string where, string what) => new(what, $"{Location}, {where}", "mend the row, or fetch the table again");
}
