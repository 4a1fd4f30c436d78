namespace Breakeven.Catalog;

/// <summary>Tells files from what only looks like one, before it is opened: to open a pipe is to wait for somebody who writes into it.</summary>
internal static class RegularFile
{
    /// <summary>Refuses pipes, devices and empty files. None of them has a length, and nothing that is read here is empty.</summary>
    public static void Check(string path)
    {
        var file = new FileInfo(path);
        // The cache of the hub's own tools is made of links.
        if (file.LinkTarget is not null) file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (file.Exists && file.Length == 0) throw new InputException("it is empty, or a pipe or a device and no file", path, "give a file as it was published, such as config.json");
    }
}
