namespace Breakeven.Tests.Catalog;

/// <summary>A folder of a user's own catalogue files, gone after the test.</summary>
internal sealed class UserFolder : IDisposable
{
    public UserFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "breakeven-catalog-" + Guid.NewGuid().ToString("N"));

    public UserFolder With(string file, string text) => With(file, System.Text.Encoding.UTF8.GetBytes(text));

    public UserFolder With(string file, byte[] bytes)
    {
        var full = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    /// <summary>A message with this folder's passing name left out, fit for a snapshot.</summary>
    public string Hide(string message) => message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "DIR/", StringComparison.Ordinal).Replace(Path, "DIR", StringComparison.Ordinal).Replace('\\', '/');

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
