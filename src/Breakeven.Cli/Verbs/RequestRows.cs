using System.Globalization;
using Breakeven.Simulation;

namespace Breakeven.Cli.Verbs;

/// <summary>Writes a row a request, in the order of arrival; those that ended before an earlier one are kept until it has.</summary>
internal sealed class RequestRows : IOutcomeSink, IDisposable
{
    private const string Header = "id,arrival_s,input_tokens,output_tokens,ttft_s,e2e_s,replica,preemptions,outcome";

    private readonly DraftFile _file;
    private readonly StreamWriter _writer;
    private readonly Dictionary<long, RequestOutcome> _early = [];
    private readonly long _start;
    private long _next;

    public RequestRows(string path, long start)
    {
        _start = start;
        _file = new("--requests-out", path);
        _writer = _file.Writer;
        _writer.WriteLine(Header);
    }

    public void Take(in RequestOutcome outcome)
    {
        if (outcome.Id != _next)
        {
            _early[outcome.Id] = outcome;
            return;
        }

        Write(outcome);
        while (_early.Remove(++_next, out var early)) Write(early);
    }

    /// <summary>Puts the rows in their place, when all are there: the trace that was read may have been that file.</summary>
    public void Keep() => _file.Keep();

    public void Dispose() => _file.Dispose();

    /// <summary>How the record and the rows call a fate.</summary>
    public static string NameOf(RequestFate fate) => fate switch
    {
        RequestFate.Served => "served",
        RequestFate.RefusedContext => "refused_context",
        RequestFate.RefusedCache => "refused_cache",
        _ => "overflowed",
    };

    private void Write(in RequestOutcome one)
    {
        if (one.Fate == RequestFate.Served)
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Id},{(one.Arrival + _start) * 1e-9:0.######},{one.InputTokens},{one.OutputTokens},{one.TimeToFirstToken:0.######},{one.EndToEnd:0.######},{one.Replica},{one.Preemptions},{NameOf(one.Fate)}"));
        else
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Id},{(one.Arrival + _start) * 1e-9:0.######},{one.InputTokens},{one.OutputTokens},,,,{one.Preemptions},{NameOf(one.Fate)}"));
    }
}
