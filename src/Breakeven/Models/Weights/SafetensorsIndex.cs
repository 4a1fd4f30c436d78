using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>A model.safetensors.index.json: which file holds which tensor.</summary>
/// <param name="Where">What to call it in errors.</param>
/// <param name="FileOf">The file of each tensor.</param>
/// <param name="Files">The files, in the order of their names.</param>
/// <param name="TotalSize">Bytes of all tensors, as metadata.total_size says; null where it does not.</param>
public sealed record SafetensorsIndex(string Where, IReadOnlyDictionary<string, string> FileOf, IReadOnlyList<string> Files, long? TotalSize)
{
    private const int TensorsMax = 2_000_000;
    private const int FilesMax = 10_000;
    private const long LengthMax = 512L << 20;

    /// <summary>Reads it without a tree: 100,000 names cost what they weigh.</summary>
    public static SafetensorsIndex Read(WeightFile file)
    {
        if (file.Length > LengthMax) throw Wrong(file, $"the file is larger than {LengthMax >> 20} MiB, which no such file is");
        var reading = new Reading(file);
        JsonStream.Read(file, 0, file.Length, "the index", reading.Take);
        if (!reading.MapSeen) throw Wrong(file, "weight_map is missing");
        return new(file.Where, reading.FileOf, [.. reading.Files.Keys.Order(StringComparer.Ordinal)], reading.TotalSize);
    }

    private static InputException Wrong(WeightFile file, string what) => new(what, file.Where, "give a model.safetensors.index.json as it was published");

    private sealed class Reading(WeightFile file)
    {
        private string _section = "";
        private string? _name;

        public Dictionary<string, string> FileOf { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

        public long? TotalSize { get; private set; }

        public bool MapSeen { get; private set; }

        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.CurrentDepth == 0)
            {
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) throw Wrong(file, "the index is no JSON object");
                return;
            }

            if (reader.CurrentDepth == 1) TakeSection(ref reader);
            else if (_section == "weight_map") TakeEntry(ref reader);
            else if (_section == "metadata" && reader.CurrentDepth == 2) TakeMetadata(ref reader);
        }

        private void TakeSection(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                _section = reader.ValueTextEquals("weight_map"u8) ? "weight_map" : reader.ValueTextEquals("metadata"u8) ? "metadata" : "";
                if (_section == "weight_map" && MapSeen) throw Wrong(file, "weight_map stands twice");
            }
            else if (_section == "weight_map" && reader.TokenType == JsonTokenType.StartObject) MapSeen = true;
            else if (_section == "weight_map" && reader.TokenType != JsonTokenType.EndObject) throw Wrong(file, "weight_map is no object");
        }

        private void TakeMetadata(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.PropertyName) _name = reader.ValueTextEquals("total_size"u8) ? "total_size" : null;
            // Some tools write it as 1.5e10.
            else if (reader.TokenType == JsonTokenType.Number && _name is not null && reader.TryGetDouble(out var size) && size is >= 0 and < 9e15) TotalSize = (long)size;
        }

        private void TakeEntry(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                _name = reader.GetString()!;
                return;
            }

            if (reader.TokenType != JsonTokenType.String) throw Wrong(file, $"weight_map gives the tensor \"{Shown.Of(_name ?? "")}\" something else than a file's name");
            var text = reader.GetString()!;
            if (!Files.TryGetValue(text, out var known))
            {
                // A name and nothing else: a path would read files that were not given.
                if (text.Length is 0 or > 255 || text is "." or ".." || text.AsSpan().IndexOfAny("/\\:\0") >= 0)
                    throw Wrong(file, $"weight_map names \"{Shown.Of(text)}\", which is no file's name");
                if (Files.Count == FilesMax) throw Wrong(file, $"weight_map names more than {FilesMax:N0} files");
                Files[known = text] = text;
            }

            if (!FileOf.TryAdd(_name!, known)) throw Wrong(file, $"weight_map names the tensor \"{Shown.Of(_name!)}\" twice");
            if (FileOf.Count > TensorsMax) throw Wrong(file, $"weight_map names more than {TensorsMax:N0} tensors");
        }
    }
}
