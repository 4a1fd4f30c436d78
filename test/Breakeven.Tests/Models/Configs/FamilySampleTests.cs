using System.Text;
using System.Text.Json.Nodes;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Testing;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

public sealed class FamilySampleTests
{
    private static readonly string[] s_values = ["-1", "0", "1000000000000000000", "1.5", "null", "true", "\"x\"", "[]", "[1,2,3]", "{}", "65536", "3"];

    [Fact]
    public void Every_family_survives_a_round_through_a_model_file()
    {
        foreach (var config in FamilySamples.All)
        {
            var model = Read(config) with { Source = new("a test", new(2026, 1, 1)) };
            var text = ModelFile.Write(model);
            var back = ModelFile.Read(Encoding.UTF8.GetBytes(text), "back");
            Assert.Equal(text, ModelFile.Write(back));
            Assert.Equal(model.Layers, back.Layers);
            Assert.Equal(model.DraftLayers, back.DraftLayers);
            Assert.Equal((model.TotalParameters, model.WeightBytes(model.Native)), (back.TotalParameters, back.WeightBytes(back.Native)));
        }
    }

    [Fact]
    public void Every_family_reads_with_8_and_4_bit_weights()
    {
        string[] methods =
        [
            "{ \"quant_method\": \"fp8\" }", "{ \"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 128, \"zero_point\": true }", "{ \"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 128, \"sym\": true }",
            "{ \"quant_method\": \"modelopt\", \"quant_algo\": \"NVFP4\" }", "{ \"quant_method\": \"gptq\", \"bits\": 8, \"group_size\": 128, \"sym\": true }",
            "{ \"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true, \"bnb_4bit_use_double_quant\": true }", "{ \"quant_method\": \"bitsandbytes\", \"load_in_8bit\": true }",
        ];
        foreach (var config in FamilySamples.All.Where(config => !config.Contains("text_config", StringComparison.Ordinal)))
        {
            var whole = Read(config);
            foreach (var method in methods)
            {
                var model = Read(With(config, "quantization_config", method));
                Assert.True(model.WeightBytes(model.Native).Value < whole.WeightBytes(whole.Native).Value, config + method);
            }
        }
    }

    [Theory]
    [InlineData("{ \"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true }", "nf4", 64 * 64 / 2 + 64 * 4)]
    [InlineData("{ \"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true, \"bnb_4bit_use_double_quant\": true }", "nf4-double", 64 * 64 / 2 + 64)]
    [InlineData("{ \"quant_method\": \"gptq\", \"bits\": 8, \"group_size\": 32 }", "int8-g32", 64 * 64 + 2 * 64 * 2)]
    public void A_matrix_of_64_by_64_takes_what_its_method_stores(string method, string format, double bytes)
    {
        var stored = Read(With(Llama, "quantization_config", method)).Native[TensorClass.Attention];
        Assert.Equal((format, bytes), (stored.Name, stored.Size(64, 64, 1).Value));
        Assert.Equal(stored, WeightFormat.Parse(format));
    }

    // Each value of each file, one at a time: the reader answers or says in one line what is wrong.
    [Fact]
    public void Whatever_one_value_becomes_the_reader_answers_or_refuses()
    {
        foreach (var config in FamilySamples.All)
        {
            var text = config.Replace("Infinity", "1e308", StringComparison.Ordinal);
            foreach (var member in JsonNode.Parse(text)!.AsObject().Select(member => member.Key).ToList())
            {
                foreach (var value in s_values)
                {
                    var node = JsonNode.Parse(text)!.AsObject();
                    node[member] = JsonNode.Parse(value);
                    try
                    {
                        var model = ConfigReader.Read(Encoding.UTF8.GetBytes(node.ToJsonString()), "mutant.json");
                        Assert.True(model.TotalParameters >= model.ActiveParameters && model.ActiveParameters > 0, $"{member} = {value} in {config}");
                    }
                    catch (InputException refusal)
                    {
                        Assert.DoesNotContain('\n', refusal.Message);
                    }
                }
            }
        }
    }

    [SkippableFact]
    public void Every_config_of_the_reference_data_reads_but_one_that_holds_several_models_and_one_without_sizes()
    {
        var folder = ReferenceData.Require("models");
        var refused = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Concat(Directory.GetFiles(Path.Combine(folder, "derived"), "*.json")))
        {
            try
            {
                Assert.True(ConfigReader.ReadPath(file).TotalParameters > 100_000_000, file);
            }
            catch (InputException)
            {
                refused.Add(Path.GetFileName(file));
            }
        }

        Assert.Subset(new HashSet<string> { "genz_selected.json", "maxtext__qwen3_omni_30b_a3b.json" }, refused.ToHashSet());
    }

    // Published totals and actives in billions; where the vendor rounds more coarsely than 1 %, half a unit of the last digit.
    [SkippableTheory]
    [InlineData("nvidia__NVIDIA-Nemotron-3-Nano-30B-A3B-BF16.json", 31.6, 0.1, 3.6, 0.1)]
    [InlineData("nvidia__NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4.json", 120, 1.2, 12, 1)]
    [InlineData("nvidia__NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16.json", 550, 5.5, 55, 1.1)]
    [InlineData("nvidia__Nemotron-H-56B-Base-8K.json", 56, 0.56, 56, 0.56)]
    [InlineData("nvidia__Llama-3_3-Nemotron-Super-49B-v1.json", 49.9, 0.1, 49.9, 0.1)]
    [InlineData("google__gemma-4-26B-A4B.json", 26, 0.26, 4, 0.5)]
    [InlineData("google__gemma-3-27b-it.json", 27.4, 0.1, 27, 0.1)]
    [InlineData("tencent__Hunyuan-A13B-Instruct.json", 80, 0.8, 13, 0.5)]
    [InlineData("allenai__OLMoE-1B-7B-0924-SFT.json", 6.9, 0.05, 1.28, 0.01)]
    [InlineData("inclusionAI__Ling-plus-base.json", 290, 2.9, 28.8, 0.3)]
    [InlineData("XiaomiMiMo__MiMo-V2-Flash.json", 309, 3.1, 15, 0.5)]
    [InlineData("derived/ai21labs__AI21-Jamba-1.5-Mini.json", 51.6, 0.5, 12, 0.5)]
    [InlineData("derived/xai-org__grok-1.json", 314, 3.1, 84, 1)]
    [InlineData("derived/mlc__gemma2_27b.json", 27.2, 0.1, 27.2, 0.1)]
    [InlineData("microsoft__Phi-mini-MoE-instruct.json", 7.6, 0.1, 2.4, 0.05)]
    [InlineData("stepfun-ai__Step-3.7-Flash.json", 196, 2, 11, 0.5)]
    [InlineData("ByteDance-Seed__Seed-OSS-36B.json", 36, 0.5, 36, 0.5)]
    [InlineData("derived/mlc__minicpm-moe-8x2b.json", 13.6, 0.5, 4, 0.5)]
    public void Counts_meet_the_published_ones(string file, double total, double totalRounding, double active, double activeRounding)
    {
        var model = ConfigReader.ReadPath(Path.Combine(ReferenceData.Require("models"), file));
        Assert.InRange(model.TotalParameters / 1e9, total - totalRounding, total + totalRounding);
        Assert.InRange(model.ActiveParameters / 1e9, active - activeRounding, active + activeRounding);
    }
}
