using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance.Local;

/// <summary>What two deployments are compared by when one's measurements speak for the other: physical traits, never a model's name.</summary>
/// <param name="Engine">The entry of the engine's constants that holds: an engine and the span of its versions.</param>
/// <param name="Accelerator">The accelerator's id.</param>
/// <param name="Format">How most weights are stored and multiplied: 16 bits, FP8 by row, FP8 by block, 4 bits.</param>
/// <param name="Mixture">Whether experts are routed.</param>
/// <param name="Latent">Whether attention is latent.</param>
/// <param name="Active">Active parameters, log2.</param>
/// <param name="Total">Parameters, log2.</param>
/// <param name="Gpus">Devices of a replica, log2.</param>
/// <param name="Data">Whether attention ranks hold sequences of their own.</param>
public readonly record struct DeploymentTraits(
    string Engine, string Accelerator, WeightKind Format, bool Mixture, bool Latent, double Active, double Total, double Gpus, bool Data)
{
    /// <summary>The traits of a deployment.</summary>
    internal static DeploymentTraits Of(Deployment deployment, ModelShape shape, string engine)
    {
        double total = 0, active = 0;
        foreach (var group in shape.Groups)
            foreach (var tensor in group.Shares)
            {
                total += group.Count * tensor.Parameters;
                active += group.Count * tensor.Multiplied;
            }

        var weights = deployment.Precision[shape.IsMixture ? TensorClass.RoutedExpert : TensorClass.DenseFeedForward];
        var layout = deployment.Layout;
        return new(
            engine, deployment.Accelerator.Id, KindOf(weights.Nominal), shape.IsMixture,
            shape.Attentions.Any(attention => attention is AttentionKind.Latent), Math.Log2(active), Math.Log2(total), Math.Log2(layout.Gpus), layout.Data > 1);
    }

    private static WeightKind KindOf(WeightFormat format) => format.BitsPerElement switch
    {
        >= 16 => WeightKind.Wide,
        <= 4 => WeightKind.Four,
        _ => format.Scales == ScaleLayout.Blocks ? WeightKind.EightByBlock : WeightKind.Eight,
    };

    /// <summary>How unlike two deployments are: 0 for equal ones, 1 where one speaks for the other with a weight of 0.37.</summary>
    public static double Distance(in DeploymentTraits one, in DeploymentTraits other)
    {
        var distance = 0.0;
        if (one.Engine != other.Engine) distance += NameOf(one.Engine).SequenceEqual(NameOf(other.Engine)) ? 1.5 : 2;
        if (one.Accelerator != other.Accelerator) distance += Alike(one.Accelerator, other.Accelerator) ? 0.7 : 2;
        if (one.Format != other.Format) distance += 2;
        if (one.Mixture != other.Mixture) distance += 3;
        if (one.Latent != other.Latent) distance += 1;
        if (one.Data != other.Data) distance += 2.7;
        return distance + 2 * Square(one.Active - other.Active) + Square(one.Total - other.Total) + 0.3 * Square(one.Gpus - other.Gpus);
    }

    /// <summary>Less than the distance, from what is compared without reading text: enough to leave most of the far ones aside.</summary>
    internal static double AtLeast(in DeploymentTraits one, in DeploymentTraits other) =>
        (one.Format != other.Format ? 2 : 0) + (one.Mixture != other.Mixture ? 3 : 0) + (one.Latent != other.Latent ? 1 : 0) + (one.Data != other.Data ? 2.7 : 0)
        + 2 * Square(one.Active - other.Active) + Square(one.Total - other.Total) + 0.3 * Square(one.Gpus - other.Gpus);

    // An entry is an engine's name, and after it perhaps the version that it reaches to.
    private static ReadOnlySpan<char> NameOf(string engine) => engine.AsSpan() is var text && text.IndexOf(' ') is >= 0 and var end ? text[..end] : text;

    // Measured devices whose kernels are one generation's: H100 and H200, B200 and GB200.
    private static bool Alike(string one, string other) => Generation(one) is { } generation && generation == Generation(other);

    private static char? Generation(string accelerator)
    {
        var name = accelerator.AsSpan(accelerator.StartsWith('G') ? 1 : 0);
        return name.StartsWith("H1") || name.StartsWith("H2") ? 'H' : name.StartsWith("B2") || name.StartsWith("B3") ? 'B' : null;
    }

    internal static double Square(double difference) => difference * difference;
}

/// <summary>How most weights of a deployment are stored and multiplied.</summary>
public enum WeightKind
{
    Wide,
    Eight,
    EightByBlock,
    Four,
}
