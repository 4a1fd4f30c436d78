using System.CommandLine;

namespace Breakeven.Cli.Verbs;

/// <summary>All that breakeven can be asked. To add a verb, write its file and name it here.</summary>
internal static class VerbTable
{
    public static IEnumerable<Command> Build(KnownNames known) =>
    [
        new Command("models", "Models: parameters, bytes, cache, arithmetic")
        {
            ModelsList.Build(known),
            ModelsShow.Build(known),
            ModelsCheck.Build(known),
        },
        new Command("gpus", "Accelerators: memory, bandwidth, rates, links")
        {
            GpusList.Build(known),
            GpusShow.Build(known),
            GpusCheck.Build(known),
        },
        new Command("prices", "Offers: hardware by the hour, models by the token")
        {
            PricesList.Build(known),
            PricesShow.Build(known),
            PricesCheck.Build(known),
            PricesImport.Build(known),
        },
        new Command("calibrate", "Fit the constants that predictions are made with")
        {
            CalibrateKernels.Build(known),
            CalibrateServing.Build(known),
            CalibrateRequests.Build(known),
        },
        new Command("traffic", "Traffic: what a trace or a description holds, made and converted traces")
        {
            TrafficShow.Build(known),
            TrafficMake.Build(known),
            TrafficConvert.Build(known),
        },
        Files.Build(),
        Size.Build(known),
        Compare.Build(known),
        Map.Build(known),
        CascadeQuestion.Build(known),
        Advise.Build(known),
        Whatif.Build(known),
        Simulate.Build(known),
        Capacity.Build(known),
        Fit.Build(known),
        FineTune.Build(known),
        Explain.Build(known),
        Support.Build(known),
        Validate.Build(known),
        Version.Build(known),
        Completion.Build(known),
    ];
}
