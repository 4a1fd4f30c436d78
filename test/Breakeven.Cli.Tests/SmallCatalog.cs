using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Measurements;
using Breakeven.Models;
using Breakeven.Prices;
using Breakeven.Sizing;

namespace Breakeven.Cli.Tests;

/// <summary>A catalogue that stays as it is while the real one grows, so that snapshots show changes of the command line alone.</summary>
internal sealed class SmallCatalog : ICatalog
{
    private static readonly Source Page = new("https://example.org/datasheet", new(2026, 10, 1), "dense rates");

    private static readonly Source Old = new("https://example.org/prices", new(2026, 6, 1));

    private readonly Model[] _models = [Dense, Hybrid, Latent];

    private readonly Accelerator[] _accelerators =
    [
        Gpu("H100-SXM", "NVIDIA H100 SXM5 80GB", "NVIDIA", "hopper", 79.6, "80 GB", 3.35, new() { [NumberFormat.Bf16] = 989, [NumberFormat.Fp8] = 1979, [NumberFormat.Int8] = 1979 }, 450, 700),
        Gpu("MI300X", "AMD Instinct MI300X", "AMD", "cdna3", 192, "192 GB", 5.3, new() { [NumberFormat.Bf16] = 1307, [NumberFormat.Fp8] = 2615, [NumberFormat.Int8] = 2615 }, 448, 750),
    ];

    public IReadOnlyList<string> ModelIds => [.. _models.Select(model => model.Id)];

    public IReadOnlyList<string> AcceleratorIds => [.. _accelerators.Select(gpu => gpu.Id)];

    public Model? FindModel(string id) => Names.Resolve(id, ModelIds) is { } known ? Array.Find(_models, model => model.Id == known) : null;

    public Accelerator? FindAccelerator(string id) => Names.Resolve(id, AcceleratorIds) is { } known ? Array.Find(_accelerators, gpu => gpu.Id == known) : null;

    public IReadOnlyList<HardwareOffer> HardwareOffers { get; } =
    [
        Box("DigitalOcean", "gpu-h100x1-80gb", "H100-SXM", 1, 3.39m, OfferTerms.OnDemand),
        Box("DigitalOcean", "gpu-mi300x8-1536gb", "MI300X", 8, 15.92m, OfferTerms.OnDemand),
        Box("RunPod", "secure H100-SXM", "H100-SXM", 8, 21.52m, OfferTerms.OnDemand) with { FabricPerGpu = BytesPerSecond.GigabitsPerSecond(400), Region = "us-east" },
        Box("Vast.ai", "marketplace median", "H100-SXM", 1, 1.8725m, OfferTerms.Spot) with { Indicative = true, Source = Old with { Note = "median of four offers" } },
    ];

    public IReadOnlyList<TokenOffer> TokenOffers { get; } =
    [
        new() { Provider = "Together AI", Model = "acme/Dense-70B", Name = "dense-70b-turbo", Input = new(0.88m), Output = new(0.88m), Source = Page },
        new() { Provider = "DeepInfra", Model = "acme/Latent-671B", Name = "latent", Input = new(0.27m), CachedInput = new(0.0375m), Output = new(1.1m), BatchInput = new(0.135m), BatchOutput = new(0.55m), Source = Page },
    ];

    // Runs of nobody's: one of a model and one of a device that are not here, one that cannot be, one of which only a rate is known.
    public IReadOnlyList<Measurement> Measurements { get; } = MeasurementFile.Read(
        """
        # source bench: the test's own bench
        model,gpu,gpus,engine,engine_version,precision,tp,scenario,input_tokens,output_tokens,concurrency,ttft_ms,tpot_ms,output_tokens_per_second,source,note
        acme/Dense-70B,H100-SXM,4,vllm,0.19.0,fp8,4,closed-loop,1024,512,16,180,22,,bench,
        acme/Dense-70B,H100-SXM,4,vllm,0.19.0,fp8,4,closed-loop,1024,512,64,420,31,,bench,
        acme/Dense-70B,MI300X,2,vllm,0.11.0,bf16,2,closed-loop,1024,512,8,260,34,,bench,
        acme/Latent-671B,MI300X,8,sglang,0.5.6,native,8,closed-loop,4096,1024,32,31000,24,,bench,multi-token prediction may have been on
        acme/Dense-70B,H100-SXM,8,vllm,,fp8,8,offline,128,2048,,,,4200,bench,
        acme/Dense-70B,H100-SXM,1,vllm,0.19.0,bf16,1,closed-loop,1024,512,16,180,22,,bench,
        acme/Sparse-9B,H100-SXM,1,vllm,0.19.0,bf16,1,closed-loop,1024,512,16,180,22,,bench,
        acme/Dense-70B,Abacus,1,vllm,0.19.0,bf16,1,closed-loop,1024,512,16,180,22,,bench,
        """u8.ToArray(), "bench.csv");

    public AcceptanceTable Acceptance { get; } = new(
    [
        new() { Model = "Latent-671B", Method = "mtp", Thinking = true, Lengths = [1.75, 2.25, 2.5], Source = Page with { Note = "the test's own prompts" } },
    ]);

    // The shape of a 70B with grouped attention: 80 layers, 8 KV heads of 128, so 80 x 8 x 256 x 2 B = 320 KiB a token.
    private static Model Dense => new()
    {
        Id = "acme/Dense-70B",
        Architecture = "llama",
        Hidden = 8192,
        Vocabulary = 128_256,
        TiedEmbeddings = false,
        ContextLimit = new(131_072),
        Layers = [.. Enumerable.Repeat(new ModelLayer(new AttentionKind.Grouped(64, 8, 128, 128), new FeedForwardKind.Dense(28_672)), 80)],
        Native = PrecisionScheme.Bf16,
        Published = new(70e9, null, Page),
        License = "llama3.3",
        Source = Page,
    };

    // Three linear layers to one with attention: only 4 of 16 hold a cache, and 12 a state.
    private static Model Hybrid => new()
    {
        Id = "acme/Hybrid-1B",
        Architecture = "qwen3_5",
        Hidden = 1024,
        Vocabulary = 32_000,
        TiedEmbeddings = true,
        ContextLimit = new(32_768),
        Layers = [.. Enumerable.Range(0, 16).Select(i => new ModelLayer(
            i % 4 == 3 ? new AttentionKind.Grouped(8, 2, 128, 128) { OutputGate = true } : new AttentionKind.GatedDelta(8, 16, 128, 128, 4, 4),
            new FeedForwardKind.Dense(3072)))],
        Native = PrecisionScheme.Bf16,
        Source = Page,
        Notes = ["the state is taken to be kept in fp32"],
    };

    // DeepSeek V3's attention and experts: 61 layers, (512 + 64) x 2 B a layer and token.
    private static Model Latent => new()
    {
        Id = "acme/Latent-671B",
        Architecture = "deepseek_v3",
        Hidden = 7168,
        Vocabulary = 129_280,
        TiedEmbeddings = false,
        ContextLimit = new(163_840),
        Layers =
        [
            .. Enumerable.Repeat(new ModelLayer(new AttentionKind.Latent(128, 1536, 512, 128, 64, 128), new FeedForwardKind.Dense(18_432)), 3),
            .. Enumerable.Repeat(new ModelLayer(
                new AttentionKind.Latent(128, 1536, 512, 128, 64, 128),
                new FeedForwardKind.Mixture(256, 8, 2048) { SharedWidth = 2048, RouterBias = true }), 58),
        ],
        Native = PrecisionScheme.Uniform("fp8-block", WeightFormat.Fp8Block, PrecisionScheme.Linears),
        Published = new(671e9, 37e9, Page),
        Source = Page,
    };

    private static Accelerator Gpu(
        string id, string name, string vendor, string family, double gibibytes, string marketed, double terabytes, Dictionary<NumberFormat, double> teraflop, double link, double watts) => new()
        {
            Id = id,
            Name = name,
            Vendor = vendor,
            Family = family,
            Memory = Bytes.Gibibytes(gibibytes),
            MarketedMemory = marketed,
            MemoryBandwidth = BytesPerSecond.TerabytesPerSecond(terabytes),
            DenseRates = teraflop.ToDictionary(entry => entry.Key, entry => FlopPerSecond.TeraflopPerSecond(entry.Value)),
            Link = new(vendor == "AMD" ? "xGMI" : "NVLink4", new(link * 1e9), 8, vendor != "AMD"),
            Power = new(watts),
            Sources = [Page],
        };

    private static HardwareOffer Box(string provider, string name, string gpu, int gpus, decimal price, OfferTerms terms) => new()
    {
        Provider = provider,
        Name = name,
        Accelerator = gpu,
        Gpus = gpus,
        Price = new(price),
        Terms = terms,
        Region = "",
        Source = Page,
    };
}
