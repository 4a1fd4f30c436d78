using Breakeven.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Breakeven.Tests.Tidy;

/// <summary>Files and functions stay short enough to be read at a sitting. The limits only ever go down.</summary>
public class RatchetTests
{
    private const int FileLines = 400;
    private const int FunctionLines = 60;
    private const int MedianProductLines = 80;

    [Fact]
    public void No_file_is_longer_than_400_lines()
        => Findings.None(SourceFile.All.Where(file => file.Lines > FileLines).Select(file => $"{file.Name}: {file.Lines} lines"));

    [Fact]
    public void No_function_is_longer_than_60_lines() => Findings.None(SourceFile.All.SelectMany(LongFunctions));

    [Fact]
    public void Half_of_the_product_files_have_at_most_80_lines()
    {
        var lengths = SourceFile.Under("src/").Select(file => file.Lines).Order().ToList();
        Assert.True(lengths.Count > 30, "the scan found too few files to mean anything");
        Assert.InRange(lengths[lengths.Count / 2], 1, MedianProductLines);
    }

    [Fact]
    public void The_count_sees_a_long_function()
    {
        var file = SourceFile.Parse("sample.cs", $"class C\n{{\n    void Short() {{ }}\n    int Long()\n    {{{new string('\n', 60)}    }}\n}}\n");
        Assert.Equal(["sample.cs(4): Long has 62 lines"], LongFunctions(file));
    }

    private static IEnumerable<string> LongFunctions(SourceFile file)
        => from node in file.Syntax.DescendantNodes()
           where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
           let span = node.GetLocation().GetLineSpan()
           let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
           where lines > FunctionLines
           select $"{file.At(node)}: {NameOf(node)} has {lines} lines";

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => node.GetType().Name,
    };
}
