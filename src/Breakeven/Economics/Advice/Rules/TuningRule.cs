using System.Globalization;
using Breakeven.Training;

namespace Breakeven.Economics.Advice.Rules;

/// <summary>What it means for a choice that its model is to be fine-tuned.</summary>
internal static class TuningRule
{
    public static IEnumerable<Reason> Reasons(AdviceFigures figures)
    {
        var deployment = figures.Hosted!.Candidate.Deployment;
        var (model, box) = (deployment.Model, figures.Hosted.Choice.Offer.Gpus * figures.Hosted.Choice.BoxesPerReplica);
        foreach (var method in Enum.GetValues<FineTuneMethod>())
        {
            var tuning = FineTuning.Of(new() { Model = model, Accelerator = deployment.Accelerator, Method = method, Tokens = figures.Advice.Request.FineTuneTokens!.Value });
            if (tuning.DeviceTime is not { } time) continue;
            yield return tuning.Devices is { } devices
                ? new("fine-tuning", Text($"{Name(method)} on {Spoken.Count(tuning.Request.Tokens)} tokens takes {devices} x {deployment.Accelerator.Id} ({RuleWords.Of(tuning.Memory.Sharded)} of weights and states) and {time.Value / 3600:0.#} GPU-hours at {tuning.Request.UsualShare:0 %} of the datasheet's arithmetic; a box that serves it has {box}"),
                    devices, "GPUs", devices <= box)
                : new("fine-tuning", Text($"{Name(method)}: one sequence of {tuning.Request.Sequence:N0} tokens needs {RuleWords.Of(tuning.Memory.Activations + tuning.Memory.Gathered)} on each {deployment.Accelerator.Id}, more than it has"), (tuning.Memory.Activations + tuning.Memory.Gathered).Value, "B", false);
        }
        var ratio = (double)model.TotalParameters / model.ActiveParameters;
        if (model.IsMixture)
            yield return new("fine-tuning", Text($"trained, a mixture takes the memory of all {Spoken.Count(model.TotalParameters)} parameters for the arithmetic of {Spoken.Count(model.ActiveParameters)}: {ratio:0.#} times the memory of a dense model of the same GPU-hours"), ratio, "times", false);
        if (figures.Best.BoughtShare > 0)
            yield return new("fine-tuning", Text($"{figures.Best.BoughtShare:0 %} of the tokens are bought from {figures.Best.Way.Tokens!.Offer.Provider}, at the price of the untuned model"), figures.Best.BoughtShare, "share", false);
    }

    private static string Name(FineTuneMethod method) => method switch { FineTuneMethod.Full => "full fine-tuning", FineTuneMethod.Lora => "LoRA", _ => "QLoRA" };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
