namespace Breakeven.Cli.Verbs;

/// <summary>A file that is written beside the one it becomes, which is there as it was until <see cref="Keep"/>: what is being read may be that very file.</summary>
internal sealed class DraftFile : IDisposable
{
    private readonly string _path;

    // Null where nothing can be lost: there is no file yet, or a pipe or a device, which no file may take the place of.
    private readonly string? _draft;

    public DraftFile(string option, string path)
    {
        _path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        _draft = File.Exists(_path) && new FileInfo(_path).Length > 0 && !Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) ? $"{_path}.{Environment.ProcessId}.tmp" : null;
        Writer = new OutputPlace(option, path).Open(_draft);
    }

    public StreamWriter Writer { get; }

    /// <summary>Puts what was written in its place.</summary>
    public void Keep()
    {
        Writer.Dispose();
        if (_draft is not null) File.Move(_draft, _path, overwrite: true);
    }

    public void Dispose()
    {
        Writer.Dispose();
        if (_draft is not null) File.Delete(_draft);
    }
}
