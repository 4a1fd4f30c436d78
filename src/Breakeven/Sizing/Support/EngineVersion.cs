using System.Globalization;

namespace Breakeven.Sizing.Support;

/// <summary>Versions of engines as they are written: 0.19, 0.19.1, 1.3.0rc20.</summary>
internal static class EngineVersion
{
    /// <summary>Compares as many parts as both have, so that 0.19 is any of 0.19.0, 0.19.1 and so on.</summary>
    public static int Compare(string one, string other)
    {
        var (parts, others) = (Parts(one), Parts(other));
        for (var part = 0; part < Math.Min(parts.Length, others.Length); part++)
            if (parts[part] != others[part]) return parts[part].CompareTo(others[part]);
        return 0;
    }

    /// <summary>Whether a text begins as a version does: a number, a point, a number.</summary>
    public static bool IsVersion(string text) => Parts(text).Length >= 2;

    // "0rc20" counts as 0: a candidate of a version is taken for it.
    private static int[] Parts(string text)
    {
        var parts = new List<int>(3);
        foreach (var part in text.TrimStart('v').Split('.'))
        {
            var digits = part.TakeWhile(char.IsAsciiDigit).Count();
            if (digits == 0 || !int.TryParse(part.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) break;
            parts.Add(number);
            if (digits < part.Length) break;
        }
        return [.. parts];
    }
}
