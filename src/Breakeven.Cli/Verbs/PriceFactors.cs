using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics;

namespace Breakeven.Cli.Verbs;

/// <summary>Prices other than the listed ones: all boxes, or all tokens, at so many times their price.</summary>
/// <param name="Boxes">Of hardware by the hour.</param>
/// <param name="Tokens">Of models by the token.</param>
internal readonly record struct PriceFactors(decimal Boxes, decimal Tokens)
{
    private const decimal Least = 0.001m;
    private const decimal Most = 1000m;

    /// <summary>Reads "gpu=0.8" and "tokens=0.5".</summary>
    public static PriceFactors Of(IEnumerable<string> texts, string option)
    {
        var factors = new PriceFactors(1, 1);
        foreach (var text in texts)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) || factor is < Least or > Most)
                throw new InputException($"\"{text}\" names no prices and a factor between {Least} and {Most}", option, $"write {option} gpu=0.8 or {option} tokens=0.5");
            factors = parts[0].Trim().ToLowerInvariant() switch
            {
                "gpu" or "gpus" => factors with { Boxes = factor },
                "tokens" or "token" => factors with { Tokens = factor },
                _ => throw new InputException($"there are no prices of \"{parts[0]}\"", option, $"write {option} gpu=0.8 or {option} tokens=0.5"),
            };
        }
        return factors;
    }

    /// <summary>A comparison at these prices; each offer's note says so.</summary>
    public CompareRequest Applied(CompareRequest request)
    {
        var (boxes, tokens) = this;
        if (boxes != 1) request = request with { HardwareOffers = [.. request.HardwareOffers.Select(offer => offer with { Price = new(offer.Price.UsdPerHour * boxes), Source = Noted(offer.Source, boxes) })] };
        if (tokens == 1) return request;
        return request with
        {
            TokenOffers = [.. request.TokenOffers.Select(offer => offer with
            {
                Input = Times(offer.Input),
                Output = Times(offer.Output),
                CachedInput = offer.CachedInput is { } cached ? Times(cached) : null,
                BatchInput = offer.BatchInput is { } input ? Times(input) : null,
                BatchOutput = offer.BatchOutput is { } output ? Times(output) : null,
                Source = Noted(offer.Source, tokens),
            })],
        };

        UsdPerMillionTokens Times(UsdPerMillionTokens price) => new(price.Value * tokens);
    }

    private static Source Noted(Source source, decimal factor)
    {
        var note = FormattableString.Invariant($"{factor:0.####} times the listed price, as asked");
        return source with { Note = source.Note.Length > 0 ? $"{note}; {source.Note}" : note };
    }
}
