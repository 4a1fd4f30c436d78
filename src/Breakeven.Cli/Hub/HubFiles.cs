using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Weights;

namespace Breakeven.Cli.Hub;

/// <summary>Models of the hub, for the verbs that take one.</summary>
internal sealed class HubFiles(Surroundings around)
{
    /// <summary>The checkpoint at an address; null where there is a config and no weights that are read here.</summary>
    public Checkpoint? Read(string text) => With(text, (repository, address) => CheckpointReader.Read(repository, address.File));

    /// <summary>The model at an address, with its files' bytes where there are some.</summary>
    public (Model Model, Checkpoint? Checkpoint) ReadModel(string text) => With(text, (repository, address) =>
    {
        if (CheckpointReader.Read(repository, address.File) is { } checkpoint)
            return (checkpoint.Model ?? throw Nothing(repository, "it has weights and no config.json"), (Checkpoint?)checkpoint);
        return (CheckpointReader.ReadConfig(repository) ?? throw Nothing(repository, "it has neither config.json nor safetensors files"), null);
    });

    private static InputException Nothing(HubRepository repository, string what) =>
        new(what, repository.Where, $"name one of its .gguf files, such as {repository.Where}/model-Q4_K_M.gguf, or another repository");

    private T With<T>(string text, Func<HubRepository, HubAddress, T> read)
    {
        var address = HubAddress.Parse(text);
        using var client = new HubClient(around);
        using var repository = new HubRepository(address, client, HubCache.Of(around, client.Endpoint, address), line => around.Error.WriteLine($"breakeven: {line}"));
        return read(repository, address);
    }
}
