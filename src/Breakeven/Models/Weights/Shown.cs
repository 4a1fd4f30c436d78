namespace Breakeven.Models.Weights;

/// <summary>A stranger's text inside an error line of ours: short, and in one line.</summary>
internal static class Shown
{
    private const int LengthMax = 80;

    public static string Of(string text)
    {
        var cut = text.Length <= LengthMax ? text : text[..(LengthMax / 2)] + "..." + text[^(LengthMax / 2 - 3)..];
        return string.Create(cut.Length, cut, static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) || from[i] is '\u2028' or '\u2029' ? '?' : from[i];
        });
    }
}
