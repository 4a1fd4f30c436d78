using Breakeven.Catalog;
using Breakeven.Prices.Imports;

namespace Breakeven.Cli.Verbs;

/// <summary>The price lists of a user's catalogue. A list is replaced as a whole or not at all.</summary>
internal sealed record PriceFolder(string Path)
{
    public const string Hardware = "hardware.csv";

    public const string Tokens = "tokens.csv";

    /// <summary>A list as it stands.</summary>
    public PriceListFile Read(string name)
    {
        var path = PathOf(name);
        return new(path, File.Exists(path) ? Bytes(path) : null);
    }

    /// <summary>Writes beside the list and renames, so that who reads it meanwhile finds the old or the new one, whole.</summary>
    public void Replace(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>A file that the user names.</summary>
    public static byte[] Bytes(string path)
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder", path, "name the price list itself, such as prices/data.json");
        if (!File.Exists(path)) throw new InputException("there is no such file", path, "name a price list that you downloaded, such as model_prices_and_context_window.json");
        if (new FileInfo(path).Length > PriceImport.SizeLimit) throw new InputException("it is larger than 64 MiB", path, "a price list has a few megabytes; name the list itself");
        return File.ReadAllBytes(path);
    }

    private string PathOf(string name) => System.IO.Path.Combine(Path, "prices", name);
}
