using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakeven.Catalog;
using Breakeven.Workloads;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Breakeven.Simulation.Arrivals;

/// <summary>
/// One of ServeGen's clients: windows of ten minutes, each with a rate and the shape of its gaps (gamma or Weibull), and histograms of lengths every six hours. The published scale of
/// a window's gaps is a fit that misses the window's rate by some per cent; here gaps keep the shape and have the mean that the rate says.
/// </summary>
internal sealed class ServeGenClient
{
    private const double Grain = 1 << 20;

    private readonly int _id;
    private readonly List<Window> _windows;
    private readonly List<(double Start, Histogram Input, Histogram Output)> _lengths;

    private ServeGenClient(int id, List<Window> windows, List<(double, Histogram, Histogram)> lengths)
    {
        _id = id;
        _windows = windows;
        _lengths = lengths;
    }

    private sealed record Window(double Start, double Rate, bool Weibull, double Shape);

    public static ServeGenClient Read(int id, string trace, byte[] traceText, string dataset, byte[] datasetText)
    {
        var windows = Encoding.UTF8.GetString(traceText).Split('\n').Select((line, index) => (Line: line.Trim(), Number: index + 1)).Where(pair => pair.Line.Length > 0)
            .Select(pair => WindowOf(pair.Line, $"{trace}:{pair.Number}")).ToList();
        for (var index = 1; index < windows.Count; index++)
            if (windows[index].Start <= windows[index - 1].Start) throw new InputException("its windows are out of order", $"{trace}:{index + 1}", "order them by their first column, in seconds");
        var lengths = Lengths(datasetText, dataset);
        if (lengths.Count == 0 && windows.Exists(window => window.Rate > 0)) throw new InputException("it has no lengths, and its client sends requests", dataset, "give input_tokens and output_tokens for at least one window");
        return new(id, windows, lengths);
    }

    /// <summary>Its requests in the order of their arrival.</summary>
    public IEnumerable<TraceRequest> Requests(MakeOptions options)
    {
        var arrivals = RandomStreams.Of(options.Seed, FormattableString.Invariant($"servegen-arrivals-{_id}"));
        var lengths = RandomStreams.Of(options.Seed, FormattableString.Invariant($"servegen-lengths-{_id}"));
        // In units of the mean gap, so that what is left of a gap goes on in the next window at that window's rate.
        double? left = null;
        for (var index = 0; index < _windows.Count; index++)
        {
            var window = _windows[index];
            var end = Math.Min(index + 1 < _windows.Count ? _windows[index + 1].Start : window.Start + Length(index), options.Duration.Value);
            if (window.Rate == 0) continue;
            var (input, output) = LengthsAt(window.Start);
            for (var at = window.Start; ;)
            {
                var gap = left ?? Math.Round(Gap(window) * Grain) / Grain;
                var next = at + gap / window.Rate;
                if (next >= end)
                {
                    left = Math.Max(0, gap - Math.Max(0, end - at) * window.Rate);
                    break;
                }
                (left, at) = (null, next);
                yield return new((long)Math.Round(next * 1e9), input.Draw(ContinuousUniform.Sample(lengths, 0, 1)), output.Draw(ContinuousUniform.Sample(lengths, 0, 1)));
            }
        }

        double Gap(Window window) => window.Weibull
            ? Weibull.Sample(arrivals, window.Shape, 1 / SpecialFunctions.Gamma(1 + 1 / window.Shape))
            : Gamma.Sample(arrivals, window.Shape, window.Shape);
    }

    // The last window is as long as the one before it.
    private double Length(int index) => index > 0 ? _windows[index].Start - _windows[index - 1].Start : 600;

    // The latest histogram that is not after the window, as ServeGen takes it; before the first, the first.
    private (Histogram Input, Histogram Output) LengthsAt(double start)
    {
        var found = _lengths.FindLastIndex(one => one.Start <= start);
        var (_, input, output) = _lengths[Math.Max(0, found)];
        return (input, output);
    }

    private static Window WindowOf(string line, string where)
    {
        var fields = line.Split(',');
        if (fields.Length != 6) throw new InputException($"the window has {fields.Length} fields and not 6", where, "write start, rate, cv, Gamma or Weibull, shape and scale");
        var (start, rate) = (Number(fields[0], where), Number(fields[1], where));
        if (rate == 0) return new(start, 0, false, 1);
        if (fields[3] is not ("Gamma" or "Weibull")) throw new InputException($"its gaps are \"{fields[3]}\"", where, "write Gamma or Weibull");
        var shape = Number(fields[4], where);
        // Below a hundredth nearly all of a window's requests come in one moment, and the gamma function overflows.
        if (shape is < 0.01 or > 1e6) throw new InputException($"the shape {fields[4]} is not between 0.01 and 1,000,000", where, "leave the window out, or give it another shape");
        return new(start, rate, fields[3] == "Weibull", shape);
    }

    private static double Number(string text, string where) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1e9
        ? number
        : throw new InputException($"\"{text}\" is not a number from 0 to 1e9", where, "write start, rate, cv, Gamma or Weibull, shape and scale");

    private static List<(double, Histogram, Histogram)> Lengths(byte[] text, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var lengths = new List<(double Start, Histogram, Histogram)>();
            foreach (var window in document.RootElement.EnumerateObject())
            {
                var place = $"{where}, {window.Name}";
                // Multimodal clients have text_tokens and lists of images beside them, which no reader of ours counts.
                if (!window.Value.TryGetProperty("input_tokens", out var input) || !window.Value.TryGetProperty("output_tokens", out var output))
                    throw new InputException("it has no input_tokens and output_tokens", place, "give clients of language or reasoning models");
                if (Histogram.Parse(input.GetString() ?? "", place) is { } inputs && Histogram.Parse(output.GetString() ?? "", place) is { } outputs) lengths.Add((Number(window.Name, place), inputs, outputs));
            }
            return [.. lengths.OrderBy(one => one.Start)];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new InputException("it is no JSON of windows with histograms", where, "give a client's dataset as ServeGen published it");
        }
    }

    /// <summary>Lengths by their shares, written as a dictionary of Python's: {45: 0.0097, 46: 0.0117}.</summary>
    internal sealed class Histogram(int[] lengths, double[] upTo)
    {
        /// <summary>The histogram of a text; null where it is empty.</summary>
        public static Histogram? Parse(string text, string where)
        {
            var (lengths, upTo, sum) = (new List<int>(), new List<double>(), 0.0);
            foreach (var pair in text.Trim().Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var colon = pair.IndexOf(':', StringComparison.Ordinal);
                if (colon < 1 || !int.TryParse(pair.AsSpan(0, colon).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 100_000_000
                    || !double.TryParse(pair.AsSpan(colon + 1).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1e9))
                    throw new InputException($"\"{pair}\" is no length with its share", where, "write a histogram such as {45: 0.01, 46: 0.99}");
                if (share == 0) continue;
                lengths.Add(Math.Max(1, length));
                upTo.Add(sum += share);
            }
            return lengths.Count == 0 ? null : new([.. lengths], [.. upTo]);
        }

        public int Draw(double chance)
        {
            var place = Array.BinarySearch(upTo, chance * upTo[^1]);
            return lengths[Math.Min(place < 0 ? ~place : place + 1, lengths.Length - 1)];
        }
    }
}
