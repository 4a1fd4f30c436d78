namespace Breakeven.Models;

/// <summary>
/// What of a model a precision touches, and how well calibration can reach it. Facts that make a loss of quality likelier or not; none says how large it is, which only an evaluation does.
/// </summary>
public sealed record QuantizationExposure
{
    // Frantar et al., arXiv:2210.17323, section 4: 128 segments of 2,048 tokens, which GPTQ and most that came after calibrate with.
    /// <summary>Tokens that quantisers calibrate with unless told otherwise.</summary>
    public static TokenCount UsualCalibration { get; } = new(128 * 2048);

    /// <summary>Parameters stored in fewer than 16 bits, over all.</summary>
    public required double Share { get; init; }

    /// <summary>Bits a parameter, scales included.</summary>
    public required double Bits { get; init; }

    /// <summary>The narrowest expert's width; null without experts.</summary>
    public required int? ExpertWidth { get; init; }

    /// <summary>Routed experts of a layer, and those a token uses; null without experts.</summary>
    public required (int All, int Used)? Experts { get; init; }

    /// <summary>Columns of an expert's first matrix: what a quantiser needs as many different tokens for.</summary>
    public required int ExpertColumns { get; init; }

    /// <summary>The router's format; null without experts.</summary>
    public required WeightFormat? Router { get; init; }

    /// <summary>True where the router keeps 16 bits or more: a choice of expert is a jump, which rounding elsewhere is not.</summary>
    public bool KeepsRouter => Router is null or { BitsPerElement: >= 16 };

    /// <summary>Tokens that one expert sees of calibration data, if all are chosen alike; popular ones see more, others less.</summary>
    public double TokensPerExpert(TokenCount calibration) => Experts is var (all, used) ? (double)calibration.Value * used / all : calibration.Value;

    /// <summary>
    /// Tokens an expert sees over the columns of its matrix. Second-order methods solve with X X^T, whose rank is at most the number of tokens: below 1 the matrix is singular and damping decides.
    /// </summary>
    public double CalibrationRank(TokenCount calibration) => TokensPerExpert(calibration) / ExpertColumns;

    /// <summary>Of a model in a precision.</summary>
    public static QuantizationExposure Of(Model model, PrecisionScheme precision)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(precision);
        var low = model.LayerKinds.Sum(kind => kind.Count * kind.Layer.Tensors(model.Hidden).Sum(Low)) + model.OuterTensors().Sum(Low);
        var mixtures = model.LayerKinds.Select(kind => kind.Layer.FeedForward).OfType<FeedForwardKind.Mixture>().ToList();
        return new()
        {
            Share = (double)low / model.TotalParameters,
            Bits = model.WeightBytes(precision).Value * 8 / model.TotalParameters,
            ExpertWidth = mixtures.Count > 0 ? mixtures.Min(one => one.ExpertWidth) : null,
            Experts = mixtures.Count > 0 ? mixtures.Select(one => (one.Experts, one.ExpertsPerToken)).MinBy(one => (double)one.ExpertsPerToken / one.Experts) : null,
            ExpertColumns = mixtures.Select(one => one.LatentWidth > 0 ? one.LatentWidth : model.Hidden).DefaultIfEmpty(model.Hidden).Max(),
            Router = mixtures.Count > 0 ? precision[TensorClass.Router] : null,
        };

        long Low(WeightTensor tensor) => precision.Of(tensor).BitsPerElement < 16 ? tensor.Parameters : 0;
    }
}
