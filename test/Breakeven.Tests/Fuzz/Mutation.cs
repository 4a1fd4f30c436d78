using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Breakeven.Tests.Fuzz;

/// <summary>Damages valid input as accidents and attackers do: bits, lengths, cuts, pieces of other files, words of the format in each other's place.</summary>
internal static class Mutation
{
    private static readonly ulong[] s_lengths =
        [0, 1, 2, 7, 8, 255, 256, 4096, 65_535, 1 << 20, int.MaxValue, uint.MaxValue, 1UL << 32, 1UL << 40, 1UL << 60, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 7];

    private static readonly byte[][] s_words = [.. new[]
    {
        "0", "-1", "1", "1e18", "1e999", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "0.5", "Infinity", "NaN", "null", "true", "[]", "{}", "\"\"", "\"\\ud800\"",
        "[[[[[[[[[[", "{\"a\":", "\"", "\\", "}", "]", ",", ":", "\u0000", "\"F4\"", "\"I64\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "model_type", "layer_types", "\"re:(a|a)*b\"",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>One to four changes.</summary>
    public static byte[] Of(byte[] seed, byte[] other, ref Chance chance)
    {
        var bytes = seed.ToArray();
        for (var count = 1 + chance.Below(4); count > 0; count--) bytes = Once(bytes, other, ref chance);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, byte[] other, ref Chance chance)
    {
        if (bytes.Length == 0) return other;
        var at = chance.Below(bytes.Length);
        switch (chance.Below(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << chance.Below(8));
                return bytes;
            case 1:
                bytes[at] = unchecked((byte)chance.Next());
                return bytes;
            case 2 when bytes.Length >= 8:
                at = chance.Below(4) == 0 ? 0 : chance.Below(bytes.Length - 7);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), s_lengths[chance.Below(s_lengths.Length)]);
                return bytes;
            case 3 when bytes.Length >= 4:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(chance.Below(bytes.Length - 3)), unchecked((uint)s_lengths[chance.Below(s_lengths.Length)]));
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. s_words[chance.Below(s_words.Length)], .. bytes[at..]];
            case 6:
                var piece = other.AsSpan(chance.Below(other.Length));
                return [.. bytes[..at], .. piece[..Math.Min(piece.Length, chance.Below(64))], .. bytes[Math.Min(bytes.Length, at + chance.Below(64))..]];
            case 7:
                var again = bytes.AsSpan(at, Math.Min(bytes.Length - at, 1 + chance.Below(200)));
                return [.. bytes[..at], .. again, .. bytes[at..]];
            case 8:
                return Number(bytes, at, ref chance);
            default:
                return Swap(bytes, at, ref chance);
        }
    }

    // The next number in a text becomes another.
    private static byte[] Number(byte[] bytes, int at, ref Chance chance)
    {
        while (at < bytes.Length && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) end++;
        var text = s_lengths[chance.Below(s_lengths.Length)].ToString(CultureInfo.InvariantCulture);
        return [.. bytes[..at], .. Encoding.ASCII.GetBytes(text), .. bytes[end..]];
    }

    // Two members of a text change places.
    private static byte[] Swap(byte[] bytes, int at, ref Chance chance)
    {
        var (first, second) = (Word(bytes, at), Word(bytes, chance.Below(bytes.Length)));
        if (first.Start > second.Start) (first, second) = (second, first);
        if (first.End > second.Start) return bytes;
        return [.. bytes[..first.Start], .. bytes[second.Start..second.End], .. bytes[first.End..second.Start], .. bytes[first.Start..first.End], .. bytes[second.End..]];
    }

    private static (int Start, int End) Word(byte[] bytes, int at)
    {
        var start = at;
        while (start > 0 && bytes[start - 1] is not ((byte)',' or (byte)'{' or (byte)'[') && at - start < 200) start--;
        var end = at;
        while (end < bytes.Length && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']') && end - at < 200) end++;
        return (start, end);
    }
}
