using System.Diagnostics;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Tests.Fuzz;

/// <summary>Feeds a reader damaged input and holds it to one promise: an answer or one line, within 100 ms and 100 MB.</summary>
internal sealed class FuzzRun(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> read)
{
    private const double SlowestMilliseconds = 100;
    private const long LargestBytes = 100_000_000;
    private const int FindingsMax = 20;

    private readonly List<string> _findings = [];
    private double _slowest;
    private long _largest;
    private long _answered;

    /// <summary>How the seeds are damaged; a format with a length in front mends it most of the time, or nothing behind it would be reached.</summary>
    public Func<byte[], byte[], Chance, byte[]> Damage { get; init; } = (seed, other, chance) => Mutation.Of(seed, other, ref chance);

    /// <summary>Runs so many cases and returns a line that says how it went; what was found is written beside it, to be kept as a regression.</summary>
    public (string Line, IReadOnlyList<string> Findings) Run(long cases, ulong seed)
    {
        foreach (var valid in seeds) read(valid);
        var clock = Stopwatch.StartNew();
        for (var i = 0L; i < cases && _findings.Count < FindingsMax; i++)
        {
            var chance = Chance.Of(seed, i);
            var from = seeds[chance.Below(seeds.Count)];
            var bytes = Damage(from, seeds[chance.Below(seeds.Count)], chance);
            if (Judge(bytes) is { } finding) Keep(i, bytes, finding);
        }

        return (string.Create(CultureInfo.InvariantCulture,
            $"{name}: {cases:N0} cases, {cases / clock.Elapsed.TotalSeconds:N0}/s, {_answered:N0} answered, slowest {_slowest:0.0} ms, largest {_largest / 1e6:0.0} MB allocated, {_findings.Count} findings"), _findings);
    }

    /// <summary>What is wrong with the answer to one input; null where nothing is.</summary>
    public string? Judge(byte[] bytes)
    {
        var (failure, milliseconds, allocated) = Once(bytes);
        // The first of its kind pays for compilation: what is slow is slow three times.
        for (var again = 0; again < 2 && milliseconds > SlowestMilliseconds; again++) milliseconds = Math.Min(milliseconds, Once(bytes).Milliseconds);
        _slowest = Math.Max(_slowest, milliseconds);
        _largest = Math.Max(_largest, allocated);
        return failure switch
        {
            null when milliseconds <= SlowestMilliseconds && allocated <= LargestBytes => Count(),
            InputException line when !line.Message.AsSpan().ContainsAny("\n\r") && line.Message.Length < 2000 && milliseconds <= SlowestMilliseconds && allocated <= LargestBytes => null,
            InputException line when line.Message.AsSpan().ContainsAny("\n\r") || line.Message.Length >= 2000 => "not one line: " + line.Message,
            null or InputException => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms, {allocated / 1e6:0} MB"),
            _ => failure.ToString(),
        };
    }

    private string? Count()
    {
        _answered++;
        return null;
    }

    private (Exception? Failure, double Milliseconds, long Allocated) Once(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadClock.Milliseconds();
        Exception? failure = null;
        try
        {
            read(bytes);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return (failure, ThreadClock.Milliseconds() - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Keep(long number, byte[] bytes, string finding)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts/fuzz")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}-{number}.base64"), Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n");
        _findings.Add($"{name}, case {number}: {finding}");
    }
}
