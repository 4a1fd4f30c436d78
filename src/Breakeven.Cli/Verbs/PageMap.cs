using System.Text.Json.Serialization;

namespace Breakeven.Cli.Verbs;

/// <summary>Which choice is cheapest over two measures, as a page draws it.</summary>
/// <param name="Title">What the map is of.</param>
/// <param name="XTitle">The measure to the right.</param>
/// <param name="YTitle">The measure upwards.</param>
/// <param name="X">Its steps.</param>
/// <param name="Y">The other's, from below.</param>
/// <param name="Ways">The choices that are cheapest somewhere.</param>
/// <param name="Cheapest">For each of <paramref name="Y"/> and in it each of <paramref name="X"/> the place in <paramref name="Ways"/>; null where nothing serves it.</param>
/// <param name="Note">What else is to be said, such as how sure the boundary is.</param>
internal sealed record PageMap(string Title, string XTitle, string YTitle, IReadOnlyList<string> X, IReadOnlyList<string> Y, IReadOnlyList<string> Ways, IReadOnlyList<IReadOnlyList<int?>> Cheapest, string Note = "")
{
    private static readonly string[] s_parts = ["on", "input", "hour", "start", "output", "on-idle", "batch", "spares", "hour-idle", "token-cached"];

    /// <summary>The style sheet's names of the colours of <see cref="Ways"/>; each has a letter too, since ten are more than an eye tells apart.</summary>
    public IReadOnlyList<string> Colours => [.. Ways.Select((_, way) => s_parts[way % s_parts.Length])];

    /// <summary>The letter of a way, as the cells have it.</summary>
    public static string Letter(int way) => ((char)('A' + way % 26)).ToString();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(IReadOnlyList<PageMap>))]
internal sealed partial class PageMapJson : JsonSerializerContext;
