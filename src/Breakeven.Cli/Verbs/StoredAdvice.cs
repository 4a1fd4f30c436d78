using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Cli.Verbs;

/// <summary>A line of a stored bill.</summary>
internal readonly record struct StoredLine(string Line, string? Terms, string Name, decimal Usd);

/// <summary>A choice of a stored advice.</summary>
internal readonly record struct StoredChoice(string Choice, decimal Usd);

/// <summary>An advice, as breakeven advise wrote it down or gives it now: as much of it as tells what changed.</summary>
internal sealed record StoredAdvice(string Verdict, StoredChoice? Answer, IReadOnlyList<StoredLine> Lines, IReadOnlyList<StoredChoice> Choices, string Command)
{
    // A month of hours has some 150 kB.
    private const long SizeMost = 64L << 20;

    private const string Such = "give what breakeven advise --format json wrote, such as advice.json";

    public static StoredAdvice Of(AdviseRecord record) => new(
        record.Verdict,
        record.Answer is { } answer ? new(answer.Choice, answer.UsdPerMonth) : null,
        [.. (record.Answer?.Lines ?? []).Select(line => new StoredLine(line.Line, line.Terms, line.Name, line.UsdPerMonth))],
        [.. record.Choices.Select(choice => new StoredChoice(choice.Choice, choice.UsdPerMonth))],
        record.Command);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is no advice.</exception>
    public static StoredAdvice Read(string path)
    {
        if (Directory.Exists(path)) throw new InputException("it is a folder", path, Such);
        if (!File.Exists(path)) throw new InputException("there is no such file", path, Such);
        if (new FileInfo(path).Length > SizeMost) throw NoAdvice(path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Of(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NoAdvice(path);
        }
    }

    private static StoredAdvice Of(JsonElement root)
    {
        var command = root.GetProperty("command").GetString();
        if (command is null || !command.StartsWith("breakeven advise ", StringComparison.Ordinal) || root.GetProperty("schema_version").GetInt32() != 1) throw new FormatException("no advice");
        var answer = root.GetProperty("answer");
        return new(
            root.GetProperty("verdict").GetString() ?? "",
            answer.ValueKind == JsonValueKind.Null ? null : ChoiceOf(answer),
            answer.ValueKind == JsonValueKind.Null ? [] : [.. answer.GetProperty("lines").EnumerateArray().Select(LineOf)],
            [.. root.GetProperty("choices").EnumerateArray().Select(ChoiceOf)],
            command);
    }

    private static StoredChoice ChoiceOf(JsonElement choice) => new(Text(choice, "choice"), choice.GetProperty("usd_per_month").GetDecimal());

    private static StoredLine LineOf(JsonElement line) => new(Text(line, "line"), line.GetProperty("terms").GetString(), Text(line, "name"), line.GetProperty("usd_per_month").GetDecimal());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException("no advice");

    private static InputException NoAdvice(string path) => new("it is no advice", path, Such);
}
