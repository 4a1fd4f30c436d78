using System.Collections;
using Breakeven.Models;

namespace Breakeven.Hardware;

/// <summary>Rates by number format. A Dictionary over our own structs would be compiled at every start; this is compiled with the rest.</summary>
internal sealed class RateTable : IReadOnlyDictionary<NumberFormat, FlopPerSecond>
{
    private const int Formats = (int)NumberFormat.Fp4 + 1;

    /// <summary>No rates: nobody measured.</summary>
    public static RateTable None { get; } = new();

    private readonly double[] _rates = new double[Formats];

    public int Count => _rates.Count(rate => rate > 0);

    public IEnumerable<NumberFormat> Keys => this.Select(entry => entry.Key);

    public IEnumerable<FlopPerSecond> Values => this.Select(entry => entry.Value);

    public FlopPerSecond this[NumberFormat key] => TryGetValue(key, out var rate) ? rate : throw new KeyNotFoundException($"there is no rate for {key}");

    public void Add(NumberFormat format, FlopPerSecond rate) => _rates[(int)format] = rate.Value;

    public bool ContainsKey(NumberFormat key) => TryGetValue(key, out _);

    public bool TryGetValue(NumberFormat key, out FlopPerSecond value)
    {
        value = new((uint)key < Formats ? _rates[(int)key] : 0);
        return value.Value > 0;
    }

    public IEnumerator<KeyValuePair<NumberFormat, FlopPerSecond>> GetEnumerator()
    {
        for (var format = 0; format < Formats; format++)
            if (_rates[format] > 0) yield return new((NumberFormat)format, new(_rates[format]));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
