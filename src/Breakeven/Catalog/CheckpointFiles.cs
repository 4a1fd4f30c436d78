using Breakeven.Models.Configs;

namespace Breakeven.Catalog;

/// <summary>The small files of a checkpoint that tell its shape, found by the path of a file or a folder.</summary>
internal sealed record CheckpointFiles(string Where, string Id, byte[] Config, byte[]? QuantConfig)
{
    private const string QuantName = "hf_quant_config.json";

    /// <summary>Opens them; a file larger than the bound is refused unread.</summary>
    public static CheckpointFiles Open(string path, int bytesMax)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new InputException("the path is empty", "model", "give a config.json or its folder, such as ./Llama-3.1-8B");
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        var config = Read(file, bytesMax) ?? throw new InputException(
            "there is no such file", file, "give a config.json, the folder that holds one, or a model of the catalogue (breakeven models list)");
        return new(file, ModelName.From(null, Path.GetFullPath(file)), config, Quantization(file, bytesMax));
    }

    // Beside config.json; or, where one folder holds many checkpoints' configs, under the config's own name, there or in quant/.
    private static byte[]? Quantization(string file, int bytesMax)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var stem = Path.GetFileNameWithoutExtension(file);
        if (stem == "config") return Read(Path.Combine(folder, QuantName), bytesMax);
        return Read(Path.Combine(folder, $"{stem}.{QuantName}"), bytesMax) ?? Read(Path.Combine(folder, "quant", $"{stem}.{QuantName}"), bytesMax);
    }

    private static byte[]? Read(string file, int bytesMax)
    {
        try
        {
            if (RegularFile.IsEmpty(file)) return [];
            using var stream = File.OpenRead(file);
            if (stream.Length > bytesMax)
                throw new InputException($"the file is larger than {bytesMax >> 20} MiB, which no such file is", file, "give the config.json, not the weights");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException("the file cannot be read", file, "check that it is a file and that you may read it");
        }
    }
}
