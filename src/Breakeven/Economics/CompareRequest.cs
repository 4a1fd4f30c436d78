using Breakeven.Hardware;
using Breakeven.Measurements.Intervals;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>A model in a comparison, and how many of its tokens stand for one of the reference model's.</summary>
public readonly record struct ComparedModel(Model Model, TokensRatio TokensRatio)
{
    /// <summary>Tokens drafted ahead and verified together; null for none.</summary>
    public Speculation? Speculation { get; init; }

    /// <summary>The measurement that its acceptance length is of; null where it was given.</summary>
    public MeasuredAcceptance? Measured { get; init; }
}

/// <summary>A model of which nothing is known but who sells its tokens.</summary>
public readonly record struct SoldModel(string Id, TokensRatio TokensRatio);

/// <summary>What to compare, at which traffic, within which objective.</summary>
public sealed record CompareRequest
{
    public required IReadOnlyList<ComparedModel> Models { get; init; }

    /// <summary>Models that compete by the token alone.</summary>
    public IReadOnlyList<SoldModel> SoldModels { get; init; } = [];

    public required IReadOnlyList<Accelerator> Accelerators { get; init; }

    public required IReadOnlyList<HardwareOffer> HardwareOffers { get; init; }

    public required IReadOnlyList<TokenOffer> TokenOffers { get; init; }

    public required Traffic Traffic { get; init; }

    public Objective Objective { get; init; } = Objective.None;

    /// <summary>Names of precisions to try; empty tries the checkpoint's own and, for a 16-bit checkpoint, fp8.</summary>
    public IReadOnlyList<string> Precisions { get; init; } = [];

    /// <summary>Terms that may be bought on. Spot, reserved and owned hardware come with conditions, so they are asked for by name.</summary>
    public IReadOnlyList<OfferTerms> Terms { get; init; } = TermsUnlessAsked;

    /// <summary>Terms that hardware is bought on where nobody asks for others.</summary>
    public static IReadOnlyList<OfferTerms> TermsUnlessAsked { get; } = [OfferTerms.OnDemand, OfferTerms.Dedicated, OfferTerms.Serverless];

    /// <summary>Providers to buy from; empty means any.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    public Engine Engine { get; init; } = Engine.Vllm;

    /// <summary>Settings that the user fixed, over the defaults of each accelerator; null lets the search choose.</summary>
    public Func<Accelerator, EngineSettings>? Settings { get; init; }

    public Layout? Layout { get; init; }

    /// <summary>What sources say of where models run.</summary>
    public Sizing.Support.SupportTable Support { get; init; } = Sizing.Support.SupportTable.Empty;

    public int GpusMax { get; init; } = 64;

    /// <summary>Replicas kept beyond what the peak needs.</summary>
    public int Spares { get; init; }

    /// <summary>What weights are read at when a replica starts.</summary>
    public BytesPerSecond Storage { get; init; } = ColdStart.UsualStorage;

    public TrafficRange Range { get; init; } = TrafficRange.SevenDecades;

    /// <summary>What was fitted to measurements.</summary>
    public Calibration Calibration { get; init; } = Calibration.Embedded;

    /// <summary>The calibration of an accelerator on which the user measured; null on the others.</summary>
    public Func<Accelerator, Calibration?> OwnCalibration { get; init; } = _ => null;

    public Calibration CalibrationOf(Accelerator accelerator) => OwnCalibration(accelerator) ?? Calibration;

    /// <summary>How far predictions of a kind were off where they could be compared with measurements.</summary>
    public PredictionIntervals Intervals { get; init; } = PredictionIntervals.Embedded;

    /// <summary>Pairs that are not looked at, since whoever asks knows that they cannot matter; null for none.</summary>
    internal Func<ComparedModel, Accelerator, bool>? LeftOut { get; init; }

    /// <summary>The precisions to try for a model.</summary>
    public IReadOnlyList<PrecisionScheme> PrecisionsOf(Model model)
    {
        if (Precisions.Count > 0) return [.. Precisions.Select(name => name == "native" ? model.Native : PrecisionScheme.Named(name)!)];
        return model.Native.Weights.Count == 0 ? [model.Native, PrecisionScheme.Named("fp8")!] : [model.Native];
    }
}
