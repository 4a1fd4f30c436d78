using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Testing;
using NJsonSchema;

namespace Breakeven.Tests.Hardware;

public sealed class AcceleratorSchemaTests
{
    private static readonly string H100 = File.ReadAllText(Repository.PathOf("catalog/accelerators/H100-SXM.json"));

    [Fact]
    public async Task Every_accelerator_satisfies_the_schema()
    {
        var schema = await Schema();
        foreach (var file in Directory.GetFiles(Repository.PathOf("catalog/accelerators"), "*.json"))
            Assert.Empty(schema.Validate(await File.ReadAllTextAsync(file)).Select(error => $"{Repository.NameOf(file)}: {error}"));
    }

    // The schema is for editors and the reader for the program: what one refuses, the other must.
    [Theory]
    [InlineData("81559MiB", "81559")]
    [InlineData("3.35TB/s", "3.35TB")]
    [InlineData("989TFLOP/s", "989")]
    [InlineData("8 devices", "8")]
    [InlineData("switched", "ring")]
    [InlineData("hopper", "hoper")]
    [InlineData("2025-01-23", "January")]
    [InlineData("\"700W\"", "700")]
    [InlineData("memory_bandwidth", "memory_bandwith")]
    [InlineData(", \"source\": \"modal\"", "")]
    public async Task Schema_and_reader_refuse_the_same_mistakes(string right, string wrong)
    {
        var text = H100.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(H100, text);
        Assert.NotEmpty((await Schema()).Validate(text));
        Assert.Throws<InputException>(() => AcceleratorFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "H100-SXM.json"));
    }

    [Fact]
    public async Task The_schema_knows_the_readers_families()
    {
        var families = (await Schema()).Properties["family"].Enumeration.Cast<string>();
        Assert.Equal(AcceleratorFile.Families, families);
    }

    private static Task<JsonSchema> Schema() => JsonSchema.FromFileAsync(Repository.PathOf("catalog/schemas/accelerator.schema.json"));
}
