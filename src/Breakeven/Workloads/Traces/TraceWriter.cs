using System.Globalization;

namespace Breakeven.Workloads.Traces;

/// <summary>Writes requests as our own CSV. Arrivals keep every nanosecond, so that what is read again is what was written.</summary>
public static class TraceWriter
{
    /// <summary>What a prompt shares, as the fourth column has it.</summary>
    public static string Format(PrefixChain prefix) => PrefixText.Format(prefix);

    /// <summary>Writes the header and a line for each request, and tells how many there were.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="requests">In the order of their arrival.</param>
    /// <param name="prefixes">Whether to write what prompts share, in a fourth column.</param>
    public static long Write(TextWriter output, IEnumerable<TraceRequest> requests, bool prefixes)
    {
        output.Write("arrival_s,input_tokens,output_tokens");
        output.Write(prefixes ? ",prefix\n" : "\n");
        Span<char> line = stackalloc char[64];
        var count = 0L;
        foreach (var request in requests)
        {
            count++;
            var (seconds, nanoseconds) = Math.DivRem(request.ArrivalNanoseconds, 1_000_000_000);
            line.TryWrite(CultureInfo.InvariantCulture, $"{seconds}.{nanoseconds:D9}", out var written);
            output.Write(line[..written].TrimEnd('0').TrimEnd('.'));
            line.TryWrite(CultureInfo.InvariantCulture, $",{request.InputTokens},{request.OutputTokens}", out written);
            output.Write(line[..written]);
            if (prefixes)
            {
                output.Write(',');
                if (request.Prefix is { } prefix) output.Write(PrefixText.Format(prefix));
            }
            output.Write('\n');
        }
        return count;
    }
}
