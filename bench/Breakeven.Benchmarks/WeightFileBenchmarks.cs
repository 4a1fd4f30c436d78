using System.Text;
using BenchmarkDotNet.Attributes;
using Breakeven.Models.Weights;

namespace Breakeven.Benchmarks;

/// <summary>The largest files of weights there are, by their headers: 100,000 tensors in an index and in one file, and a GGUF of 2,000 tensors and 200,000 tokens. To reach: 1 s and 200 MB.</summary>
[MemoryDiagnoser]
public class WeightFileBenchmarks
{
    private const int Layers = 60;
    private const int Experts = 550;
    private WeightFile _index = null!;
    private WeightFile _safetensors = null!;
    private WeightFile _gguf = null!;
    private IReadOnlyList<StoredTensor> _tensors = null!;

    [GlobalSetup]
    public void Build()
    {
        var names = (from layer in Enumerable.Range(0, Layers) from expert in Enumerable.Range(0, Experts) from part in (string[])["gate_proj", "up_proj", "down_proj"] select $"model.layers.{layer}.mlp.experts.{expert}.{part}.weight")
            .Concat(Enumerable.Range(0, 1000).Select(i => $"model.layers.{i % Layers}.self_attn.part_{i}.weight")).ToList();
        _index = WeightFile.Of(Encoding.UTF8.GetBytes("{\"metadata\":{\"total_size\":100000},\"weight_map\":{" + string.Join(',', names.Select((name, i) => $"\"{name}\":\"model-{i / 640 + 1:D5}-of-00157.safetensors\"")) + "}}"), "index");
        var header = Encoding.UTF8.GetBytes("{" + string.Join(',', names.Select((name, i) => $"\"{name}\":{{\"dtype\":\"BF16\",\"shape\":[2048,7168],\"data_offsets\":[{i * 29360128L},{(i + 1) * 29360128L}]}}")) + "}");
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. header];
        _safetensors = new("weights", "weights", file.Length + names.Count * 29360128L, (offset, buffer) => Copy(file, offset, buffer));
        var gguf = Gguf();
        _gguf = new("gguf", "gguf", gguf.Length + 2000L * 4096 * 4096 * 2, (offset, buffer) => Copy(gguf, offset, buffer));
        _tensors = SafetensorsHeader.Read(_safetensors);
    }

    [Benchmark]
    public int Index() => SafetensorsIndex.Read(_index).FileOf.Count;

    [Benchmark]
    public int Safetensors() => SafetensorsHeader.Read(_safetensors).Count;

    [Benchmark]
    public int Gguf2000() => GgufHeader.Read(_gguf).Tensors.Count;

    [Benchmark]
    public long Census() => WeightCensus.Of(_tensors, null).Total.Parameters;

    // Zeros stand behind the header.
    private static int Copy(byte[] from, long offset, Span<byte> into)
    {
        into.Clear();
        var part = from.AsSpan((int)Math.Min(offset, from.Length));
        part = part[..Math.Min(part.Length, into.Length)];
        part.CopyTo(into);
        return into.Length;
    }

    private static byte[] Gguf()
    {
        var all = new MemoryStream();
        using var writer = new BinaryWriter(all);
        void Text(string text)
        {
            writer.Write((ulong)text.Length);
            writer.Write(Encoding.UTF8.GetBytes(text));
        }

        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write(2000UL);
        writer.Write(1UL);
        Text("tokenizer.ggml.tokens");
        writer.Write(9u);
        writer.Write(8u);
        writer.Write(200_000UL);
        for (var i = 0; i < 200_000; i++) Text($"token {i}");
        for (var i = 0; i < 2000; i++)
        {
            Text($"blk.{i / 20}.part_{i % 20}.weight");
            writer.Write(2u);
            writer.Write(4096UL);
            writer.Write(4096UL);
            writer.Write(1u);
            writer.Write((ulong)(i * 4096L * 4096 * 2));
        }

        while (all.Length % 32 != 0) writer.Write((byte)0);
        return all.ToArray();
    }
}
