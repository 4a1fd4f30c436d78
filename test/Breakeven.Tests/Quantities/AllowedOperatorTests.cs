using Breakeven.Testing;
using Microsoft.CodeAnalysis;

namespace Breakeven.Tests.Quantities;

/// <summary>Everything that quantities may do to one another, read off the assembly. A new pair shows as a line of the snapshot's diff.</summary>
public class AllowedOperatorTests
{
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat;

    [Fact]
    public void The_operators_on_quantities_are_the_committed_list()
    {
        var lines = Quantities().SelectMany(OperatorsOf).Select(Line).Distinct().Order(StringComparer.Ordinal).ToList();

        // The floor of what the formulas need; an empty reading would agree with an empty snapshot.
        Assert.Contains("Seconds = Bytes / BytesPerSecond", lines);
        Assert.Contains("Usd = UsdPerMillionTokens * TokenCount", lines);
        Snapshot.Match(string.Join('\n', lines));
    }

    [Fact]
    public void No_quantity_converts_to_or_from_anything()
        => Assert.DoesNotContain(Quantities().SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>(), method => method.MethodKind == MethodKind.Conversion);

    private static IEnumerable<INamedTypeSymbol> Quantities()
    {
        var space = CSharpText.Empty().GlobalNamespace.GetNamespaceMembers().Single(n => n.Name == "Breakeven").GetNamespaceMembers().Single(n => n.Name == "Quantities");
        return space.GetTypeMembers().SelectMany(type => type.GetTypeMembers().Prepend(type));
    }

    // An extension block is a nested type that holds its operators. Equality is every record's own.
    private static IEnumerable<IMethodSymbol> OperatorsOf(INamedTypeSymbol type)
        => type.GetMembers().OfType<IMethodSymbol>().Where(method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.Name is not ("op_Equality" or "op_Inequality"));

    private static string Line(IMethodSymbol method)
        => $"{method.ReturnType.ToDisplayString(Short)} = {method.Parameters[0].Type.ToDisplayString(Short)} {Sign(method.Name)} {method.Parameters[1].Type.ToDisplayString(Short)}";

    private static string Sign(string name) => name switch
    {
        "op_Addition" => "+",
        "op_Subtraction" => "-",
        "op_Multiply" => "*",
        "op_Division" => "/",
        "op_LessThan" => "<",
        "op_LessThanOrEqual" => "<=",
        "op_GreaterThan" => ">",
        "op_GreaterThanOrEqual" => ">=",
        _ => name,
    };
}
