using Breakeven.Models;
using Breakeven.Prices;

namespace Breakeven.Training;

/// <summary>What a fine-tuning takes: memory, the fewest devices that hold it, arithmetic, GPU-hours.</summary>
/// <remarks>
/// Arithmetic of a token, with activations computed a second time: 2 FLOP a parameter it uses forward, 2 again, 4 backward, of which 2 are gradients of the weights and fall away where
/// they are frozen; attention's scores and values the same four times. Memory follows all parameters, arithmetic the active ones.
/// </remarks>
public sealed record FineTuning
{
    // What an allocator loses to fragments, libraries and communication; engines leave as much.
    private const double UsableShare = 0.9;

    private const int DevicesMost = 4096;

    private FineTuning(FineTuneRequest request, TrainingMemory memory, long trained, FlopCount work, int? devices) => (Request, Memory, Trained, Work, Devices) = (request, memory, trained, work, devices);

    /// <summary>What was asked.</summary>
    public FineTuneRequest Request { get; }

    /// <summary>Where memory goes.</summary>
    public TrainingMemory Memory { get; }

    /// <summary>Parameters that are trained.</summary>
    public long Trained { get; }

    /// <summary>Arithmetic over all tokens.</summary>
    public FlopCount Work { get; }

    /// <summary>The fewest devices that hold it, whole nodes beyond one; null where one sequence alone is too much for a device.</summary>
    public int? Devices { get; }

    /// <summary>What a device may fill.</summary>
    public Bytes Usable => Request.Accelerator.Memory * UsableShare;

    /// <summary>Time of one device, which is that of all added up; null where the datasheet says nothing of 16-bit arithmetic.</summary>
    public Seconds? DeviceTime => Request.Accelerator.DenseRates.TryGetValue(NumberFormat.Bf16, out var rate) ? Work / (rate * Request.UsualShare) : null;

    /// <summary>Time on the fewest devices.</summary>
    public Seconds? Elapsed => Devices is { } devices ? DeviceTime / devices : null;

    /// <summary>What a fine-tuning takes.</summary>
    public static FineTuning Of(FineTuneRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (adapters, active) = request.Method == FineTuneMethod.Full ? (0, 0) : AdapterShape.Parameters(request.Model, request.Targets, request.Rank);
        var memory = TrainingMemory.Of(request);
        var trained = request.Method == FineTuneMethod.Full ? request.Model.TotalParameters - request.Model.EncoderParameters : adapters;
        return new(request, memory, trained, new(request.Tokens * PerToken(request, active)), FewestOf(request, memory));
    }

    /// <summary>What it costs in the cheapest boxes that hold it, on demand; null where none are sold so, in one box or joined by a network.</summary>
    public (UsdEstimate Cost, HardwareOffer Offer)? CostIn(IEnumerable<HardwareOffer> offers)
    {
        if (Devices is not { } devices || DeviceTime is not { } time) return null;
        var offer = offers
            .Where(one => one.Accelerator.Equals(Request.Accelerator.Id, StringComparison.OrdinalIgnoreCase) && !one.Indicative && one.Terms is OfferTerms.OnDemand && (one.Gpus >= devices || one.FabricPerGpu is not null))
            .MinBy(one => one.Price.UsdPerHour / one.Gpus);
        return offer is null ? null : (offer.Price.Estimated * (time / offer.Gpus), offer);
    }

    private static double PerToken(FineTuneRequest request, long activeAdapters)
    {
        var model = request.Model;
        var weights = (request.Method == FineTuneMethod.Full ? 8.0 : 6.0) * model.MultipliedParameters + 8.0 * activeAdapters;
        // A token of a sequence sees half of it on average.
        var seen = request.Sequence / 2.0;
        return weights + 4 * model.Layers.Sum(layer => layer.Attention.StateFlop.Value + layer.Attention.Passes.Sum(pass => pass.Attended(seen) * pass.PrefillFlop));
    }

    private static int? FewestOf(FineTuneRequest request, TrainingMemory memory)
    {
        var usable = request.Accelerator.Memory * UsableShare;
        var node = Math.Max(1, request.Accelerator.Link.Devices);
        for (var devices = 1; devices <= DevicesMost; devices += devices < node ? 1 : node)
            if (memory.OnEach(devices) <= usable) return devices;
        return null;
    }
}
