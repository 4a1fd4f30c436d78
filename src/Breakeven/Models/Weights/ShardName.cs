using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>The name of one of several files that are one model: "model-00002-of-00005.safetensors".</summary>
internal sealed partial record ShardName(string Stem, int Number, int Count, string Extension)
{
    private const int CountMax = 10_000;

    public static ShardName? Parse(string name) => Pattern().Match(name) is { Success: true } match
        ? new(match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture), match.Groups[4].Value)
        : null;

    /// <summary>The names of all of them, the first first.</summary>
    public IReadOnlyList<string> All(string where) => Count is >= 1 and <= CountMax && Number >= 1 && Number <= Count
        ? [.. Enumerable.Range(1, Count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Stem}-{number:D5}-of-{Count:D5}{Extension}"))]
        : throw new InputException($"its name says file {Number} of {Count}", where, "give a file as it was published, such as model-00001-of-00003.gguf");

    [GeneratedRegex(@"\A(.+)-([0-9]{5})-of-([0-9]{5})(\.safetensors|\.gguf)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
