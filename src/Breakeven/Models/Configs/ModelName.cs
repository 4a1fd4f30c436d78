using System.Text.RegularExpressions;

namespace Breakeven.Models.Configs;

/// <summary>A model's name from where its files lie.</summary>
internal static partial class ModelName
{
    /// <summary>From "org__name.json", a hub cache's "models--org--name", the folder of a config.json, or what the config calls itself.</summary>
    public static string From(string? said, string path)
    {
        var parts = path.Split('/', '\\').Where(part => part.Length > 0).ToArray();
        var file = parts.Length == 0 ? "" : parts[^1];
        var stem = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? file[..^5] : file;
        if (stem.Split("__", 2) is [{ Length: > 0 } org, { Length: > 0 } name]) return $"{org}/{name}";
        if (parts.LastOrDefault(part => part.StartsWith("models--", StringComparison.Ordinal))?.Split("--", 3) is [_, var owner, var model]) return $"{owner}/{model}";
        var plain = stem is "config" or "";
        if (plain && parts.Length >= 2 && parts[^2] is not ("." or ".."))
            return parts[^2].Split("__", 2) is [{ Length: > 0 } left, { Length: > 0 } right] ? $"{left}/{right}" : parts[^2];
        return said is not null && HubName().IsMatch(said) ? said : plain ? "model" : stem;
    }

    [GeneratedRegex(@"\A[\w.-]{1,96}/[\w.-]{1,96}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HubName();
}
