using System.Collections.Concurrent;
using Breakeven.Calibration.Requests;
using Breakeven.Sizing;
using Breakeven.Testing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Calibration;

/// <summary>A recorded run, and the fit to its first half; made once, as it takes a minute.</summary>
internal sealed record RecordedFit(IReadOnlyList<MeasuredRequest> Requests, RequestFit Fit, RequestFitResult Half)
{
    private static readonly ConcurrentDictionary<string, Lazy<RecordedFit>> s_made = new();

    /// <summary>How many requests the fit is told.</summary>
    public int Told => Requests.Count / 2;

    public static RecordedFit Of(string folder, string model, string gpu, string layout, int sequences)
    {
        var path = ReferenceData.Require($"traces/vllm-requests/{folder}/vllm/requests.jsonl");
        return s_made.GetOrAdd(folder, _ => new(() =>
        {
            var requests = MeasuredRequests.Read(path);
            var plan = Sizer.Plan(Deploy(model, gpu, "bf16", layout, new() { SequencesMax = sequences, BatchedTokensMax = 2048 }));
            var fit = new RequestFit(plan, Facts.Calibration, requests);
            return new(requests, fit, fit.Fit(..(requests.Count / 2)));
        })).Value;
    }
}
