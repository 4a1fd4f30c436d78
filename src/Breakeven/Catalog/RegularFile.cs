namespace Breakeven.Catalog;

/// <summary>Tells files from what only looks like one, before it is opened: to open a pipe is to wait for somebody who writes into it.</summary>
internal static class RegularFile
{
    // A hundred thousand rows of measurements have 25 MB.
    private const long SizeLimit = 256L << 20;

    /// <summary>Refuses what has no length, since no checkpoint's file is empty.</summary>
    public static void Check(string path)
    {
        if (IsEmpty(path)) throw new InputException("it is empty, or a pipe or a device and no file", path, "give a file as it was published, such as config.json");
    }

    /// <summary>It exists and has no length: pipes, devices and empty files, which are all one to a reader.</summary>
    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        // The cache of the hub's own tools is made of links.
        if (file.LinkTarget is not null) file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file.Exists && file.Length == 0;
    }

    /// <summary>All of a file that a user names, without its mark of the byte order.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="such">What to do where it is none, with an example.</param>
    /// <param name="inFolder">What to do where it is a folder; the same unless given.</param>
    public static byte[] Read(string path, string such, string? inFolder = null)
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder", path, inFolder ?? such);
        if (!File.Exists(path)) throw new InputException("there is no such file", path, such);
        if (IsEmpty(path)) throw new InputException("it is empty, or a pipe or a device and no file", path, such);
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
