using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Cli.Reports;
using Breakeven.Models;
using Breakeven.Models.Weights;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven files</summary>
internal static class Files
{
    public static Verb Build()
    {
        var path = new Argument<string>("path") { Description = "A checkpoint: a folder, a .safetensors, .safetensors.index.json or .gguf file, or hf:owner/name[@revision][/file.gguf]" };
        return new Verb("files", "What a checkpoint's files hold: bytes by class of tensor and type, and where they and its config disagree", call => Run(call, call.Value(path)))
        {
            Arguments = { path },
            Examples = ["breakeven files samples/weights/tiny-llama", "breakeven files samples/weights/tiny-llama-Q8_0.gguf --format json"],
            AnswersNo = "config and files disagree",
        };
    }

    private static Answer Run(Invocation call, string path)
    {
        if (call.Files(path).Checkpoint is not { } checkpoint)
            throw new Catalog.InputException("there is a config and no weights", path, "give a folder with .safetensors or .gguf files; breakeven size needs the config alone");
        var sections = new List<Section>
        {
            new Section.Facts(checkpoint.Model?.Id ?? checkpoint.Where, Facts(checkpoint)),
            new Section.Table("Tensors by class", ClassColumns, [.. ClassRows(checkpoint)]) { Main = true },
            new Section.Table("Elements by class and type", TypeColumns, [.. TypeRows(checkpoint.Census)]),
        };
        if (checkpoint.Disagreements.Count > 0) sections.Add(new Section.Notes("Config and files disagree", checkpoint.Disagreements));
        else sections.Add(new Section.Paragraph(checkpoint.Model is null ? "no config.json beside the files: nothing to compare with" : "config and files agree", Tone.Good));
        if (checkpoint.Remarks.Count > 0) sections.Add(new Section.Notes("Remarks", checkpoint.Remarks));
        return new Answer(new Report(sections), FilesRecord.Of(checkpoint), () => FilesJson.Default.FilesRecord, checkpoint.Disagreements.Count == 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static List<NamedValue> Facts(Checkpoint checkpoint) =>
    [
        new("format", "format", checkpoint.Format),
        new("files", "files", Cell.Number(checkpoint.Files.Count)),
        new("architecture", "architecture", checkpoint.Model is { } model ? Cell.Of(model.Architecture) : Cell.Unknown),
        new("precision", "precision", checkpoint.Model is { } stored ? Cell.Of(stored.Native.Name) : Cell.Unknown),
        new("weights", "weight_bytes", Cell.Amount(new Bytes(checkpoint.Census.Total.Bytes))),
        new("draft layers (MTP)", "draft_bytes", Cell.Amount(new Bytes(checkpoint.Census.Drafts.Bytes))),
    ];

    private static readonly IReadOnlyList<Column> ClassColumns =
    [
        new("class", "class"),
        Column.Number("tensors", "tensors"),
        Column.Number("parameters M", "parameters"),
        Column.Number("by config", "config_parameters"),
        Column.Number("MiB", "bytes"),
        Column.Number("of them scales", "scale_bytes", drop: 1),
        Column.Number("bits each", "bits_per_parameter", drop: 2),
    ];

    private static IEnumerable<IReadOnlyList<Cell>> ClassRows(Checkpoint checkpoint)
    {
        foreach (var (kind, tally, said) in ByClass(checkpoint)) yield return ClassRow(ModelWords.NameOf(kind), tally, said, Tone.Plain);
        yield return ClassRow("all", checkpoint.Census.Total, checkpoint.Model?.TotalParameters, Tone.Strong);
    }

    private static IReadOnlyList<Cell> ClassRow(string name, WeightTally tally, long? said, Tone tone) =>
    [
        Cell.Of(name, tone),
        Cell.Number(tally.Tensors),
        Cell.Count(tally.Parameters, 1e6, 3).As(tone),
        said is { } count ? Cell.Count(count, 1e6, 3).As(count == tally.Parameters ? Tone.Plain : Tone.Bad) : Cell.Unknown,
        Cell.Scaled(new Bytes(tally.Bytes), Bytes.Mebibytes(1), 3).As(tone),
        Cell.Scaled(new Bytes(tally.ScaleBytes + tally.BesideBytes), Bytes.Mebibytes(1), 3),
        tally.Parameters == 0 ? Cell.Unknown : Cell.Number(8.0 * tally.Bytes / tally.Parameters, 2),
    ];

    /// <summary>Each class that the files or the config have.</summary>
    internal static IEnumerable<(TensorClass Class, WeightTally Tally, long? Said)> ByClass(Checkpoint checkpoint)
    {
        var said = checkpoint.Model?.ParametersByClass().ToDictionary(entry => entry.Class, entry => entry.Parameters);
        foreach (var kind in Enum.GetValues<TensorClass>())
        {
            var tally = checkpoint.Census[kind];
            if (tally.Tensors > 0 || said?.GetValueOrDefault(kind) > 0) yield return (kind, tally, said?.GetValueOrDefault(kind));
        }
    }

    private static readonly IReadOnlyList<Column> TypeColumns =
        [new("class", "class"), new("type", "type"), Column.Number("tensors", "tensors"), Column.Number("parameters M", "parameters"), Column.Number("MiB", "bytes")];

    private static IEnumerable<IReadOnlyList<Cell>> TypeRows(WeightCensus census) =>
        census.ByType.OrderBy(entry => entry.Key.Class).ThenByDescending(entry => entry.Value.Bytes).Select(entry => (IReadOnlyList<Cell>)
        [
            ModelWords.NameOf(entry.Key.Class), entry.Key.Type, Cell.Number(entry.Value.Tensors), Cell.Count(entry.Value.Parameters, 1e6, 3),
            Cell.Scaled(new Bytes(entry.Value.Bytes), Bytes.Mebibytes(1), 3),
        ]);
}

internal sealed record StoredFileRecord(string Name, long Bytes);

internal sealed record StoredClassRecord(string Class, long Tensors, long Parameters, long? ConfigParameters, long Bytes, long ScaleBytes, long BesideBytes);

internal sealed record StoredTypeRecord(string Class, string Type, long Tensors, long Parameters, long Bytes);

internal sealed record FilesRecord(
    string Where,
    string Format,
    string? Id,
    string? Architecture,
    string? Precision,
    long TotalParameters,
    long WeightBytes,
    long DraftBytes,
    IReadOnlyList<StoredFileRecord> Files,
    IReadOnlyList<StoredClassRecord> Classes,
    IReadOnlyList<StoredTypeRecord> Types,
    IReadOnlyList<string> Disagreements,
    IReadOnlyList<string> Remarks) : WireRecord
{
    public static FilesRecord Of(Checkpoint checkpoint) => new(
        checkpoint.Where,
        checkpoint.Format,
        checkpoint.Model?.Id,
        checkpoint.Model?.Architecture,
        checkpoint.Model?.Native.Name,
        checkpoint.Census.Total.Parameters,
        checkpoint.Census.Total.Bytes,
        checkpoint.Census.Drafts.Bytes,
        [.. checkpoint.Files.Select(file => new StoredFileRecord(file.Name, file.Length))],
        [.. Verbs.Files.ByClass(checkpoint).Select(entry => new StoredClassRecord(
            ModelWords.NameOf(entry.Class), entry.Tally.Tensors, entry.Tally.Parameters, entry.Said, entry.Tally.Bytes, entry.Tally.ScaleBytes, entry.Tally.BesideBytes))],
        [.. checkpoint.Census.ByType.OrderBy(entry => entry.Key.Class).ThenByDescending(entry => entry.Value.Bytes).Select(entry => new StoredTypeRecord(
            ModelWords.NameOf(entry.Key.Class), entry.Key.Type, entry.Value.Tensors, entry.Value.Parameters, entry.Value.Bytes))],
        checkpoint.Disagreements,
        checkpoint.Remarks);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(FilesRecord))]
internal sealed partial class FilesJson : JsonSerializerContext;
