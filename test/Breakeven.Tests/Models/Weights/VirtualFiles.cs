using System.Text;
using Breakeven.Models.Weights;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>A checkpoint that exists in memory as configs and headers; the weights behind the headers are zeros that nobody reads.</summary>
internal sealed class VirtualFiles(string id = "test/model") : ICheckpointFolder
{
    private readonly SortedDictionary<string, (byte[] Head, long Length)> _files = new(StringComparer.Ordinal);

    public string Where => "virtual";

    public string Id => id;

    public IReadOnlyList<string> Names => [.. _files.Keys];

    public VirtualFiles With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    public VirtualFiles With(string name, byte[] bytes, long? length = null)
    {
        _files[name] = (bytes, length ?? bytes.Length);
        return this;
    }

    public VirtualFiles With(string name, SafetensorsBytes file) => With(name, file.Header(), file.Length);

    public VirtualFiles With(string name, GgufBytes file) => With(name, file.Header(), file.Length);

    public WeightFile? Open(string name) => _files.TryGetValue(name, out var file) ? FileOf(name, file.Head, file.Length) : null;

    public byte[]? ReadSmall(string name, int bytesMax) => _files.TryGetValue(name, out var file) ? file.Head : null;

    public static WeightFile FileOf(string name, byte[] head, long length) => new(name, name, length, (offset, buffer) =>
    {
        var count = (int)Math.Min(buffer.Length, length - offset);
        if (count <= 0) return 0;
        buffer[..count].Clear();
        if (offset < head.Length) head.AsSpan((int)offset, Math.Min(count, head.Length - (int)offset)).CopyTo(buffer);
        return count;
    });
}
