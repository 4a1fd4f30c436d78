namespace Breakeven.Catalog;

/// <summary>Tells files from what only looks like one, before it is opened: to open a pipe is to wait for somebody who writes into it.</summary>
internal static class RegularFile
{
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
}
