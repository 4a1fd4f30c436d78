using System.Reflection;

namespace Breakeven.Catalog;

/// <summary>One file of the catalogue, embedded or the user's; its bytes are read only when asked for.</summary>
internal sealed record CatalogFile(string Id, string Where, bool BuiltIn, Func<byte[]> Open)
{
    private const string Prefix = "catalog/";

    // The largest file of ours has 30 kB; a file of this size in its place is a mistake, not a catalogue.
    private const long SizeLimit = 16 << 20;

    public byte[] Read()
    {
        var bytes = Open();
        return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
    }

    /// <summary>The embedded files of a part ("accelerators", ".json"), with the user's in front of those of the same id.</summary>
    public static IEnumerable<CatalogFile> Of(string part, string extension, string? folder)
        => folder is null ? Embedded(part, extension) : Users(folder, part, extension).Concat(Embedded(part, extension));

    /// <summary>Refuses a folder that holds nothing the catalogue would read, since a silent miss answers with the wrong facts.</summary>
    public static void Check(string folder)
    {
        const string Layout = "name a folder with accelerators/*.json, models/*.json, prices/hardware.csv or prices/tokens.csv, such as --catalog ./my-catalog";
        if (!Directory.Exists(folder))
            throw new InputException("there is no such folder", $"catalogue {folder}", Layout);
        if (!Array.Exists(["models", "accelerators", "prices", "support", "measurements", "speculation", "calibration"], part => Directory.Exists(Path.Combine(folder, part))))
            throw new InputException("it holds none of models/, accelerators/, prices/, support/, measurements/, speculation/ and calibration/", $"catalogue {folder}", Layout);
    }

    // Two underscores stand for the slash of an organisation's name, which a file name cannot hold.
    private static string IdOf(string stem) => stem.Replace("__", "/", StringComparison.Ordinal);

    private static IEnumerable<CatalogFile> Embedded(string part, string extension)
    {
        var assembly = typeof(CatalogFile).Assembly;
        var start = Prefix + part + "/";
        foreach (var name in assembly.GetManifestResourceNames())
        {
            // The build names resources with the separator of the system it runs on.
            var path = name.Replace('\\', '/');
            if (path.StartsWith(start, StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal))
                yield return new(IdOf(path[start.Length..^extension.Length]), path, true, () => Resource(assembly, name));
        }
    }

    private static IEnumerable<CatalogFile> Users(string folder, string part, string extension)
    {
        var path = Path.Combine(folder, part);
        if (!Directory.Exists(path)) yield break;
        foreach (var file in Directory.GetFiles(path, "*" + extension).Order(StringComparer.Ordinal))
            yield return new(IdOf(Path.GetFileNameWithoutExtension(file)), file, false, () => Contents(file));
    }

    private static byte[] Resource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Contents(string file)
    {
        try
        {
            if (RegularFile.IsEmpty(file)) return [];
            if (new FileInfo(file).Length > SizeLimit)
                throw new InputException("it is larger than 16 MiB", file, "a catalogue file states one model, one accelerator or one price list; see the files in catalog/");
            return File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be read", file, "check that it is a file that you may read");
        }
    }
}
