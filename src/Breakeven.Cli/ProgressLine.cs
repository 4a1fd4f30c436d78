using System.Text;

namespace Breakeven.Cli;

/// <summary>A line on a terminal that says how far something has come; nothing where it takes less than a second, or where nobody looks.</summary>
internal sealed class ProgressLine(TextWriter error, TimeProvider clock, bool shown, string what, long total, bool about = false) : IDisposable
{
    private const int Width = 30;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);

    private readonly long _start = clock.GetTimestamp();
    private long _told = clock.GetTimestamp();
    private readonly Lock _gate = new();
    private int _longest;
    private int _most;
    private long _added;

    /// <summary>Passes items on and tells how many have passed.</summary>
    public IEnumerable<T> Watch<T>(IEnumerable<T> items)
    {
        long count = 0;
        foreach (var item in items)
        {
            // A clock is read once in a thousand.
            if (shown && (++count & 1023) == 0) Tell(count, total);
            yield return item;
        }
    }

    /// <summary>Counts one more of those that take long by themselves, from any thread.</summary>
    public void Add()
    {
        if (!shown) return;
        lock (_gate) Tell(++_added, total);
    }

    public void Dispose()
    {
        if (_longest > 0) error.Write($"\r{new string(' ', _longest)}\r");
    }

    /// <summary>Tells from any thread how many have passed, and of how many where that is known only now.</summary>
    public void Tell(int count, int of)
    {
        if (!shown) return;
        lock (_gate)
        {
            // Threads come in any order, and the line only grows.
            if (count > _most) Tell(_most = count, (long)of);
        }
    }

    private void Tell(long count, long of)
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_start, now);
        if (elapsed < s_patience || clock.GetElapsedTime(_told, now) < s_between) return;
        _told = now;
        // How many there will be is a guess until there are more.
        var all = Math.Max(about ? count + 1 : 1, of);
        var share = Math.Clamp((double)count / all, 0, 1);
        var rate = count / elapsed.TotalSeconds;
        var pace = rate >= 1 && !about ? FormattableString.Invariant($"{rate:N0}/s") : FormattableString.Invariant($"{elapsed.TotalSeconds:N0} s");
        var line = new StringBuilder().Append('[').Append('#', (int)(share * Width)).Append('.', Width - (int)(share * Width)).Append("] ")
            .Append(about ? FormattableString.Invariant($"{count:N0} of about {all:N0} {what}, {pace}") : FormattableString.Invariant($"{share:0%} of {all:N0} {what}, {pace}")).ToString();
        error.Write($"\r{line.PadRight(_longest)}");
        _longest = Math.Max(_longest, line.Length);
        error.Flush();
    }
}
