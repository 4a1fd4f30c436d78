namespace Breakeven.Workloads.Traces;

/// <summary>The requests of a file, one after the other, with where each stands in it.</summary>
internal abstract class TraceRecords
{
    /// <summary>The number of the record, from 1: of its line, where a record is a line.</summary>
    public abstract long Number { get; }

    /// <summary>Goes to the next record, until there is none.</summary>
    public abstract bool Next();

    /// <summary>The request of the record; null where it had no answer. Throws <see cref="LineFault"/>.</summary>
    public abstract RawRequest? Read();

    /// <summary>Where a fault of the record stands, for people.</summary>
    public abstract string Place(LineFault fault);
}

/// <summary>Records that are lines.</summary>
internal sealed class LineRecords(TraceLines lines, LineLayout layout, string name) : TraceRecords
{
    private bool _blank;
    private RawRequest? _request;
    private LineFault? _fault;

    public override long Number => lines.Number;

    // A line is read while it lies in the buffer, and its fault kept until it is asked for.
    public override bool Next()
    {
        do
        {
            if (!lines.Next(out var line)) return false;
            (_request, _fault) = (null, null);
            try
            {
                _blank = line.Trim(" \t"u8).IsEmpty || layout.TakesAsHeader(line);
                if (!_blank) _request = layout.Read(line);
            }
            catch (LineFault fault)
            {
                (_blank, _fault) = (false, fault);
            }
        }
        while (_blank);
        return true;
    }

    public override RawRequest? Read() => _fault is null ? _request : throw _fault;

    public override string Place(LineFault fault) => $"{name}:{lines.Number}:{fault.Column}";
}
