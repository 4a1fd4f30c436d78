using System.Buffers.Binary;
using System.Text;
using Breakeven.Catalog;
using Breakeven.Models.Weights;
using Breakeven.Testing;
using Breakeven.Tests.Fuzz;

namespace Breakeven.Tests.Models.Weights;

public sealed class HostileWeightsTests
{
    private const string Sound = """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}}""";

    private static IEnumerable<(string Name, byte[] Head, long Length)> Safetensors()
    {
        static (string, byte[], long) Json(string name, string json, long data = 32) => (name, SafetensorsBytes.Header(json), SafetensorsBytes.Header(json).Length + data);
        static string With(string from, string to) => Sound.Replace(from, to, StringComparison.Ordinal);
        static byte[] Claim(ulong length, string json)
        {
            var bytes = SafetensorsBytes.Header(json);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
            return bytes;
        }

        yield return ("empty", [], 0);
        yield return ("seven bytes", new byte[7], 7);
        yield return ("a header of 2^60 bytes", Claim(1UL << 60, Sound), 200);
        yield return ("a header of 2^64 - 1 bytes", Claim(ulong.MaxValue, Sound), 200);
        yield return ("a header longer than its file", Claim(1 << 20, Sound), 1000);
        yield return ("no header", Claim(0, ""), 8);
        yield return ("a text of 4 GB", Claim(1UL << 32, "{\"a"), (1L << 32) + 8);
        yield return ("a text of 500 MB", [.. Claim(500UL << 20, "{\""), .. Enumerable.Repeat((byte)'x', 1000)], (500L << 20) + 8);
        yield return ("nested without end", SafetensorsBytes.Header(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), 500_008);
        yield return ("lists without end", SafetensorsBytes.Header("{\"a\":" + new string('[', 100_000)), 100_013);
        yield return Json("a list", "[1]");
        yield return Json("cut off", Sound[..50]);
        yield return Json("trailing", Sound + "x");
        yield return Json("Infinity", With("[2,3]", "[2,Infinity]"));
        yield return Json("a fraction", With("[2,3]", "[2,3.5]"));
        yield return Json("a negative dimension", With("[2,3]", "[-2,-3]"));
        yield return Json("a dimension of 10^30", With("[2,3]", "[1000000000000000000000000000000]"));
        yield return Json("a product beyond count", With("[2,3]", "[4294967296,4294967296]"));
        yield return Json("a dimension of 0 and bytes", With("[2,3]", "[0,3]"));
        yield return Json("many dimensions", With("[2,3]", "[" + string.Join(',', Enumerable.Repeat("1", 40)) + "]"));
        yield return Json("a tensor twice", With("\"b\"", "\"a\""));
        yield return Json("a tensor twice, once escaped", With("\"b\"", "\"\\u0061\""));
        yield return Json("a member twice", With("\"shape\":[4]", "\"shape\":[4],\"shape\":[4]"));
        yield return Json("a type that is not known", With("BF16", "Q4_0\\n"));
        yield return Json("an overlap", With("[24,32]", "[16,24]"), 24);
        yield return Json("a gap", With("[24,32]", "[32,40]"), 40);
        yield return Json("out of the file", Sound, 31);
        yield return Json("more data than tensors", Sound, 33);
        yield return Json("far out of the file", With("[24,32]", "[9223372036854775799,9223372036854775807]"));
        yield return Json("ends before it begins", With("[24,32]", "[32,24]"));
        yield return Json("three offsets", With("[24,32]", "[24,32,40]"));
        yield return Json("a wrong size", With("[24,32]", "[24,30]"), 30);
        yield return Json("half a surrogate", With("\"b\"", "\"\\ud800\""));
        yield return Json("a control character", With("\"b\":{\"dtype\":\"BF16\"", "\"b\\u001b[31m\\n\":{\"dtype\":\"X\""));
        yield return Json("metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0);
        yield return Json("metadata of numbers", "{\"__metadata__\":{\"a\":1}}", 0);
    }

    private static IEnumerable<(string Name, byte[] Head, long Length)> Gguf()
    {
        static (string, byte[], long) Of(string name, GgufBytes file, long more = 0) => (name, file.Header(), file.Length + more);
        static (string, byte[], long) Changed(string name, int at, params byte[] bytes)
        {
            var head = GgufSamples.Llama().Header();
            bytes.CopyTo(head, at);
            return (name, head, GgufSamples.Llama().Length);
        }

        static GgufBytes One(params long[] shape) => new GgufBytes().Text("general.architecture", "llama").Tensor("a", GgufSamples.F32, shape);
        static byte[] Words(params ulong[] words) => [.. words.SelectMany(word => BitConverter.GetBytes(word))];

        yield return ("empty", [], 0);
        yield return ("another file", Encoding.ASCII.GetBytes(new string('x', 100)), 100);
        yield return Changed("version 1", 4, 1, 0, 0, 0);
        yield return Changed("big-endian", 4, 0, 0, 0, 3);
        yield return Changed("billions of tensors", 8, 0, 0, 0, 0, 1, 0, 0, 0);
        yield return Changed("2^63 keys", 16, 0, 0, 0, 0, 0, 0, 0, 128);
        yield return Changed("a key of 2^60 bytes", 24, 0, 0, 0, 0, 0, 0, 0, 16);
        yield return Changed("a key of 4 GB", 24, 0, 0, 0, 0, 1, 0, 0, 0);
        yield return ("a text of 2^60 bytes", [.. new GgufBytes().Raw("t", 8, Words(1UL << 60)).Header(), .. new byte[64]], 200);
        yield return ("a list of 2^60 numbers", [.. new GgufBytes().Raw("t", 9, [4, 0, 0, 0, .. Words(1UL << 60)]).Header(), .. new byte[64]], 200);
        yield return ("a list of 4 million texts in a file of holes", [.. new GgufBytes().Raw("t", 9, [8, 0, 0, 0, .. Words((4UL << 20) + 1)]).Header()], 1L << 40);
        yield return ("a list of lists", [.. new GgufBytes().Raw("t", 9, [9, 0, 0, 0, .. Words(1)]).Header(), .. new byte[64]], 200);
        yield return ("a type of value that is not known", [.. new GgufBytes().Raw("t", 13, Words(1)).Header(), .. new byte[64]], 200);
        yield return Of("a key twice", new GgufBytes().Number("a", 1).Number("a", 2));
        yield return Of("a tensor twice", One(4).Tensor("a", GgufSamples.F32, 4));
        yield return Of("a dimension of 0 and nothing else", One(0));
        yield return ("a product beyond count", One(4, 4).Header() is var head ? Patched(head, Words(4, 4), Words(1UL << 40, 1UL << 40)) : [], 1000);
        yield return ("a dimension of 2^63", Patched(One(4, 4).Header(), Words(4, 4), Words(1UL << 63, 4)), 1000);
        yield return ("rows that fill no block", Patched(new GgufBytes().Text("general.architecture", "llama").Tensor("a", GgufSamples.Q8, 64).Header(), Words(64), Words(33)), 1000);
        yield return Of("a type of tensor that is not known", new GgufBytes().Text("general.architecture", "llama").Tensor("a", (4, 32, 20), 32));
        yield return ("tensors beyond the file", One(1 << 20).Header(), 100);
        yield return Of("an alignment of 0", One(4).Number("general.alignment", 0));
        yield return Of("an alignment of 33", One(4).Number("general.alignment", 33));
        yield return Of("no architecture", new GgufBytes().Tensor("a", GgufSamples.F32, 4));
        yield return Of("an encoder", new GgufBytes().Text("general.architecture", "clip").Tensor("v.patch_embd.weight", GgufSamples.F32, 4));
        yield return Of("no tensor", new GgufBytes().Text("general.architecture", "llama"));
        yield return Of("a billion layers", GgufSamples.Llama().Number("llama.nextn_predict_layers", 7));
    }

    private static byte[] Patched(byte[] bytes, byte[] from, byte[] to)
    {
        var at = bytes.AsSpan().IndexOf(from);
        Assert.True(at >= 0);
        to.CopyTo(bytes, at);
        return bytes;
    }

    [Fact]
    public void Each_hostile_file_gets_one_line_within_100_ms_and_100_mb()
    {
        var lines = new StringBuilder();
        foreach (var (name, head, length) in Safetensors()) lines.Append(Refused($"safetensors, {name}", () => SafetensorsHeader.Read(VirtualFiles.FileOf("model.safetensors", head, length))));
        foreach (var (name, head, length) in Gguf()) lines.Append(Refused($"gguf, {name}", () => CheckpointReader.Read(new VirtualFiles().With("model.gguf", head, length), "model.gguf")));
        foreach (var (name, json) in Indices()) lines.Append(Refused($"index, {name}", () => SafetensorsIndex.Read(WeightFile.Of(Encoding.UTF8.GetBytes(json), "model.safetensors.index.json"))));
        Snapshot.Match(lines.ToString());
    }

    private static IEnumerable<(string Name, string Json)> Indices()
    {
        yield return ("empty", "");
        yield return ("no map", "{\"metadata\":{\"total_size\":1}}");
        yield return ("a map that is a list", "{\"weight_map\":[]}");
        yield return ("a path", "{\"weight_map\":{\"a\":\"../../etc/passwd\"}}");
        yield return ("an absolute path", "{\"weight_map\":{\"a\":\"C:x\"}}");
        yield return ("a number for a file", "{\"weight_map\":{\"a\":1}}");
        yield return ("a tensor twice", "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}");
        yield return ("two maps", "{\"weight_map\":{},\"weight_map\":{}}");
    }

    // The first call of a path pays for its compilation: what is slow is slow again.
    private static string Refused(string name, Action read)
    {
        var fastest = double.MaxValue;
        var message = "";
        for (var attempt = 0; attempt < 3 && fastest > 100; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadClock.Milliseconds();
            message = Assert.Throws<InputException>(read).Message;
            fastest = Math.Min(fastest, ThreadClock.Milliseconds() - start);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        }

        Assert.True(fastest < 100, $"{name} took {fastest} ms");
        Assert.DoesNotContain(message, char.IsControl);
        return $"{name} > {message}\n";
    }
}
