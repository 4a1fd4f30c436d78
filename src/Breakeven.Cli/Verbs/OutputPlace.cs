using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Cli.Verbs;

/// <summary>Files that an option names to be written, and what is said where they cannot be.</summary>
/// <param name="Option">The option, as it is typed.</param>
/// <param name="Path">Its value.</param>
internal sealed record OutputPlace(string Option, string Path)
{
    private string Where => $"{Option} {Path}";

    /// <summary>The folder itself, made where there is none.</summary>
    public void MakeFolder()
    {
        if (File.Exists(Path)) throw new InputException("it is a file", Where, $"name a folder, such as {Option} curves");
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(Path, failure);
        }
    }

    /// <summary>A file of the folder.</summary>
    public void WriteInFolder(string name, string text) => Guard(System.IO.Path.Combine(Path, name), file => File.WriteAllText(file, text));

    /// <summary>Refuses at once what would be refused after the work: a folder, or a folder that is not there.</summary>
    public OutputPlace Checked()
    {
        if (Path.Length == 0) throw new InputException("it is empty", Option, $"name a file, such as {Option} report.html");
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path));
        return Directory.Exists(Path) || (folder is not null && !Directory.Exists(folder)) ? throw Refused(Path, new DirectoryNotFoundException()) : this;
    }

    /// <summary>The file itself.</summary>
    public void Write(string text) => Guard(Path, file => File.WriteAllText(file, text));

    /// <summary>The file, opened to be written from the start; <paramref name="draft"/> is written in its place until it is renamed.</summary>
    public StreamWriter Open(string? draft = null)
    {
        if (Directory.Exists(Path)) throw new InputException("it is a folder", Where, $"name a file, such as {Option} {System.IO.Path.Combine(Path, "requests.csv")}");
        StreamWriter? writer = null;
        Guard(draft ?? Path, file => writer = new(file, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" });
        return writer!;
    }

    private void Guard(string file, Action<string> act)
    {
        try
        {
            act(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, failure);
        }
    }

    // What the system says of a folder that takes no files is often that the new file is not there.
    private InputException Refused(string file, Exception failure)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) ?? "/";
        if (Directory.Exists(file)) return new("it is a folder", Where, "name a file in it");
        if (File.Exists(folder)) return new($"{folder} is a file, and no folder", Where, "name another place");
        if (failure is DirectoryNotFoundException && !Directory.Exists(folder)) return new("there is no such folder", Where, "make it first, or name another");
        return failure is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException
            ? new($"the folder {folder} cannot be written to", Where, "name a place in a folder of yours")
            : new($"it cannot be written ({failure.Message.TrimEnd('.')})", Where, "make room, or name another place");
    }
}
