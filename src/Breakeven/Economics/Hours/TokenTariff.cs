using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>What tokens cost from a provider, in dollars per million of the demand's tokens.</summary>
/// <param name="Name">Whose prices they are.</param>
/// <param name="Input">A million prompt tokens that are not found in the provider's cache.</param>
/// <param name="Cached">A million that are.</param>
/// <param name="Output">A million generated.</param>
public sealed record TokenTariff(string Name, decimal Input, decimal Cached, decimal Output)
{
    private const decimal Million = 1_000_000;

    /// <summary>The prices of an offer as the comparison bills it: batch and cached prices where they are sold, the model's own tokens counted for the reference model's.</summary>
    public static TokenTariff Of(Choice.PerToken choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var (input, output) = ((decimal)choice.TokensRatio.Input, (decimal)choice.TokensRatio.Output);
        return new(choice.Label, choice.InputPrice.Value * input, choice.CachedInputPrice.Value * input, choice.OutputPrice.Value * output);
    }

    /// <summary>Dollars for an hour's demand, exactly.</summary>
    public decimal Of(DemandHour demand) => Of(demand.Uncached, demand.Cached, demand.Output);

    /// <summary>Dollars for one request.</summary>
    public decimal Of(RequestKind kind) => Of(kind.Uncached, kind.Cached, kind.Output);

    /// <summary>Dollars for counted tokens.</summary>
    public decimal Of(TokenCount uncached, TokenCount cached, TokenCount output) =>
        uncached.Value * Input / Million + cached.Value * Cached / Million + output.Value * Output / Million;

    /// <summary>Billionths of a dollar for each hour, rounded as sums of them are. Prices of six digits behind the point are whole millionths of a millionth a token, which is a tenth of the time of decimals.</summary>
    internal IEnumerable<long> NanoOf(IReadOnlyList<DemandHour> hours)
    {
        if (Pico(Input) is not { } input || Pico(Cached) is not { } cached || Pico(Output) is not { } output) return hours.Select(hour => FleetCosts.Nano(Of(hour)));
        return hours.Select(hour =>
        {
            var pico = (Int128)hour.Uncached.Value * input + (Int128)hour.Cached.Value * cached + (Int128)hour.Output.Value * output;
            var (nano, rest) = ((long)(pico / 1000), (int)(pico % 1000));
            return rest > 500 || (rest == 500 && (nano & 1) == 1) ? nano + 1 : nano;
        });

        static long? Pico(decimal perMillion) => perMillion * Million is var pico && pico == decimal.Truncate(pico) && pico < 1e15m ? (long)pico : null;
    }

    internal TokenTariff At(decimal factor) => this with { Input = Input * factor, Cached = Cached * factor, Output = Output * factor };

    internal TokenTariff Checked() => Input >= 0 && Cached >= 0 && Output >= 0 && Input + Output > 0
        ? this
        : throw new InputException($"{Name} sells its tokens for nothing, or for less", "price", "give prices above 0, such as $0.55 a million in and $2.19 out");
}
