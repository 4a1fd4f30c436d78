using System.Text.RegularExpressions;
using Breakeven.Testing;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Breakeven.Tests.Tidy;

public partial class NamingTests
{
    [Fact]
    public void Product_types_are_named_after_what_they_are()
        => Findings.None(from file in SourceFile.Under("src/")
                         from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                         where Vague().IsMatch(type.Identifier.Text)
                         select $"{file.At(type)}: {type.Identifier.Text}");

    [Fact]
    public void Work_and_its_rate_are_never_both_called_flops()
        => Findings.None(from file in SourceFile.Under("src/")
                         from token in file.Syntax.DescendantTokens()
                         where token.Text.Contains("Flops", StringComparison.Ordinal)
                         select $"{file.Name}: {token.Text}");

    [Fact]
    public void Comments_do_not_repeat_what_the_signature_says()
        => Findings.None(from file in SourceFile.Under("src/")
                         where EmptyComment().IsMatch(file.Tree.ToString())
                         select file.Name);

    [Theory]
    [InlineData("PriceManager", true)]
    [InlineData("JsonHelpers", true)]
    [InlineData("ModelInfo", true)]
    [InlineData("Database", false)]     // "Base" is an ending, not a word inside one
    [InlineData("Accelerator", false)]
    public void Vague_endings_are_told_from_plain_nouns(string name, bool vague) => Assert.Equal(vague, Vague().IsMatch(name));

    [GeneratedRegex("(?:Manager|Helper|Util|Utility|Service|Processor|Info|Data|Base|Impl)(?:s|es)?$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"Gets or sets the|<(param|returns)[^>]*></\1>")]
    private static partial Regex EmptyComment();
}
