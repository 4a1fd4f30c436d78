using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>Whether the mixture runs where the article puts it, and where it does.</summary>
internal static class FitSection
{
    public static IReadOnlyList<double> Fractions { get; } = [0.90, 0.92, 0.95];

    public static IReadOnlyList<(string Precision, string Name)> Checkpoints { get; } = [("fp8", "all linears FP8"), ("fp8-experts", "experts only FP8")];

    private static readonly (int Sequences, int Tokens)[] s_settings = [(256, 8192), (64, 2048)];

    public static Deployment Of(ArticleBox box, string precision, Layout layout, double fraction, (int Sequences, int Tokens)? settings = null) => new()
    {
        Model = Model(Article.Mixture),
        Accelerator = Accelerator(box.Accelerator),
        Precision = Precision(precision),
        Layout = layout,
        Settings = new()
        {
            SequencesMax = settings?.Sequences ?? 256,
            BatchedTokensMax = settings?.Tokens ?? DeploymentSearch.DefaultSettings(Accelerator(box.Accelerator)).BatchedTokensMax,
            MemoryFraction = fraction,
        },
    };

    public static void Write(GuidePage page)
    {
        page.Heading(2, "2. Does the mixture run there?");
        Weights(page);
        foreach (var box in Article.MixtureBoxes.Reverse()) Box(page, box);
        Smallest(page);
    }

    private static void Weights(GuidePage page)
    {
        page.Text($"Two kinds of FP8 checkpoint of Maverick are about: one that stores every linear layer in FP8, and one that stores the routed experts alone in FP8 and the rest in 16 bits. Both leave the embedding and the head in 16 bits. An engine also loads the encoder of images, which the catalogue counts; leave it out to compare with figures for the language model alone.");
        page.Table(["checkpoint", "language model", "encoder of images", "together"], Checkpoints.Select(checkpoint =>
        {
            var bytes = Model(Article.Mixture).WeightBytesByClass(Precision(checkpoint.Precision));
            var encoder = bytes[TensorClass.Encoder];
            return (IReadOnlyList<string>)[checkpoint.Name, Said.Gib(bytes.Values.Total - encoder), Said.Gib(encoder), Said.Gib(bytes.Values.Total)];
        }));
        page.Text($"vLLM may fill a fraction of each device, 0.90 by default, with everything it holds: weights, the workspace of its largest step, libraries, and in what is left the cache. Below, each legal layout of each box is tried at three fractions, with {s_settings[0].Sequences} sequences and steps of {s_settings[0].Tokens:#,0} tokens. \"Left\" is for cache on the fullest device; \"short\" is what that device lacks before it holds a single token.");
    }

    private static void Box(GuidePage page, ArticleBox box)
    {
        var device = Accelerator(box.Accelerator).Memory;
        page.Heading(3, $"{box.Name}: {Said.Gib(device * box.Gpus)}");
        page.Text($"Of those an engine may use {Said.Gib(device * box.Gpus * Fractions[0])} at {Fractions[0]:0.00} and {Said.Gib(device * box.Gpus * Fractions[^1])} at {Fractions[^1]:0.00}.");
        var layouts = Layouts.Of(box.Gpus, Model(Article.Mixture)).ToList();
        page.Table(
            ["layout", .. Checkpoints.SelectMany(checkpoint => Fractions.Select(fraction => FormattableString.Invariant($"{checkpoint.Name}, {fraction:0.00}")))],
            layouts.Select(layout => (IReadOnlyList<string>)[$"`{layout}`", .. Checkpoints.SelectMany(checkpoint => Fractions.Select(fraction => Verdict(Of(box, checkpoint.Precision, layout, fraction))))]));
        var illegal = layouts.Select(layout => (Layout: layout, Refusal: LayoutRules.Check(Of(box, "fp8", layout, 0.9)))).Where(one => one.Refusal is not null).ToList();
        if (illegal.Count > 0) page.Items([.. illegal.Select(one => (FormattableString)$"`{one.Layout}`: {one.Refusal!.Reason}; the nearest that would do is {one.Refusal.Nearest}.")]);
        page.Text(Lesson(box));
        if (box.Accelerator == "H200-SXM") Pipeline(page);
    }

    private static FormattableString Lesson(ArticleBox box)
    {
        var total = Accelerator(box.Accelerator).Memory * box.Gpus;
        var weights = Model(Article.Mixture).WeightBytes(Precision("fp8"));
        return box.Accelerator switch
        {
            "H200-SXM" => $"No tensor layout divides over three devices. Attention-parallel ranks copy the attention to each device and have no room for it. That leaves a pipeline of three stages, which fits at {Fractions[^1]:0.00}, barely at {Fractions[1]:0.00}, and not at the default fraction.",
            _ when weights > total => $"The weights of the smaller checkpoint alone, {Said.Gib(weights)}, exceed all {Said.Gib(total)} there are. No setting helps.",
            _ => $"The weights of the smaller checkpoint, {Said.Gib(weights)}, are less than the {Said.Gib(total)} there are, which is how the box comes to be called a minimum. But no engine fills a device to the last byte, and every fraction above falls short.",
        };
    }

    private static void Pipeline(GuidePage page)
    {
        IReadOnlyList<(string Name, string Precision, bool Encoder)> loads =
            [.. Checkpoints.Select(checkpoint => (checkpoint.Name, checkpoint.Precision, true)), ($"{Checkpoints[0].Name}, text only", Checkpoints[0].Precision, false)];
        var rows = from load in loads
                   from settings in s_settings
                   let plans = Fractions.Select(fraction => Sizer.Plan(PipelineOf(load.Precision, fraction, settings, load.Encoder))).ToList()
                   select (IReadOnlyList<string>)
                   [
                       load.Name, FormattableString.Invariant($"{settings.Sequences} and {settings.Tokens:#,0}"), Said.Gib(plans[0].WeightTotal), Said.Gib(plans[0].Workspace + plans[0].Runtime),
                       .. plans.Select(plan => plan.Fits ? $"{Said.Room(plan)}: {Said.Count(Sizer.ConcurrencyAt(plan, new(1500)))} or {Said.Count(Sizer.ConcurrencyAt(plan, new(8192)))}" : Said.Room(plan)),
                   ];
        page.Text($"Where it fits, the two counts are the sequences of 1,500 and of 8,192 tokens that its cache holds at once. \"Text only\" is an engine told to serve no images, which then loads no encoder.");
        page.Table(["checkpoint", "sequences and step tokens", "weights, fullest stage", "libraries and workspace", .. Fractions.Select(fraction => FormattableString.Invariant($"at {fraction:0.00}"))], rows);
        var shown = Sizer.Plan(PipelineOf("fp8", 0.9, (64, 2048), encoder: false));
        page.Text($"The default fraction comes close for text alone: the fullest stage leaves {Said.Gib(shown.Usable - shown.WeightTotal)} beside its weights. But libraries and workspace take {Said.Gib(shown.Workspace + shown.Runtime)} even with {shown.Deployment.Settings.SequencesMax} sequences and steps of {shown.Deployment.Settings.BatchedTokensMax:#,0} tokens, so it is {Said.Gib(shown.Left * -1)} short. And boxes of three H200 are not for sale, as the next table shows.");
    }

    /// <summary>The mixture in three stages on three H200, with or without the encoder of images.</summary>
    public static Deployment PipelineOf(string precision, double fraction, (int Sequences, int Tokens) settings, bool encoder)
    {
        var deployment = Of(Article.MixtureBoxes.Single(box => box.Accelerator == "H200-SXM"), precision, new(1, 3), fraction, settings);
        return encoder ? deployment : deployment with { Model = deployment.Model with { EncoderParameters = 0 } };
    }

    private static string Verdict(Deployment deployment) => LayoutRules.Check(deployment) is not null ? "illegal" : Said.Room(Sizer.Plan(deployment));

    /// <summary>The fewest devices on which a search finds a deployment that runs, and the layout.</summary>
    public static Candidate SmallestOf(string model, string accelerator, PrecisionScheme precision) => DeploymentSearch.Run(new()
    {
        Model = Model(model),
        Precisions = [precision],
        Accelerator = Accelerator(accelerator),
        Boxes = [],
        Traffic = Article.Traffic,
        Objective = Objective.None,
        Calibration = Facts.Calibration,
    }).Candidates.MinBy(candidate => candidate.Deployment.Layout.Gpus)!;

    /// <summary>Box sizes that the catalogue's offers of an accelerator come in, each with who sells it on demand.</summary>
    public static IReadOnlyList<(int Gpus, IReadOnlyList<string> Providers)> SoldSizes(string accelerator) =>
        [.. Facts.Catalog.HardwareOffers.Where(offer => offer.Accelerator == accelerator && !offer.Indicative && (offer.Terms is OfferTerms.OnDemand or OfferTerms.Dedicated))
            .GroupBy(offer => offer.Gpus).OrderBy(group => group.Key)
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(offer => offer.Provider).Distinct().Order(StringComparer.Ordinal)]))];

    private static void Smallest(GuidePage page)
    {
        page.Heading(3, "The smallest that runs, and whether it is for sale");
        page.Text($"A search over every layout, at the default fraction, finds the fewest devices on which Maverick runs. The catalogue's offers on demand say in which sizes boxes come.");
        string[] accelerators = ["H100-SXM", "H200-SXM", "MI300X"];
        page.Table(["accelerator", "article's minimum", .. Checkpoints.Select(checkpoint => checkpoint.Name), "boxes for sale", "so one rents"], accelerators.Select(accelerator =>
        {
            var found = Checkpoints.Select(checkpoint => SmallestOf(Article.Mixture, accelerator, Precision(checkpoint.Precision))).ToList();
            var sold = SoldSizes(accelerator);
            var least = found.Min(candidate => candidate.Deployment.Layout.Gpus);
            return (IReadOnlyList<string>)
            [
                accelerator, Article.MixtureBoxes.Single(box => box.Accelerator == accelerator).Name,
                .. found.Select(candidate => $"{candidate.Deployment.Layout.Gpus}x, `{candidate.Deployment.Layout}`, {Said.Gib(candidate.Plan.Left)} a device left"),
                string.Join("; ", sold.Select(size => $"{size.Gpus} ({(size.Providers.Count > 3 ? $"{size.Providers.Count} providers" : string.Join(", ", size.Providers))})")),
                sold.FirstOrDefault(size => size.Gpus >= least) is { Gpus: > 0 } box ? $"a box of {box.Gpus}" : "nothing",
            ];
        }));
        page.Text($"Devices of two boxes share no link, so three boxes of one MI300X are no box of three. \"2x MI300X\" is for sale and does not fit; three would run and are not for sale, so one rents four.");
    }
}
