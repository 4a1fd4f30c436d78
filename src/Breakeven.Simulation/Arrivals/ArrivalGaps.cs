using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation.Arrivals;

/// <summary>
/// Gaps between requests in units of the mean gap, drawn by chance. They are rounded to 2^-20 of it: logarithms differ between platforms in their last bit, and what is rounded
/// so far above it is the same everywhere but for one draw in five thousand million.
/// </summary>
internal sealed class ArrivalGaps(ArrivalProcess process, RequestsPerSecond rate, RandomSource chance)
{
    private const double Grain = 1 << 20;

    // In units of the mean gap; the first draw is in a time that is on.
    private double _on = process is ArrivalProcess.OnOff first ? Exponential.Sample(chance, 1) * first.On.Value * rate.Value : 0;

    public double Next() => Math.Round(process switch
    {
        ArrivalProcess.Poisson => Exponential.Sample(chance, 1),
        ArrivalProcess.Gamma gamma => Gamma.Sample(chance, 1 / (gamma.Cv * gamma.Cv), 1 / (gamma.Cv * gamma.Cv)),
        ArrivalProcess.OnOff onOff => OnOff(onOff),
        _ => 1,
    } * Grain) / Grain;

    // Poisson has no memory: a gap that the end of a time that is on cuts off is drawn again in the next.
    private double OnOff(ArrivalProcess.OnOff process)
    {
        var mean = process.On.Value * rate.Value;
        var gap = 0.0;
        while (true)
        {
            var draw = Exponential.Sample(chance, 1) / process.Times;
            if (draw <= _on)
            {
                _on -= draw;
                return gap + draw;
            }
            gap += _on + Exponential.Sample(chance, 1) * mean * (process.Times - 1);
            _on = Exponential.Sample(chance, 1) * mean;
        }
    }
}
