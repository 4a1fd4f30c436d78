using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakeven.Catalog;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>The engines' constants as text: catalog/calibration/serving.json, written by <c>breakeven calibrate serving</c>.</summary>
public static class ServingFile
{
    private const string Resource = "catalog/calibration/serving.json";

    /// <summary>The names of the constants in the file, in the order in which it is written.</summary>
    internal static IReadOnlyList<ServingConstant> Constants { get; } =
    [
        new("launch", Unit.Factor, one => one.Launch, (one, value) => one with { Launch = value }),
        new("dense", Unit.Factor, one => one.Dense, (one, value) => one with { Dense = value }),
        new("experts", Unit.Factor, one => one.Experts, (one, value) => one with { Experts = value }),
        new("dense_fp8", Unit.Factor, one => one.DenseFp8, (one, value) => one with { DenseFp8 = value }),
        new("dense_fp8_block", Unit.Factor, one => one.DenseFp8Block, (one, value) => one with { DenseFp8Block = value }),
        new("dense_fp4", Unit.Factor, one => one.DenseFp4, (one, value) => one with { DenseFp4 = value }),
        new("experts_fp8", Unit.Factor, one => one.ExpertsFp8, (one, value) => one with { ExpertsFp8 = value }),
        new("experts_fp4", Unit.Factor, one => one.ExpertsFp4, (one, value) => one with { ExpertsFp4 = value }),
        new("attention", Unit.Factor, one => one.Attention, (one, value) => one with { Attention = value }),
        new("prompt", Unit.Factor, one => one.Prompt, (one, value) => one with { Prompt = value }),
        new("independence", Unit.Factor, one => one.Independence, (one, value) => one with { Independence = value }),
        new("stagger", Unit.Factor, one => one.Stagger, (one, value) => one with { Stagger = value }),
        new("collectives", Unit.Factor, one => one.Collectives, (one, value) => one with { Collectives = value }),
        new("compute", Unit.Factor, one => one.Compute, (one, value) => one with { Compute = value }),
        new("passes", Unit.Factor, one => one.Passes, (one, value) => one with { Passes = value }),
        new("align", Unit.Factor, one => one.Align, (one, value) => one with { Align = value }),
        new("layer_us", Unit.Microseconds, one => one.Layer.Value, (one, value) => one with { Layer = new(value) }),
        new("expert_layer_us", Unit.Microseconds, one => one.ExpertLayer.Value, (one, value) => one with { ExpertLayer = new(value) }),
        new("eager_layer_us", Unit.Microseconds, one => one.EagerLayer.Value, (one, value) => one with { EagerLayer = new(value) }),
        new("eager_expert_layer_us", Unit.Microseconds, one => one.EagerExpertLayer.Value, (one, value) => one with { EagerExpertLayer = new(value) }),
        new("step_us", Unit.Microseconds, one => one.Step.Value, (one, value) => one with { Step = new(value) }),
        new("sequence_us", Unit.Microseconds, one => one.Sequence.Value, (one, value) => one with { Sequence = new(value) }),
        new("request_us", Unit.Microseconds, one => one.Request.Value, (one, value) => one with { Request = new(value) }),
        new("prompt_token_us", Unit.Microseconds, one => one.PromptToken.Value, (one, value) => one with { PromptToken = new(value) }),
        new("burst", Unit.Factor, one => one.Burst, (one, value) => one with { Burst = value }),
        new("cohort", Unit.Factor, one => one.Cohort, (one, value) => one with { Cohort = value }),
        new("stream", Unit.Factor, one => one.Stream, (one, value) => one with { Stream = value }),
        new("queue", Unit.Factor, one => one.Queue, (one, value) => one with { Queue = value }),
    ];

    internal enum Unit
    {
        Factor,
        Microseconds,
    }

    /// <summary>One constant: its name, its unit in the file, and where it lies in the record (in seconds, where it is a time).</summary>
    internal sealed record ServingConstant(string Name, Unit Unit, Func<ServingConstants, double> Get, Func<ServingConstants, double, ServingConstants> Set)
    {
        public double Scale => Unit == Unit.Microseconds ? 1e6 : 1;
    }

    internal static ServingConstants Zero(string engine) => new()
    {
        Engine = engine,
        Launch = 0,
        Dense = 0,
        Experts = 0,
        DenseFp8 = 0,
        DenseFp8Block = 0,
        DenseFp4 = 0,
        ExpertsFp8 = 0,
        ExpertsFp4 = 0,
        Attention = 0,
        Prompt = 0,
        Independence = 0,
        Stagger = 0,
        Collectives = 0,
        Compute = 0,
        Passes = 0,
        Align = 0,
        Layer = new(0),
        ExpertLayer = new(0),
        EagerLayer = new(0),
        EagerExpertLayer = new(0),
        Step = new(0),
        Sequence = new(0),
        Request = new(0),
        PromptToken = new(0),
        Burst = 0,
        Cohort = 0,
        Stream = 0,
        Queue = 0,
    };

    internal static IReadOnlyDictionary<string, ServingConstants> ReadEmbedded()
    {
        using var stream = typeof(ServingFile).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, Resource);
    }

    /// <summary>Reads the constants of every engine.</summary>
    public static IReadOnlyDictionary<string, ServingConstants> Read(ReadOnlyMemory<byte> json, string where)
    {
        using var document = JsonDocument.Parse(json);
        var engines = new Dictionary<string, ServingConstants>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in document.RootElement.GetProperty("engines").EnumerateObject())
        {
            var read = Zero(entry.Name);
            foreach (var constant in Constants)
            {
                if (!entry.Value.TryGetProperty(constant.Name, out var value) || !value.TryGetDouble(out var number) || !double.IsFinite(number) || number < 0)
                    throw new InputException($"{constant.Name} of {entry.Name} is missing, or no number of 0 or more", where, "write it again with breakeven calibrate serving");
                read = constant.Set(read, number / constant.Scale);
            }

            engines.Add(entry.Name, read);
        }

        foreach (var engine in Engine.All)
            if (!engines.ContainsKey(engine.Id)) throw new InputException($"it has no constants for {engine.Id}", where, "write it again with breakeven calibrate serving");
        return engines;
    }

    /// <summary>An engine's constants by their names in the file, in its units.</summary>
    public static IEnumerable<(string Name, double Value)> Values(ServingConstants one) => Constants.Select(constant => (constant.Name, constant.Get(one) * constant.Scale));

    /// <summary>The file's text: four significant digits, one engine an entry.</summary>
    public static string Write(IEnumerable<ServingConstants> engines, string source)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"schema_version\": 1,\n  \"source\": ").Append(JsonSerializer.Serialize(source)).Append(",\n  \"engines\": {\n");
        text.AppendJoin(",\n", engines.Select(one =>
            $"    \"{one.Engine}\": {{\n" + string.Join(",\n", Constants.Select(constant =>
                string.Create(CultureInfo.InvariantCulture, $"      \"{constant.Name}\": {double.Parse((constant.Get(one) * constant.Scale).ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}"))) + "\n    }"));
        return text.Append("\n  }\n}\n").ToString();
    }
}
