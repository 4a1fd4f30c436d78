using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Breakeven.Measurements;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Models.Weights;
using Breakeven.Testing;
using Breakeven.Tests.Models;
using Breakeven.Tests.Models.Weights;

namespace Breakeven.Tests.Fuzz;

/// <summary>
/// The readers of strangers' files on damaged input. A few thousand cases run with the tests; `./build fuzz` runs a million each.
/// What once failed lies in Regressions, by the name of its reader.
/// </summary>
public sealed class FuzzTests
{
    private const ulong Seed = 20261122;

    private static readonly long s_cases = long.TryParse(Environment.GetEnvironmentVariable("BREAKEVEN_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 5000;

    [Theory]
    [InlineData("config")]
    [InlineData("safetensors")]
    [InlineData("gguf")]
    [InlineData("measurements")]
    public void A_damaged_file_is_answered_or_refused_in_one_line_within_100_ms_and_100_mb(string reader)
    {
        var (line, findings) = Of(reader).Run(s_cases, Seed);
        if (s_cases > 5000) File.AppendAllText(Path.Combine(Directory.CreateDirectory(Repository.PathOf("artifacts/fuzz")).FullName, "report.txt"), line + "\n");
        Assert.True(findings.Count == 0, line + "\n" + string.Join('\n', findings));
    }

    [Fact]
    public void What_once_failed_fails_no_more()
    {
        var files = Directory.GetFiles(Repository.PathOf("test/Breakeven.Tests/Fuzz/Regressions"), "*.base64");
        Assert.NotEmpty(files);
        foreach (var path in files) Assert.Null(Of(Path.GetFileName(path).Split('-')[0]).Judge(Convert.FromBase64String(File.ReadAllText(path))));
    }

    [Fact]
    public void A_reader_that_throws_is_slow_or_takes_too_much_is_found()
    {
        Assert.Contains("FormatException", new FuzzRun("throws", [[1]], _ => throw new FormatException()).Judge([1]), StringComparison.Ordinal);
        Assert.EndsWith("MB", new FuzzRun("greedy", [[1]], _ => GC.KeepAlive(new byte[200_000_000])).Judge([1])!, StringComparison.Ordinal);
        Assert.StartsWith("not one line", new FuzzRun("chatty", [[1]], _ => throw new Breakeven.Catalog.InputException(new string('a', 2000), "c", "d")).Judge([1]), StringComparison.Ordinal);
    }

    private static FuzzRun Of(string reader) => reader switch
    {
        "config" => new(reader, [.. SampleConfigs.All.Select(Encoding.UTF8.GetBytes)], bytes => Use(ConfigReader.Read(bytes, "config.json"))),
        "safetensors" => new(reader, [.. Headers()], ReadSafetensors) { Damage = DamageHeader },
        "measurements" => new(reader, [.. Measurements()], bytes => MeasurementFile.Read(bytes, "runs.csv")),
        _ => new(reader, [.. GgufSamples.All.Select(sample => sample.Header())], ReadGguf),
    };

    private static void Use(Model model)
    {
        if (!(model.WeightBytes(model.Native).Value > 0) || model.TotalParameters <= 0) throw new InvalidOperationException("a model without weights");
    }

    private static IEnumerable<byte[]> Measurements()
    {
        yield return File.ReadAllBytes(Repository.PathOf("samples/measurements/runs.csv"));
        yield return File.ReadAllBytes(Repository.PathOf("catalog/measurements/deepseek-production.csv"));
        yield return "model,gpu,gpus,engine,precision,scenario,input_tokens,output_tokens,length_ratio,tpot_ms,note\nm,g,8,vllm,fp8,offline,~121 mean,dataset,0.9,1.5e1,\"a \"\"b\"\",\nc\"\n"u8.ToArray();
    }

    private static IEnumerable<byte[]> Headers()
    {
        foreach (var config in SampleConfigs.All) yield return CheckpointWriter.Safetensors(ConfigReader.Read(Encoding.UTF8.GetBytes(config), "config.json")).Header();
        yield return SafetensorsBytes.Header("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F4","shape":[0],"data_offsets":[24,24]}}""");
    }

    private static byte[] DamageHeader(byte[] seed, byte[] other, Chance chance)
    {
        var bytes = Mutation.Of(seed, other, ref chance);
        if (bytes.Length >= 8 && chance.Below(4) != 0) BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        return bytes;
    }

    // A first reading has more data than any sample claims and learns how much is too much; the second has what the header claims.
    private static void ReadSafetensors(byte[] bytes)
    {
        const long plenty = 1L << 40;
        var data = plenty;
        try
        {
            SafetensorsHeader.Read(VirtualFiles.FileOf("model.safetensors", bytes, bytes.Length + plenty));
        }
        catch (Breakeven.Catalog.InputException refusal) when (refusal.What.EndsWith(" bytes after the last tensor belong to none", StringComparison.Ordinal))
        {
            data -= long.Parse(refusal.What.Split(' ')[0], CultureInfo.InvariantCulture);
        }

        _ = CheckpointReader.Read(new VirtualFiles().With("config.json", SampleConfigs.Llama).With("model.safetensors", bytes, bytes.Length + data));
    }

    private static void ReadGguf(byte[] bytes)
    {
        if (CheckpointReader.Read(new VirtualFiles().With("model.gguf", bytes, bytes.Length + (1L << 24)), "model.gguf")?.Model is { } model) Use(model);
    }
}
