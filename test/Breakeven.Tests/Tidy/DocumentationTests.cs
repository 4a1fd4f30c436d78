using System.Text.RegularExpressions;
using Breakeven.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Breakeven.Tests.Tidy;

public partial class DocumentationTests
{
    [Fact]
    public void Every_relative_link_in_the_docs_leads_somewhere()
    {
        var links = RepositoryFiles.Under("", ".md").SelectMany(name => LinksOf(name, RepositoryFiles.Read(name))).ToList();
        Assert.True(links.Count >= 10, "the scan found too few links to mean anything");
        Assert.Empty(links.Where(link => !Leads(link)).Select(link => $"{link.From}: {link.Target}"));
    }

    [Fact]
    public void Every_csharp_block_in_the_docs_compiles_against_the_library()
    {
        var blocks = MarkdownBlock.All().Where(block => block.Language is "csharp" or "cs" or "c#").ToList();
        Assert.NotEmpty(blocks);
        Assert.Empty(blocks.SelectMany(block => Errors(block.Text).Select(error => $"{block.File}({block.Line}): {error.GetMessage()}")));
    }

    [Fact]
    public void A_block_that_does_not_compile_is_found()
        => Assert.Equal(["CS0019"], Errors("var nonsense = Bytes.Gibibytes(80) + Seconds.Minutes(1);").Select(error => error.Id));

    [Fact]
    public void A_link_that_leads_nowhere_is_found()
    {
        var links = LinksOf("docs/page.md", "[a](missing.md) [b](../README.md#top) [c](https://example.org) [d](#here) `[e](f)`\n```\n[g](h)\n```\n").ToList();
        Assert.Equal(["missing.md", "../README.md#top", "#here"], links.Select(link => link.Target));
        Assert.Equal([false, true], links.Take(2).Select(Leads));
    }

    private static IReadOnlyList<Diagnostic> Errors(string block)
    {
        var program = SourceFile.Parse("block.cs", block).Syntax.DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        return CSharpText.Errors(program ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, block);
    }

    private static IEnumerable<(string From, string Target)> LinksOf(string name, string text)
        => Link().Matches(Code().Replace(text, "")).Select(match => (name, match.Groups[1].Value)).Where(link => !Absolute().IsMatch(link.Value));

    private static bool Leads((string From, string Target) link)
    {
        var (path, anchor) = link.Target.Split('#', 2) is [var before, var after] ? (before, after) : (link.Target, "");
        var folder = Path.GetDirectoryName(Repository.PathOf(link.From))!;
        var target = path.Length == 0 ? Repository.PathOf(link.From) : Path.GetFullPath(Path.Combine(folder, path));
        if (Directory.Exists(target)) return anchor.Length == 0;
        if (!File.Exists(target)) return false;
        return anchor.Length == 0 || anchor == "top" || !target.EndsWith(".md", StringComparison.Ordinal) || AnchorsOf(File.ReadAllText(target)).Contains(anchor);
    }

    // As code hosts make them: lower case, punctuation dropped, spaces to hyphens.
    private static IEnumerable<string> AnchorsOf(string text)
        => Heading().Matches(Code().Replace(text, "")).Select(match => Punctuation().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Trim().Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:[a-z]+:|//)")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ +(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
