namespace Breakeven.Calibration;

/// <summary>Bytes of the cache that all of a device's units share, from NVIDIA's architecture papers (A100, H100, Ada, RTX Blackwell) and, for B200, what its driver reports.</summary>
internal static class SecondLevelCache
{
    private static readonly Dictionary<string, double> s_megabytes = new()
    {
        ["A100-SXM-80GB"] = 40,
        ["B200-SXM"] = 126,
        ["GB200"] = 126,
        ["H100-SXM"] = 50,
        ["H200-SXM"] = 50,
        ["L40S"] = 96,
        ["RTX-PRO-6000"] = 128,
    };

    public static double Of(string accelerator) => s_megabytes[accelerator] * 1e6;
}
