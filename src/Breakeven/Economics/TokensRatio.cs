using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Economics;

/// <summary>How many tokens a model needs for what the reference model says in one: tokenizers differ, and so does verbosity.</summary>
public readonly record struct TokensRatio
{
    private readonly double _inputLessOne;
    private readonly double _outputLessOne;

    /// <summary>A ratio for the prompt and another for the answer, each above 0.</summary>
    public TokensRatio(double input, double output)
    {
        _inputLessOne = Checked(input) - 1;
        _outputLessOne = Checked(output) - 1;
    }

    /// <summary>The reference model's own tokens; also what an unset ratio is.</summary>
    public static TokensRatio One => default;

    /// <summary>Own prompt tokens per reference prompt token.</summary>
    public double Input => 1 + _inputLessOne;

    /// <summary>Own output tokens per reference output token.</summary>
    public double Output => 1 + _outputLessOne;

    /// <summary>One ratio for prompt and answer alike.</summary>
    public static TokensRatio Same(double ratio) => new(ratio, ratio);

    /// <summary>Reads "1.15", or "1.1/1.4" for prompt and answer, of an option that names a model: "model=1.15".</summary>
    public static (string Model, TokensRatio Ratio) ParseForModel(string text)
    {
        const string remedy = "write the model and how many of its tokens stand for one of the reference model's, such as \"Qwen/Qwen3-32B=1.15\" or, prompt and answer apart, \"Qwen/Qwen3-32B=1.1/1.4\"";
        var split = text.LastIndexOf('=');
        if (split <= 0 || split == text.Length - 1)
            throw new InputException($"\"{text}\" names no model and ratio", "tokens ratio", remedy);
        var sides = text[(split + 1)..].Split('/');
        var numbers = Array.ConvertAll(sides, side => double.TryParse(side, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
        if (numbers.Length > 2 || !Array.TrueForAll(numbers, Sensible))
            throw new InputException($"\"{text[(split + 1)..].Trim()}\" is not a ratio between 0.01 and 100", "tokens ratio", remedy);
        return (text[..split].Trim(), new TokensRatio(numbers[0], numbers[^1]));
    }

    /// <inheritdoc/>
    public override string ToString() => Input.Equals(Output)
        ? Input.ToString("0.###", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Input:0.###}/{Output:0.###}");

    private static bool Sensible(double ratio) => ratio is >= 0.01 and <= 100;

    private static double Checked(double ratio) => Sensible(ratio)
        ? ratio
        : throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "A tokens ratio lies between 0.01 and 100.");
}
