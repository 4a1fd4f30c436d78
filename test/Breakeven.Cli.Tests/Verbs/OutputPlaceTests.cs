using Breakeven.Catalog;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What is said of a file that cannot be written, and folders that are made.</summary>
public sealed class OutputPlaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public void Dispose() => _folder.Delete(recursive: true);

    // The kernel's own folder takes no files, from root neither; it says "no such file" of the new one.
    [SkippableTheory]
    [InlineData("traffic make 1/s,1_in,1_out --duration 9s --out /proc/x", "--out /proc/x: the folder /proc cannot be written to; ")]
    [InlineData("calibrate kernels samples/kernels --out /proc/x", "--out /proc/x: the folder /proc cannot be written to; ")]
    public void A_folder_that_takes_no_files_is_said_to_be_one(string arguments, string said)
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "there is no /proc here");
        var outcome = CliRun.Of([.. arguments.Split(' ').Select(word => word.Replace('_', ' '))]);
        Assert.Equal(2, outcome.Exit);
        Assert.StartsWith("breakeven: " + said, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_file_a_folder_and_a_folder_that_is_not_there_are_told_apart()
    {
        var file = Path.Combine(_folder.FullName, "here.csv");
        File.WriteAllText(file, "");
        Assert.Equal("it is a folder", Refused(_folder.FullName));
        Assert.Equal($"{file} is a file, and no folder", Refused(Path.Combine(file, "x.csv")));
        Assert.Equal("there is no such folder", Refused(Path.Combine(_folder.FullName, "none", "x.csv")));
        Assert.Equal("it is a file", Assert.Throws<InputException>(() => new OutputPlace("--out", file).MakeFolder()).What);

        static string Refused(string path) => Assert.Throws<InputException>(() => new OutputPlace("--out", path).Write("text")).What;
    }

    [Fact]
    public void Curves_go_into_a_folder_that_is_made_for_them()
    {
        var into = Path.Combine(_folder.FullName, "new", "curves");
        var outcome = CliRun.Of("calibrate", "kernels", "samples/kernels", "--out", into);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Equal(["H100-SXM.json"], Directory.GetFiles(into).Select(Path.GetFileName));
    }
}
