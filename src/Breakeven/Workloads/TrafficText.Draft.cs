namespace Breakeven.Workloads;

public static partial class TrafficText
{
    /// <summary>What the parts said so far; each may speak once.</summary>
    private sealed class Draft
    {
        public Slot<double> Rate { get; } = new("the rate");

        public Slot<TokenCount> Input { get; } = new("the input length");

        public Slot<TokenCount> Output { get; } = new("the output length");

        public Slot<double> Cached { get; } = new("what is cached");

        public Slot<double> Peak { get; } = new("the peak");

        public Slot<double> Burst { get; } = new("the burst");

        public LengthSpread? InputSpread { get; set; }

        public LengthSpread? OutputSpread { get; set; }

        public double? PeakToTrough { get; set; }

        public DocumentBatch? Documents { get; set; }

        public List<string> BeyondMeans { get; } = [];

        public TrafficDescription Finish()
        {
            // A document is read for a label or an embedding; the token that ends it is generated all the same.
            if (Documents is not null && !Output.Said) Output.Set("documents", new TokenCount(1));
            var mean = Means();
            return new()
            {
                Mean = mean,
                InputSpread = InputSpread,
                OutputSpread = OutputSpread,
                PeakToTrough = PeakToTrough,
                Burst = Burst.Said ? Burst.Value : 1,
                Prefix = Shared(mean),
                Documents = Documents,
                BeyondMeans = BeyondMeans,
            };
        }

        // "40% cached" does not say who shares what: all requests share so much of the mean prompt.
        private SharedPrefix? Shared(Traffic mean) => mean.CachedShare == 0 ? null
            : Cached.Prefix is { } prefix ? new(Cached.Value, prefix)
            : new(1, new TokenCount((long)Math.Round(mean.CachedShare * mean.Input.Value)));

        private Traffic Means()
        {
            if (!Rate.Said) throw Wrong("no rate was given", $"say how much there is, such as {Example}");
            if (!Input.Said) throw Wrong("no input length was given", $"say how long prompts are, such as \"1200 in\"; for example {Example}");
            if (!Output.Said) throw Wrong("no output length was given", $"say how long answers are, such as \"300 out\"; for example {Example}");
            var perSecond = Rate.InTokens ? Rate.Value / (Input.Value + Output.Value).Value : Rate.Value;
            if (perSecond > RateMax)
                throw Wrong($"{perSecond:0.###e+0} requests a second is more than any service has seen", $"write a rate up to 1M requests/s, such as {Example}");
            // A prefix is no longer than the prompt that starts with it.
            var prefix = Cached.Prefix is { } shared ? (double)TokenCount.Min(shared, Input.Value).Value / Input.Value.Value : 1;
            return new Traffic
            {
                Rate = new(perSecond),
                Input = Input.Value,
                Output = Output.Value,
                CachedShare = Cached.Said ? Cached.Value * prefix : 0,
                PeakToMean = Peak.Said ? Peak.Value : 1,
            };
        }
    }

    private sealed class Slot<T>(string name)
    {
        public bool Said { get; private set; }

        public T Value { get; private set; } = default!;

        public bool InTokens { get; private set; }

        public TokenCount? Prefix { get; private set; }

        public void Set(string part, T value, bool inTokens = false)
        {
            if (Said) throw Wrong($"\"{part}\" says {name} a second time", $"say it once, as in {Example}");
            (Said, Value, InTokens) = (true, value, inTokens);
        }

        public void Set(string part, T value, TokenCount prefix)
        {
            Set(part, value);
            Prefix = prefix;
        }
    }
}
