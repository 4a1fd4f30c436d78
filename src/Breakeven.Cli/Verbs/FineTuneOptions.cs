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
        : throw new InputException($"\"{text}\" is not a number of tokens", option, $"count them over all epochs, such as {option} 100M");

    public static FineTuneMethod Method(string text) => Methods.ToList().IndexOf(text.ToLowerInvariant()) is >= 0 and var at
        ? (FineTuneMethod)at
        : throw new InputException($"there is no method \"{text}\"", "--method", Mistakes.DidYouMean(text, Methods, $"choose {Mistakes.Listed(Methods)}"));

    public static AdapterTargets Target(string text) => Targets.ToList().IndexOf(text.ToLowerInvariant()) is >= 0 and var at
        ? (AdapterTargets)at
        : throw new InputException($"there are no adapters \"{text}\"", "--adapters", Mistakes.DidYouMean(text, Targets, $"choose {Mistakes.Listed(Targets)}"));

    public static int Rank(string text, string option) => Whole(text, option, "rank of adapters", 1, FineTuneRequest.RankMost, 16);

    public static int Sequence(string text, string option) => Whole(text, option, "number of tokens of a sequence", FineTuneRequest.SequenceLeast, FineTuneRequest.SequenceMost, 4096);

    private static int Whole(string text, string option, string what, int least, int most, int example) => Amount.ParseCount(text) is { } count && count >= least && count <= most && count == Math.Floor(count)
        ? (int)count
        : throw new InputException($"\"{text}\" is no {what}", option, FormattableString.Invariant($"write a whole number from {least} to {most:N0}, such as {option} {example}"));

    public static double? Share(string? text)
    {
        if (text is null) return null;
        return text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100
            ? percent / 100
            : throw new InputException($"\"{text}\" is no share of the datasheet's arithmetic", "--mfu", "write a percentage above 0% and up to 100%, such as --mfu 40%");
    }

    public static string Name(FineTuneMethod method) => Methods[(int)method];
}
