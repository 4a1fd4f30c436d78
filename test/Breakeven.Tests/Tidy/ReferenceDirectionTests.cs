using System.Xml.Linq;
using Breakeven.Testing;

namespace Breakeven.Tests.Tidy;

/// <summary>Who may reference whom is a decision, so it is written down in References.txt and changed there first.</summary>
public class ReferenceDirectionTests
{
    private const string List = "test/Breakeven.Tests/Tidy/References.txt";

    [Fact]
    public void Projects_and_product_packages_are_referenced_as_the_committed_list_says()
    {
        var allowed = RepositoryFiles.Read(List).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToHashSet();
        var actual = RepositoryFiles.Under("", ".csproj").SelectMany(ReferencesOf).ToHashSet();
        Assert.NotEmpty(actual);
        Assert.True(allowed.SetEquals(actual), $"""
            {List} and the projects differ.
            Referenced but not listed: {string.Join(", ", actual.Except(allowed))}
            Listed but not referenced: {string.Join(", ", allowed.Except(actual))}
            """);
    }

    [Fact]
    public void The_core_references_no_project()
        => Assert.DoesNotContain(ReferencesOf("src/Breakeven/Breakeven.csproj"), line => line.Contains("->", StringComparison.Ordinal));

    // Projects with an arrow, packages with a plus; the packages of tests and benchmarks bind nobody.
    private static IEnumerable<string> ReferencesOf(string project)
    {
        var elements = XDocument.Parse(RepositoryFiles.Read(project)).Descendants().ToList();
        var from = Path.GetFileNameWithoutExtension(project);
        var projects = elements.Where(e => e.Name.LocalName == "ProjectReference").Select(e => $"{from} -> {Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/'))}");
        var packages = elements.Where(e => e.Name.LocalName == "PackageReference").Select(e => $"{from} + {(string)e.Attribute("Include")!}");
        return project.StartsWith("src/", StringComparison.Ordinal) ? projects.Concat(packages) : projects;
    }
}
