using Breakeven.Prices;

namespace Breakeven.Economics;

/// <summary>What a hosted bill leaves out, by the terms of its offer.</summary>
internal static class HostedAssumptions
{
    public static IReadOnlyList<string> Of(Choice.Hosted choice)
    {
        var notes = new List<string>(3);
        if (choice.Offer.Indicative)
            notes.Add($"{choice.Offer.Provider}'s price is indicative and may not be had");
        if (choice.Offer.Terms switch
        {
            OfferTerms.Serverless => choice.ScalesToZero
                ? "scaled to zero: each request pays for its own time, its start and the wait before the replica is let go, as if none overlapped: an upper bound"
                : "serverless, but kept on: a start takes minutes",
            OfferTerms.Owned => "owned: the hourly price stands for everything that owning costs, used or not",
            OfferTerms.Spot => "spot: the provider may take the hardware away at any time, and the bill holds no cover for that",
            OfferTerms.Reserved => "reserved: the hours are owed for the whole term, whatever the traffic becomes",
            _ => null,
        } is { } terms) notes.Add(terms);
        notes.Add("input and output are told apart by the share of busy time spent on prompts");
        return notes;
    }
}
