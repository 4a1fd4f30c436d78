using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Breakeven.Tests;

/// <summary>Compiles text against the real assemblies, as a user of the library would.</summary>
internal static class CSharpText
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using Breakeven.Quantities;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References = Locate();

    /// <summary>The errors of some files compiled together. A location's file path is the file's index.</summary>
    public static IReadOnlyList<Diagnostic> Errors(OutputKind kind, params string[] files)
    {
        var trees = files.Append(Usings).Select((text, i) => CSharpSyntaxTree.ParseText(text, Language, path: i.ToString(CultureInfo.InvariantCulture)));
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable);
        return [.. CSharpCompilation.Create("text", trees, References, options).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    /// <summary>A compilation that holds the references alone, for looking symbols up.</summary>
    public static CSharpCompilation Empty() => CSharpCompilation.Create("empty", references: References);

    // Everything that this test runs on, the framework and Breakeven.dll included.
    private static MetadataReference[] Locate()
        => [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
}
