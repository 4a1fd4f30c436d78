using System.Globalization;
using Breakeven.Models;

namespace Breakeven.Sizing.Support;

/// <summary>What is known of one model in one precision on one device under one engine, for whatever layout.</summary>
public sealed class SupportScope
{
    private readonly Engine? _engine;
    private readonly Model? _model;
    private readonly IReadOnlyList<SupportRow> _rows;
    private readonly SupportRow[] _refusals;

    internal SupportScope(Engine? engine, Model? model, IReadOnlyList<SupportRow> rows)
    {
        (_engine, _model, _rows) = (engine, model, rows);
        _refusals = [.. rows.Where(row => !row.Runs)];
    }

    /// <summary>No table was given: nothing is refused, and nothing is remarked.</summary>
    public static SupportScope Unread { get; } = new(null, null, []);

    /// <summary>Whether a table was read at all.</summary>
    public bool IsRead => _engine is not null;

    /// <summary>The sourced "no" that a layout meets, or null.</summary>
    public Refusal? Refuse(Layout layout) => Array.Find(_refusals, row => row.Layout?.Covers(layout) ?? true) is { } row ? Refused(row) : null;

    /// <summary>The sourced "no" that no layout escapes, or null.</summary>
    public Refusal? RefuseAll() => Array.Find(_refusals, row => row.Layout is null) is { } row ? Refused(row) : null;

    /// <summary>Yes and no as a source says of just this; else not known.</summary>
    public SupportAnswer AnswerFor(Layout layout)
    {
        if (Array.Find(_refusals, row => row.Layout?.Covers(layout) ?? true) is { } refusal) return new(SupportStatus.No, refusal);
        return _rows.FirstOrDefault(row => row.Runs && row.IsWhole && row.Layout!.Value.Is(layout)) is { } seen ? new(SupportStatus.Yes, seen) : new(SupportStatus.NotKnown, null);
    }

    private Refusal Refused(SupportRow row)
    {
        var at = row.Layout is { } layout ? $" at {layout}" : "";
        var what = row.Precision.Length > 0 ? $"{_model!.Id} in {row.Precision}" : _model!.Id;
        var note = row.Source.Note.Length > 0 ? $": {row.Source.Note}" : "";
        return new(RefusalKind.Illegal, string.Create(CultureInfo.InvariantCulture, $"{_engine!.Id} {_engine.Version} does not run {what}{at}{note} ({row.Source.Where}, {row.Source.Date:yyyy-MM-dd})"))
        {
            Brief = $"{_engine.Id} {_engine.Version} does not run it{at}",
        };
    }
}

/// <summary>Whether something is known to run.</summary>
public enum SupportStatus
{
    /// <summary>No source speaks of just this. It may run.</summary>
    NotKnown,

    /// <summary>A source says that it runs.</summary>
    Yes,

    /// <summary>A source says that it does not.</summary>
    No,
}

/// <summary>What is known of a deployment, and the row that says so; null where none does.</summary>
public readonly record struct SupportAnswer(SupportStatus Status, SupportRow? Row);
