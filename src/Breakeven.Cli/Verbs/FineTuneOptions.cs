using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Training;

namespace Breakeven.Cli.Verbs;

/// <summary>How texts of a fine-tuning are read, and the names of its methods.</summary>
internal static class FineTuneOptions
{
    public static IReadOnlyList<string> Methods { get; } = ["full", "lora", "qlora"];

    public static IReadOnlyList<string> Targets { get; } = ["attention", "no-experts", "all"];

    public static double Tokens(string text, string option) => Amount.ParseCount(text) is { } count and >= 1 and <= 1e15
        ? count
        : throw new InputException($"\"{text}\" is not a number of tokens", option, "count them over all epochs, such as 100M");

    public static FineTuneMethod Method(string text) => Methods.ToList().IndexOf(text.ToLowerInvariant()) is >= 0 and var at
        ? (FineTuneMethod)at
        : throw new InputException($"there is no method \"{text}\"", "--method", Mistakes.DidYouMean(text, Methods, $"choose {Mistakes.Listed(Methods)}"));

    public static AdapterTargets Target(string text) => Targets.ToList().IndexOf(text.ToLowerInvariant()) is >= 0 and var at
        ? (AdapterTargets)at
        : throw new InputException($"there are no adapters \"{text}\"", "--adapters", Mistakes.DidYouMean(text, Targets, $"choose {Mistakes.Listed(Targets)}"));

    public static int Whole(string text, string option, string example) => Amount.ParseCount(text) is { } count && count is >= 1 and <= 1e9 && count == Math.Floor(count)
        ? (int)count
        : throw new InputException($"\"{text}\" is not a whole number", option, $"write one, such as {example}");

    public static double? Share(string? text)
    {
        if (text is null) return null;
        return text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100
            ? percent / 100
            : throw new InputException($"\"{text}\" is not a share", "--mfu", "write a percentage above 0 and up to 100, such as 40%");
    }

    public static string Name(FineTuneMethod method) => Methods[(int)method];
}
