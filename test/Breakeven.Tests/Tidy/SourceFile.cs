using Breakeven.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Breakeven.Tests.Tidy;

/// <summary>A C# file of the checkout with its syntax.</summary>
internal sealed record SourceFile(string Name, SyntaxTree Tree)
{
    private static readonly Lazy<SourceFile[]> Files = new(() => [.. RepositoryFiles.Under("", ".cs").Select(name => Parse(name, RepositoryFiles.Read(name)))]);

    /// <summary>All of them, parsed once.</summary>
    public static IReadOnlyList<SourceFile> All => Files.Value;

    public SyntaxNode Syntax => Tree.GetRoot();

    public int Lines => Tree.GetText().Lines.Count;

    public static IEnumerable<SourceFile> Under(string folder) => All.Where(file => file.Name.StartsWith(folder, StringComparison.Ordinal));

    public static SourceFile Parse(string name, string text) => new(name, CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), name));

    /// <summary>A place in it, as a compiler would print it.</summary>
    public string At(SyntaxNode node) => $"{Name}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1})";
}
