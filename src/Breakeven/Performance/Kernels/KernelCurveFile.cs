using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Breakeven.Performance.Kernels;

/// <summary>The curves of one accelerator as a file: a line a curve.</summary>
public static class KernelCurveFile
{
    // A hundredth of a picosecond: times a million elements, ten nanoseconds. What is below was not found in the data.
    private const double Least = 1e-14;

    private static readonly JsonSerializerOptions s_text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes curves of one accelerator; the same curves give the same bytes.</summary>
    public static string Write(string accelerator, IReadOnlyList<KernelCurve> curves)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"schema_version\": 1,\n  \"accelerator\": ").Append(JsonSerializer.Serialize(accelerator)).Append(",\n  \"curves\": [\n");
        for (var i = 0; i < curves.Count; i++) text.Append("    ").Append(Line(curves[i])).Append(i < curves.Count - 1 ? ",\n" : "\n");
        return text.Append("  ]\n}\n").ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<KernelCurve> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var accelerator = document.RootElement.GetProperty("accelerator").GetString()!;
        return [.. document.RootElement.GetProperty("curves").EnumerateArray().Select(line => Curve(accelerator, line))];
    }

    private static string Line(KernelCurve curve)
    {
        var members = new List<(string Name, string Value)>
        {
            ("family", Text(curve.Family.ToString())),
            ("engine", Text(curve.Engine)),
            ("precision", Text(curve.Precision.ToString())),
            ("kernel", Text(curve.Kernel)),
            ("launch", Text(TimeText(curve.Launch))),
            ("bandwidth", Text(Percent(curve.BandwidthShare))),
        };
        // What a family does not have is left out, and read as its neutral value.
        if (curve.RateShare != 1) members.Add(("rate", Text(Percent(curve.RateShare))));
        if (curve.TileRows > 1) members.Add(("tile", Number(curve.TileRows)));
        if (curve.Each.Value >= Least) members.Add(("each", Text(TimeText(curve.Each))));
        if (curve.Fill >= 0.001) members.Add(("fill", Number(curve.Fill)));
        if (curve.Walk.Value >= Least) members.Add(("walk", Text(TimeText(curve.Walk))));
        if (curve.Soft >= 0.1) members.Add(("soft", Number(curve.Soft)));
        if (curve.Cached >= 1.01) members.Add(("cached", Number(curve.Cached)));
        if (curve.Host.Value > 0) members.Add(("host", Text(TimeText(curve.Host))));
        if (curve.Default) members.Add(("default", "true"));
        if (curve.Slower > 1) members.Add(("slower", Number(curve.Slower)));
        members.Add(("points", curve.Points.ToString(CultureInfo.InvariantCulture)));
        members.Add(("error", Text($"{Percent(curve.Error.Median)} {Percent(curve.Error.Ninety)}")));
        members.Add(("held_out", Text($"{Percent(curve.Error.HeldOutMedian)} {Percent(curve.Error.HeldOutNinety)}")));
        members.Add(("range", Text(curve.Range)));
        members.Add(("source", Text(curve.Source)));
        // Without blanks, of which four hundred lines would hold 15 kB.
        return "{" + string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Value}")) + "}";
    }

    private static KernelCurve Curve(string accelerator, JsonElement line)
    {
        var error = Pair("error");
        var heldOut = Pair("held_out");
        return new()
        {
            Accelerator = accelerator,
            Engine = Word("engine"),
            // The table's name holds system, engine, version and operation.
            EngineVersion = Word("source").Split("__") is [_, _, var version, ..] ? version : "",
            Family = Enum.Parse<KernelFamily>(Word("family")),
            Precision = Enum.Parse<KernelPrecision>(Word("precision")),
            Kernel = Word("kernel"),
            Launch = Time("launch"),
            BandwidthShare = Share(Word("bandwidth")),
            RateShare = line.TryGetProperty("rate", out var rate) ? Share(rate.GetString()!) : 1,
            TileRows = Plain("tile", 1),
            Each = Time("each"),
            Fill = Plain("fill", 0),
            Walk = Time("walk"),
            Soft = Plain("soft", 0),
            Cached = Plain("cached", 1),
            Host = Time("host"),
            Default = line.TryGetProperty("default", out _),
            Slower = Plain("slower", 1),
            Points = line.GetProperty("points").GetInt32(),
            Error = new(error[0], error[1], heldOut[0], heldOut[1]),
            Range = Word("range"),
            Source = Word("source"),
        };

        string Word(string name) => line.GetProperty(name).GetString()!;
        double Plain(string name, double otherwise) => line.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
        Seconds Time(string name) => line.TryGetProperty(name, out var value) ? Span(value.GetString()!) : default;
        double[] Pair(string name) => [.. Word(name).Split(' ').Select(Share)];
    }

    private static double Share(string text) => double.Parse(text.AsSpan()[..^1], CultureInfo.InvariantCulture) / 100;

    private static string Text(string text) => JsonSerializer.Serialize(text, s_text);

    private static string Number(double value) => double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.########", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + "%";

    // Three figures, in the unit that keeps them readable: launches take microseconds, an element of an activation a tenth of a picosecond.
    private static string TimeText(Seconds span) => span.Value switch
    {
        >= 1e-6 => Number(span.Value * 1e6) + "us",
        >= 1e-9 => Number(span.Value * 1e9) + "ns",
        _ => Number(span.Value * 1e12) + "ps",
    };

    private static Seconds Span(string text)
        => new(double.Parse(text.AsSpan()[..^2], CultureInfo.InvariantCulture) * (text[^2] switch { 'u' => 1e-6, 'n' => 1e-9, _ => 1e-12 }));
}
