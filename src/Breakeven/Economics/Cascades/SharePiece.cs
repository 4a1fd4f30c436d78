using Breakeven.Catalog;

namespace Breakeven.Economics.Cascades;

/// <summary>A stretch of escalated shares on which a bill is a line: Level + Slope x share, from just above one end up to the other.</summary>
internal readonly record struct SharePiece(double From, double To, double Level, double Slope)
{
    // A bill of more boxes than this changes by less than a thousandth of a percent from one to the next.
    private const int PiecesMost = 200_000;

    public double At(double share) => Level + Slope * share;

    /// <summary>What the larger model costs over the share of a rate that reaches it.</summary>
    public static List<SharePiece> OfEscalated(Envelope envelope, RequestsPerSecond rate)
    {
        var pieces = new List<SharePiece>();
        foreach (var stretch in envelope.Stretches)
        {
            var tariff = stretch.Tariff;
            for (var at = stretch.From.Value; at < stretch.To.Value;)
            {
                var beyond = at * (1 + Tariff.Grain) - tariff.FirstEdge.Value;
                var steps = beyond < 0 ? 0 : Math.Floor(beyond / tariff.StepWidth.Value) + 1;
                var next = Math.Min(stretch.To.Value, tariff.FirstEdge.Value + steps * tariff.StepWidth.Value);
                if (!(next > at)) next = stretch.To.Value;
                Add(pieces, new(pieces.Count == 0 ? 0 : at / rate.Value, Math.Min(1, next / rate.Value), tariff.Fixed.Value + tariff.StepCost.Value * steps, tariff.PerUnitRate.Value * rate.Value));
                at = next;
            }
        }
        return pieces;
    }

    /// <summary>What a bill comes to whose rate falls by a part of each share: rate x (1 - less x share).</summary>
    public static List<SharePiece> OfRelieved(in Tariff tariff, RequestsPerSecond rate, double less)
    {
        var slope = -tariff.PerUnitRate.Value * rate.Value * less;
        var pieces = new List<SharePiece>();
        for (var at = 0.0; at < 1;)
        {
            // Just above this share the rate is just below that of it, so that an edge it lies on is left behind.
            var now = rate.Value * (1 - less * at);
            var beyond = now * (1 - Tariff.Grain) - tariff.FirstEdge.Value;
            var steps = tariff.IsLine || beyond <= 0 ? 0 : Math.Ceiling(beyond / tariff.StepWidth.Value);
            var edge = steps < 1 ? double.NegativeInfinity : tariff.FirstEdge.Value + (steps - 1) * tariff.StepWidth.Value;
            var next = less > 0 ? Math.Min(1, (1 - edge / rate.Value) / less) : 1;
            if (!(next > at)) next = 1;
            Add(pieces, new(at, next, tariff.Fixed.Value + tariff.StepCost.Value * steps + tariff.PerUnitRate.Value * rate.Value, slope));
            at = next;
        }
        return pieces;
    }

    /// <summary>The sum of two bills over all shares.</summary>
    public static List<SharePiece> Sum(IReadOnlyList<SharePiece> one, IReadOnlyList<SharePiece> other)
    {
        var sum = new List<SharePiece>(one.Count + other.Count);
        for (int i = 0, j = 0; i < one.Count && j < other.Count;)
        {
            var (a, b) = (one[i], other[j]);
            var (from, to) = (Math.Max(a.From, b.From), Math.Min(a.To, b.To));
            if (to > from) sum.Add(new(from, to, a.Level + b.Level, a.Slope + b.Slope));
            if (a.To <= to) i++;
            if (b.To <= to) j++;
        }
        return sum;
    }

    private static void Add(List<SharePiece> pieces, SharePiece piece)
    {
        if (pieces.Count == PiecesMost) throw new InputException($"the escalated traffic takes more than {PiecesMost:N0} boxes", "--traffic", "ask about a smaller traffic: at this one each box is a rounding error, and the shares at which bills meet scale with it");
        if (piece.To > piece.From) pieces.Add(piece);
    }
}
