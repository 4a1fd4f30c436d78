using System.Text;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Prices;
using Breakeven.Sizing.Support;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What is known to run, asked of a catalogue with four sources.</summary>
public class SupportTests
{
    private static readonly CliRun Run = new() { OpenCatalog = _ => new SourcedCatalog() };

    public static TheoryData<string, string> Calls => new()
    {
        { "model", "support Dense-70B" },
        { "gpu", "support Dense-70B --gpu H100-SXM --precision fp8" },
        { "layout", "support Latent-671B --gpu H100-SXM --engine vllm --layout tp=8,ep=8" },
        { "architecture", "support llama --engine sglang" },
        { "json", "support Dense-70B --gpu MI300X --engine vllm --precision fp8 --format json" },
        { "csv", "support Dense-70B --format csv" },
        { "unknown", "support Hybrid-1B" },
        { "size", "size Dense-70B --gpu H100-SXM --precision fp8 --gpus 4 --layout tp=4" },
        { "wrong-model", "support Dance-70B" },
        { "wrong-engine", "support Dense-70B --engine vlm" },
        { "layout-without-gpu", "support Dense-70B --layout tp=8" },
        { "wrong-precision", "support Dense-70B --precision fp7" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void It_answers_as_it_did(string name, string arguments) => Snapshot.Match(Run.Run(Documentation.ShellWords.Split(arguments)).ToString(), name);

    // Dense-70B has 64 query heads: three ranks divide neither by a source nor by dimensions.
    [Theory]
    [InlineData("tp=2", "yes", 0)]
    [InlineData("tp=4", "no", 1)]
    [InlineData("tp=8", "not_known", 1)]
    [InlineData("tp=3", "no", 1)]
    public void Only_a_source_says_yes(string layout, string answer, int exit)
    {
        var outcome = Run.Run(["support", "Dense-70B", "--gpu", "H100-SXM", "--precision", "fp8", "--engine", "vllm", "--layout", layout, "--format", "json"]);
        Assert.Equal(exit, outcome.Exit);
        Assert.Contains($"\"answer\": \"{answer}\"", outcome.Output.Split("\"rows\"")[0], StringComparison.Ordinal);
    }

    /// <summary>The small catalogue with a support table.</summary>
    private sealed class SourcedCatalog : ICatalog
    {
        private const string Rows = """
            engine,from,to,architecture,model,precision,hardware,layout,answer,date,source,note
            vllm,0.15,,llama,,fp8,hopper,"tp=2,pp=1,dp=1,ep=1",yes,2026-03-01,a benchmark,measured
            vllm,0.15,0.19,llama,,fp8,,"tp=4",no,2026-03-02,an issue,a fault of this version
            sglang,,,llama,,,,,yes,2026-03-03,its documentation,listed
            vllm,,,,,fp8,hopper,,yes,2026-03-04,its hardware table,the architecture is not stated
            """;

        private readonly SmallCatalog _small = new();

        public IReadOnlyList<string> ModelIds => _small.ModelIds;

        public IReadOnlyList<string> AcceleratorIds => _small.AcceleratorIds;

        public Model? FindModel(string id) => _small.FindModel(id);

        public Accelerator? FindAccelerator(string id) => _small.FindAccelerator(id);

        public IReadOnlyList<HardwareOffer> HardwareOffers => _small.HardwareOffers;

        public IReadOnlyList<TokenOffer> TokenOffers => _small.TokenOffers;

        public SupportTable Support { get; } = SupportTable.Read(Encoding.UTF8.GetBytes(Rows + "\n"), "support.csv");
    }
}
