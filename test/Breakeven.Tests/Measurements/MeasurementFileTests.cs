using System.Text;
using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Testing;
using Breakeven.Tests.Catalog;

namespace Breakeven.Tests.Measurements;

public sealed class MeasurementFileTests
{
    private const string Header = "model,gpu,gpus,engine,precision,scenario,input_tokens,output_tokens,length_ratio,concurrency,ttft_ms,tpot_ms,output_tokens_per_second,total_tokens_per_second,source,note\n";

    [Fact]
    public void A_row_is_read_field_by_field()
    {
        var row = Assert.Single(Read("# source lab: The lab: our own bench, read 2026-11-01\n" + Header + "Qwen/Qwen3-32B,H100-SXM,2,vllm,fp8,closed-loop,1000,~121 mean,0.9,16,80.5,16.25,900,9000,lab,\"a, b\"\n"));
        Assert.Equal(("Qwen/Qwen3-32B", "H100-SXM", 2, "vllm", "fp8", "closed-loop"), (row.Model, row.Accelerator, row.Gpus, row.Engine, row.Precision, row.Scenario));
        Assert.Equal((1000, 121, 0.9, 16.0), (row.InputTokens, row.OutputTokens, row.LengthRatio, row.Concurrency));
        Assert.Equal((80.5, 16.25, 900.0, 9000.0), (row.TimeToFirstTokenMs, row.TimePerOutputTokenMs, row.OutputTokensPerSecond, row.TotalTokensPerSecond));
        Assert.Equal(("The lab: our own bench, read 2026-11-01", "lab", "a, b", "f.csv:3", "f.csv:3"), (row.Source, row.SourceKey, row.Note, row.Where, row.Id));
    }

    [Fact]
    public void What_is_not_stated_is_null_and_not_zero()
    {
        var row = Assert.Single(Read(Header + "m,g,8,vllm,,offline,dataset,,,,,16,,,,\n"));
        Assert.Equal((null, null, null, null), (row.InputTokens, row.OutputTokens, row.Concurrency, row.TimeToFirstTokenMs));
        Assert.Equal((1.0, "not stated", ""), (row.LengthRatio, row.Precision, row.Source));
        Assert.Null(row.Tensor);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_others_are_passed_over_and_named()
    {
        var bytes = Encoding.UTF8.GetBytes("tpot_ms,sky,output_tokens,input_tokens,scenario,precision,engine,gpus,gpu,model,tftt_ms\n16,good,1,2,offline,fp8,vllm,8,g,m,9\n");
        Assert.Equal(16, Assert.Single(MeasurementFile.Read(bytes, "f.csv")).TimePerOutputTokenMs);
        Assert.Equal([("sky", null), ("tftt_ms", "ttft_ms")], MeasurementFile.Unknown(bytes, "f.csv"));
    }

    [Fact]
    public void Wrong_files_get_one_line_with_file_line_and_column()
    {
        const string good = "m,g,8,vllm,fp8,offline,1000,100,,16,80,16,,,,\n";
        (string Name, string Text)[] wrong =
        [
            ("empty", ""),
            ("a blank line", "\n"),
            ("a header alone", Header),
            ("a missing column", Header.Replace("gpus,", "", StringComparison.Ordinal)),
            ("no metric", "model,gpu,gpus,engine,precision,scenario,input_tokens,output_tokens\nm,g,8,vllm,fp8,offline,1,1\n"),
            ("a column twice", Header.Replace("note", "model", StringComparison.Ordinal)),
            ("text for a number", Header + good + good.Replace(",16,,,", ",fast,,,", StringComparison.Ordinal)),
            ("a unit", Header + good.Replace(",16,,,", ",16 ms,,,", StringComparison.Ordinal)),
            ("a negative time", Header + good.Replace(",80,", ",-80,", StringComparison.Ordinal)),
            ("zero", Header + good.Replace(",80,", ",0,", StringComparison.Ordinal)),
            ("not a number", Header + good.Replace(",80,", ",NaN,", StringComparison.Ordinal)),
            ("no end", Header + good.Replace(",80,", ",1e999,", StringComparison.Ordinal)),
            ("no device", Header + good.Replace(",8,vllm", ",0,vllm", StringComparison.Ordinal)),
            ("half a device", Header + good.Replace(",8,vllm", ",0.5,vllm", StringComparison.Ordinal)),
            ("no model", Header + good.Replace("m,g", ",g", StringComparison.Ordinal)),
            ("a ratio above 1", Header + good.Replace(",100,,", ",100,1.2,", StringComparison.Ordinal)),
            ("negative tokens", Header + good.Replace(",1000,", ",-1000,", StringComparison.Ordinal)),
            ("tokens without a number", Header + good.Replace(",1000,", ",?,", StringComparison.Ordinal)),
            ("a field too few", Header + good + "m,g,8\n"),
            ("an open quote", Header + "\"m,g,8\n"),
            ("binary", "\0\u0001\u0002\u007fELF\0\0"),
        ];
        Snapshot.Match(string.Concat(wrong.Select(one => $"{one.Name}: {Assert.Throws<InputException>(() => Read(one.Text)).Message}\n")).Replace('\0', '0').Replace('\u0001', '1').Replace('\u0002', '2').Replace('\u007f', '7'));
    }

    // One device, and in each file one field that nobody can have measured.
    [Theory]
    [InlineData("scenario", "foo", "\"foo\" is no scenario")]
    [InlineData("scenario", "close-loop", "choose of closed-loop, open-loop, offline, mlperf-offline, mlperf-server, production ...")]
    [InlineData("ep", "3", "3 expert ranks on 1 device")]
    [InlineData("tp", "2", "2 x 1 ranks on 1 device")]
    [InlineData("pp", "4", "1 x 4 ranks on 1 device")]
    [InlineData("dp", "2", "2 ranks on 1 device")]
    [InlineData("engine_version", "banana", "\"banana\" is no version")]
    [InlineData("concurrency", "0.001", "0.001 is no number of requests in flight")]
    [InlineData("concurrency", "3e9", "3e9 is no number of requests in flight")]
    [InlineData("ttft_ms", "1e-300", "1e-300 is no time that can be measured")]
    [InlineData("tpot_ms", "86400001", "86400001 is no time that can be measured")]
    [InlineData("output_tokens_per_second", "1e-9", "1e-9 is no rate that can be measured")]
    [InlineData("total_tokens_per_second", "1e13", "1e13 is no rate that can be measured")]
    [InlineData("length_ratio", "1e-12", "1e-12 is no share of the nominal lengths")]
    public void What_nobody_can_have_measured_is_refused_with_line_column_and_remedy(string column, string field, string what)
    {
        var refused = Assert.Throws<InputException>(() => Read(OneField(column, field)));
        Assert.Equal($"f.csv:3, {column}", refused.Where);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        Assert.NotEqual("", refused.Remedy);
    }

    // Such as publishers write; the launcher's product of ranks is read elsewhere.
    [Theory]
    [InlineData("scenario", "production decode")]
    [InlineData("scenario", "open-loop")]
    [InlineData("engine_version", "nightly-dev")]
    [InlineData("engine_version", "vLLM")]
    [InlineData("engine_version", "1.2.0rc6.post2")]
    [InlineData("concurrency", "1")]
    [InlineData("concurrency", "1000000")]
    [InlineData("ttft_ms", "399467")]
    [InlineData("ep", "1")]
    [InlineData("length_ratio", "1")]
    public void What_publishers_write_is_read(string column, string field) => Assert.Equal(2, Read(OneField(column, field)).Count);

    [Fact]
    public void Attention_copies_listed_as_the_product_of_ranks_are_read()
        => Assert.Equal(64, Assert.Single(Read("model,gpu,gpus,engine,precision,tp,ep,dp,scenario,input_tokens,output_tokens,tpot_ms\nm,g,8,vllm,fp8,1,8,64,closed-loop,1000,100,16\n")).Data);

    private static string OneField(string column, string field)
    {
        string[] columns = [.. MeasurementFile.Columns];
        string Row(string of, string value) => string.Join(',', columns.Select(name => name == of ? value : name switch
        {
            "model" => "m",
            "gpu" => "g",
            "engine" => "vllm",
            "precision" => "fp8",
            "gpus" => "1",
            "scenario" => "closed-loop",
            "input_tokens" or "output_tokens" => "100",
            "tpot_ms" => "16",
            _ => "",
        }));
        return $"{string.Join(',', columns)}\n{Row("", "")}\n{Row(column, field)}\n";
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
        => Assert.Contains("not UTF-8", Assert.Throws<InputException>(() => MeasurementFile.Read([0xFF, 0xFE, 0x00, 0x80], "f.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_a_user_names_is_read_or_refused_in_one_line()
    {
        using var folder = new UserFolder().With("good.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Header.Replace("note", "mood", StringComparison.Ordinal) + "m,g,8,vllm,fp8,offline,1000,100,,16,80,16,,,,\n")]).With("empty.csv", "");
        var (rows, unknown) = MeasurementFiles.Read(Path.Combine(folder.Path, "good.csv"));
        Assert.Equal((1, "mood"), (rows.Count, Assert.Single(unknown).Column));
        Assert.EndsWith("good.csv:2", rows[0].Where, StringComparison.Ordinal);
        Assert.Contains("it is empty", Assert.Throws<InputException>(() => MeasurementFiles.Read(Path.Combine(folder.Path, "empty.csv"))).What, StringComparison.Ordinal);
        Assert.Equal("it is a folder", Assert.Throws<InputException>(() => MeasurementFiles.Read(folder.Path)).What);
        Assert.Equal("there is no such file", Assert.Throws<InputException>(() => MeasurementFiles.Read(Path.Combine(folder.Path, "none.csv"))).What);
    }

    [Fact]
    public void A_users_measurements_come_with_ours()
    {
        var ours = EmbeddedCatalog.Open().Measurements.Count;
        using var folder = new UserFolder().With("measurements/mine.csv", Header + "m,g,8,vllm,fp8,offline,1000,100,,16,80,16,,,mine,\n");
        var rows = EmbeddedCatalog.Open(folder.Path).Measurements;
        Assert.Equal(ours + 1, rows.Count);
        Assert.Equal("mine", rows[0].Source);
    }

    // The columns that carry a slip, and the fields that mend it, by hand; a row that is right already, and anybody else's, stay as they are.
    [Theory]
    [InlineData("TensorRT-LLM perf-overview v1.0", 8, 128, "", "", "28312", "", "8 at , first , output , total 28312 of output")]
    [InlineData("TensorRT-LLM perf-overview v0.9", 4, 1, "1", "17.8", "", "", "4 at 1, first 17.8, output , total ")]
    [InlineData("TensorRT-LLM perf-overview v0.9", 4, 128, "1", "2744", "", "", "4 at 1, first , output 2744, total ")]
    [InlineData("somebody", 4, 1, "1", "17.8", "28312", "label=4xMi300x 2FP8-amd", "4 at 1, first , output 17.8, total 28312")]
    [InlineData("dstack benchmarks", 8, 2048, "64", "", "1017", "tp8; label=4xMi300x 1FP8-amd", "4 at 64, first , output , total 1017")]
    [InlineData("dstack benchmarks", 8, 2048, "64", "", "2034", "tp8; label=8xMi300x  2FP8-amd", "8 at 128, first , output , total 2034")]
    [InlineData("dstack benchmarks", 8, 2048, "64", "", "2034", "tp8; label=8xH100 1FP8-meta", "8 at 64, first , output , total 2034")]
    public void Figures_known_to_stand_in_the_wrong_column_are_read_as_they_are_meant(string source, int gpus, int output, string concurrency, string rate, string total, string note, string expected)
    {
        var row = Assert.Single(Read(Header.Replace("scenario", "tp,scenario", StringComparison.Ordinal) + $"m,g,{gpus},vllm,fp8,{gpus},offline,128,{output},,{concurrency},,,{rate},{total},{source},{note}\n"));
        Assert.Equal(expected, FormattableString.Invariant($"{row.Gpus} at {row.Concurrency}, first {row.TimeToFirstTokenMs}, output {row.OutputTokensPerSecond}, total {row.TotalTokensPerSecond}{(row.TotalCountsOutput ? " of output" : "")}"));
        Assert.Equal(row.Note.Contains(" 2FP8", StringComparison.Ordinal) && source != "somebody" ? gpus / 2 : row.Gpus, row.Tensor);
    }

    private static IReadOnlyList<Measurement> Read(string text) => MeasurementFile.Read(Encoding.UTF8.GetBytes(text), "f.csv");
}
