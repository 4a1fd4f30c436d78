using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Calibration.Requests;

/// <summary>Reads requests with their times from what engines and benchmarks write.</summary>
public static class MeasuredRequests
{
    /// <summary>With fewer, two halves say nothing of each other.</summary>
    public const int Fewest = 20;

    private const long SizeLimit = 512L << 20;

    private const string Such = "give requests with their times: breakeven simulate's --requests-out, what vllm bench serve saves with --save-detailed, or lines such as "
        + """{"input_toks": 1034, "output_toks": 769, "arrival_time": 12.5, "first_token_ts": 12.9, "last_token_ts": 37.4}""";

    /// <summary>The served requests of a file, in the order of their arrival.</summary>
    /// <exception cref="InputException">It cannot be read, has no times, or too few requests.</exception>
    public static IReadOnlyList<MeasuredRequest> Read(string path)
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder", path, Such);
        if (!File.Exists(path)) throw new InputException("there is no such file", path, Such);
        var length = new FileInfo(path).Length;
        if (length == 0) throw new InputException("it is empty", path, Such);
        if (length > SizeLimit) throw new InputException("it is larger than 512 MiB", path, "give a part of it: some thousand requests tell as much");
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be read", path, "check that it is a file that you may read");
        }
    }

    internal static IReadOnlyList<MeasuredRequest> Read(byte[] bytes, string where)
    {
        var text = bytes.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        if (text.IsEmpty) throw new InputException("it is empty", where, Such);
        var rows = text[0] != (byte)'{' ? OfCsv(bytes, where) : IsResult(bytes) ? OfResult(bytes, where) : OfLines(bytes, where);
        if (rows.Count < Fewest) throw new InputException($"it has {rows.Count} served {(rows.Count == 1 ? "request" : "requests")}", where, $"give at least {Fewest}: half of them are fitted to, the other half judges");
        var sorted = rows.OrderBy(row => row.Arrival).ToList();
        return [.. sorted.Select(row => row.From(sorted[0].Arrival))];
    }

    private readonly record struct Row(double Arrival, int Input, int Output, double First, double End)
    {
        public MeasuredRequest From(double start) => new(new((long)Math.Round((Arrival - start) * 1e9), Input, Output), First, End);

        /// <summary>Refuses what cannot have been.</summary>
        public Row Checked(string where)
        {
            if (!double.IsFinite(Arrival) || Math.Abs(Arrival) > 1e10) throw new InputException("the arrival is no time in seconds", where, Such);
            if (Input is < 1 or > 100_000_000 || Output is < 1 or > 100_000_000) throw new InputException($"{Input} tokens in and {Output} out are no lengths", where, "give each at least 1");
            if (!(First > 0 && End >= First && End < 1e7))
                throw new InputException(FormattableString.Invariant($"the first token comes after {First:0.######} s and the last after {End:0.######} s"), where, "give times from the arrival on, of one clock, the last no sooner than the first");
            return this;
        }
    }

    private static List<Row> OfCsv(byte[] bytes, string where)
    {
        string[] needed = ["arrival_s", "input_tokens", "output_tokens", "ttft_s", "e2e_s"];
        var header = CsvTable.HeaderOf(bytes, where);
        if (needed.FirstOrDefault(column => !header.Contains(column)) is { } missing) throw new InputException($"it has no column {missing}", where, Such);
        var rows = new List<Row>();
        string? replica = null;
        foreach (var row in CsvTable.ReadForeign(bytes, where, needed).Rows)
        {
            // Those refused have no times.
            if (row.Optional("outcome") is not ("" or "served")) continue;
            var place = $"{where}, line {row.Line}";
            // Of several replicas each has a part of the load, and one is what is fitted to.
            var served = row.Optional("replica");
            if ((replica ??= served) != served) throw new InputException($"its column replica names {replica} and {served}, and one replica is fitted to", place, $"keep the rows of one, such as those whose replica is {replica}");
            double Number(string column) => double.TryParse(row.Optional(column), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw new InputException($"{column} \"{row.Optional(column)}\" is not a number", place, "write seconds such as 0.42, and whole tokens");
            rows.Add(new Row(Number("arrival_s"), Tokens(Number("input_tokens")), Tokens(Number("output_tokens")), Number("ttft_s"), Number("e2e_s")).Checked(place));
        }

        return rows;
    }

    private static bool IsResult(byte[] bytes)
    {
        var start = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 1 << 22)));
        return start.Contains("\"input_lens\"", StringComparison.Ordinal) || start.Contains("\"ttfts\"", StringComparison.Ordinal);
    }

    private static List<Row> OfResult(byte[] bytes, string where)
    {
        using var document = Parse(bytes, where);
        JsonElement[] List(string name) => document.RootElement.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : throw new InputException($"the result has no {name}", where, "save it anew with vllm bench serve --save-result --save-detailed");
        var (inputs, outputs, starts, firsts, gaps) = (List("input_lens"), List("output_lens"), List("start_times"), List("ttfts"), List("itls"));
        if (((int[])[outputs.Length, starts.Length, firsts.Length, gaps.Length]).Any(count => count != inputs.Length))
            throw new InputException("its lists are not equally long", where, "save it anew with vllm bench serve --save-result --save-detailed");
        var rows = new List<Row>();
        for (var i = 0; i < inputs.Length; i++)
        {
            var place = $"{where}, request {i + 1}";
            var output = Tokens(Number(outputs[i], "output_lens", place));
            var first = Number(firsts[i], "ttfts", place);
            // Failed requests have neither tokens nor times.
            if (output == 0 || first == 0) continue;
            if (gaps[i].ValueKind != JsonValueKind.Array) throw new InputException("its itls are no list", place, Such);
            var rest = gaps[i].EnumerateArray().Sum(gap => Number(gap, "itls", place));
            rows.Add(new Row(Number(starts[i], "start_times", place), Tokens(Number(inputs[i], "input_lens", place)), output, first, first + rest).Checked(place));
        }

        return rows;
    }

    private static List<Row> OfLines(byte[] bytes, string where)
    {
        var read = new List<(string Place, double Arrival, double? Queued, int Input, int Output, double First, double Last)>();
        using var lines = new StreamReader(new MemoryStream(bytes));
        for (var line = 1; lines.ReadLine() is { } text; line++)
        {
            if (text.AsSpan().Trim().IsEmpty) continue;
            var place = $"{where}, line {line}";
            using var document = Parse(System.Text.Encoding.UTF8.GetBytes(text), place);
            var root = document.RootElement;
            double Of(string name) => root.TryGetProperty(name, out var value) ? Number(value, name, place) : throw new InputException($"the line has no {name}", place, Such);
            var output = Tokens(Of("output_toks"));
            if (output == 0) continue;
            double? queued = root.TryGetProperty("queued_ts", out var stamp) && stamp.ValueKind == JsonValueKind.Number ? stamp.GetDouble() : null;
            read.Add((place, Of("arrival_time"), queued, Tokens(Of("input_toks")), output, Of("first_token_ts"), Of("last_token_ts")));
        }

        // Arrivals are of the client's clock and tokens of the engine's; the two meet where a request reached the engine soonest after it was sent.
        var clocks = read.Count > 0 && read.All(one => one.Queued is not null) ? read.Min(one => one.Queued!.Value - one.Arrival) : 0;
        return [.. read.Select(one => new Row(one.Arrival, one.Input, one.Output, one.First - one.Arrival - clocks, one.Last - one.Arrival - clocks).Checked(one.Place))];
    }

    private static int Tokens(double value) => value is >= 0 and <= int.MaxValue ? (int)value : -1;

    private static double Number(JsonElement value, string name, string place) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw new InputException($"{name} is no number", place, Such);

    private static JsonDocument Parse(byte[] bytes, string place)
    {
        try
        {
            var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new InputException("it is no JSON object", place, Such);
        }
        catch (JsonException)
        {
            throw new InputException("it is not JSON", place, Such);
        }
    }
}
