using System.Text;

namespace Breakeven.Economics;

/// <summary>Puts a verdict's facts into one paragraph; every sentence stands or falls with a fact.</summary>
internal static class VerdictText
{
    public static string Of(Verdict verdict)
    {
        var text = new StringBuilder();
        Lead(text, verdict);
        Rivals(text, verdict);
        Interval(text, verdict);
        Shifts(text, verdict);
        Doubts(text, verdict);
        return text.ToString().TrimEnd();
    }

    private static void Lead(StringBuilder text, Verdict verdict)
    {
        var bill = verdict.Cheapest.Bill;
        text.Append($"At {Spoken.PerDay(bill.Rate)} ({Spoken.PerDay(bill.Tokens)}) the cheapest is {bill.Choice.Label}: {Spoken.Money(bill.PerMonth)} a month, {Spoken.Price(bill.Blended)} a million tokens. ");
        if (bill.Choice is Choice.Hosted { ScalesToZero: true })
            text.Append("Only its busy hours are billed. ");
        else if (bill.Utilisation is { } used)
            text.Append($"It rents {Spoken.Counted(bill.Boxes, "box", "boxes")} with {Spoken.Counted(bill.Gpus, "GPU", "GPUs")} and keeps {(bill.Gpus == 1 ? "it" : "them")} {Spoken.Percent(used)} busy, so {Spoken.Money(bill.Idle)} of that buys no tokens. ");
        else
            text.Append("It is bought by the token, so nothing idles. ");
    }

    private static void Rivals(StringBuilder text, Verdict verdict)
    {
        if (verdict.OtherKind is { } kind)
        {
            var way = kind.Choice is Choice.Hosted ? "The cheapest on hired or own hardware" : "The cheapest by the token";
            text.Append($"{way}, {kind.Choice.Label}, costs {Spoken.Money(kind.Bill.PerMonth)}, {Spoken.More(kind.TimesCheapest)}. ");
        }
        if (verdict.OtherModel is { } model && !ReferenceEquals(model, verdict.OtherKind))
            text.Append($"The best of another model, {model.Choice.Label}, costs {Spoken.Money(model.Bill.PerMonth)}, {Spoken.More(model.TimesCheapest)}. ");
    }

    private static void Interval(StringBuilder text, Verdict verdict)
    {
        if (verdict.Holds is not { } holds) return;
        if (verdict is { Below: null, Above: null })
        {
            text.Append($"It stays the cheapest at any traffic from {Spoken.PerDay(holds.From)} to {Spoken.PerDay(holds.To)}. ");
            return;
        }
        var (below, above) = (verdict.Below?.Choice.Label, verdict.Above?.Choice.Label);
        var from = Spoken.PerDay(holds.From) + Spoken.Around(verdict.FromInterval);
        var to = Spoken.PerDay(holds.To) + Spoken.Around(verdict.ToInterval);
        if (below is not null && below == above) text.Append($"It stays the cheapest from {from} to {to}; on either side {below} is cheaper. ");
        else if (above is null) text.Append($"It stays the cheapest from {from} upwards; below that {below} is cheaper. ");
        else if (below is null) text.Append($"It stays the cheapest up to {to}; above that {above} is cheaper. ");
        else text.Append($"It stays the cheapest from {from} to {to}; below that {below} is cheaper, above it {above}. ");
    }

    private static void Shifts(StringBuilder text, Verdict verdict)
    {
        var (half, twice) = (verdict.Halved, verdict.Doubled);
        if (half.Holds && twice.Holds)
        {
            var (less, more) = (Spoken.Money(half.Stay.Bill.PerMonth), Spoken.Money(twice.Stay.Bill.PerMonth));
            text.Append($"Should the traffic halve or double, it remains the cheapest, at {(less == more ? less : $"{less} and {more}")} a month. ");
            return;
        }
        text.Append($"Should the traffic halve, {OneShift(half)}; should it double, {OneShift(twice)}. ");
    }

    private static string OneShift(Shift shift) => shift.Holds
        ? $"it remains the cheapest at {Spoken.Money(shift.Stay.Bill.PerMonth)} a month"
        : $"{shift.Leader.Choice.Label} leads at {Spoken.Money(shift.Leader.Bill.PerMonth)} a month, and staying costs {Spoken.More(shift.Stay.TimesCheapest)}";

    private static void Doubts(StringBuilder text, Verdict verdict)
    {
        var choice = verdict.Cheapest.Choice;
        if (verdict.CapacityNeeded is { } share && choice.Basis != Basis.Measured && verdict.OtherKind is { } rival)
            text.Append($"Its capacity is {Word(choice.Basis)}, not measured: it undercuts {rival.Choice.Label} while a replica serves at least {Spoken.Percent(share)} of that. ");
        if (verdict.Caveat is { Doubt: > 0 } caveat)
        {
            var lead = Lead(verdict);
            var weight = lead is null ? "" : caveat.Doubt >= lead ? $", more than the lead of {Spoken.Percent(lead.Value)}" : $", which the lead of {Spoken.Percent(lead.Value)} covers";
            text.Append($"The biggest caveat: {caveat.Text}, which may move the bill by {Spoken.Percent(caveat.Doubt)}{weight}.");
        }
        else
        {
            var plain = verdict.Caveat?.Text ?? choice.Assumptions[0];
            text.Append($"To bear in mind: {plain}.");
        }
    }

    /// <summary>How far the next choice that can be chosen lies above the cheapest.</summary>
    private static double? Lead(Verdict verdict) => verdict.Comparison.Rows
        .FirstOrDefault(row => row.Choice.CanBeChosen && !ReferenceEquals(row, verdict.Cheapest))?.TimesCheapest - 1;

    private static string Word(Basis basis) => basis switch
    {
        Basis.Interpolated => "interpolated",
        Basis.Analytic => "computed",
        _ => "assumed",
    };
}
