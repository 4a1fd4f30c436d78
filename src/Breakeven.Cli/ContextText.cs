using System.Globalization;
using System.Numerics;
using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Cli;

/// <summary>A context as people type it.</summary>
internal static class ContextText
{
    private const long Usual = 8192;

    /// <summary>The context asked for, or the usual one; with a remark where it is likely to be misunderstood.</summary>
    public static (TokenCount Context, string? Remark) Of(string? text, Model model)
    {
        var limit = model.ContextLimit.Value;
        if (text is null)
        {
            var usual = Math.Min(Usual, limit);
            return (new(usual), $"no --context given: {usual:N0} tokens are supposed; the model's limit is {limit:N0}");
        }

        if (Amount.ParseCount(text) is not { } count || count < 1 || count > 1e9 || count != Math.Floor(count))
            throw new InputException($"\"{text}\" is not a number of tokens", "--context", "write a whole number from 1 to 1B, such as 128k for 128,000");
        if (count > limit)
            throw new InputException($"{count:N0} tokens are beyond the {limit:N0} that {model.Id} was made for", "--context", string.Create(CultureInfo.InvariantCulture, $"give at most {limit}"));
        return (new((long)count), Binary(text.Trim(), count));
    }

    // A "128k" model holds 131,072 tokens; whoever types 128k may mean either.
    private static string? Binary(string text, double count)
    {
        var (factor, power) = text[^1] is 'k' or 'K' ? (1e3, 1024L) : text[^1] is 'M' ? (1e6, 1L << 20) : (0, 0);
        if (power == 0) return null;
        var stem = count / factor;
        var binary = (long)stem * power;
        return stem == Math.Floor(stem) && BitOperations.IsPow2(binary)
            ? string.Create(CultureInfo.InvariantCulture, $"--context {text} is {count:N0} tokens; {stem:0} x {(text[^1] is 'M' ? "1,048,576" : "1,024")} would be --context {binary}")
            : null;
    }
}
