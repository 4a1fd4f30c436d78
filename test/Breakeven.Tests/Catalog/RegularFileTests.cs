using System.Diagnostics;
using Breakeven.Catalog;
using Breakeven.Tests.Models;

namespace Breakeven.Tests.Catalog;

public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakeven-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("model.gguf", ": it is empty, or a pipe or a device and no file; give a file as it was published, such as config.json")]
    [InlineData("model.safetensors", ": it is empty, or a pipe or a device and no file; give a file as it was published, such as config.json")]
    // As an empty one.
    [InlineData("config.json", ":1: not valid JSON: the file is empty; give the config.json of a checkpoint, such as that of meta-llama/Llama-3.1-8B")]
    public async Task A_pipe_is_refused_in_one_line_and_not_waited_for(string name, string said)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no named pipes among the files here");
        var path = Path.Combine(_folder, name);
        using (var make = Process.Start("mkfifo", [path])) await make.WaitForExitAsync();
        var read = Task.Run(() => Assert.Throws<InputException>(() => CheckpointFolder.ReadModel(path)).Message);
        Assert.Equal(path + said, await read.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    // As the cache of the hub's own tools: the names are links to files elsewhere.
    [SkippableFact]
    public void A_link_to_a_file_is_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need rights there");
        var target = Path.Combine(_folder, "blob");
        File.WriteAllText(target, SampleConfigs.Llama);
        var link = Path.Combine(_folder, "config.json");
        File.CreateSymbolicLink(link, target);
        Assert.Equal(2, CheckpointFolder.ReadModel(link).Model.Layers.Count);
    }
}
