using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Breakeven.Tests.Tidy;

/// <summary>src/Breakeven computes: what it answers depends on what it is given, and on nothing else.</summary>
public class CorePurityTests
{
    private static readonly string[] Forbidden =
    [
        "HttpClient", "Socket", "TcpClient", "Dns", "WebRequest",
        "IServiceCollection", "IServiceProvider", "IOptions", "ILogger", "ILoggerFactory", "IConfiguration",
        "TimeProvider", "Stopwatch", "UtcNow", "TickCount", "TickCount64", "Timer", "PeriodicTimer",
        "Random", "RandomNumberGenerator", "NewGuid", "GetEnvironmentVariable", "Console", "Process", "Thread", "Task",
    ];

    private static readonly string[] FileAccess = ["File", "Directory", "FileInfo", "DirectoryInfo", "FileStream", "StreamReader", "StreamWriter"];

    [Fact]
    public void The_core_mentions_no_network_container_clock_or_chance()
        => Assert.Empty(SourceFile.Under("src/Breakeven/").SelectMany(file => Mentions(file, Forbidden)));

    [Fact]
    public void Only_the_catalogue_and_the_model_readers_touch_files()
        => Assert.Empty(SourceFile.Under("src/Breakeven/").Where(file => !file.Name.StartsWith("src/Breakeven/Catalog/", StringComparison.Ordinal))
            .SelectMany(file => Mentions(file, FileAccess)));

    [Fact]
    public void The_built_core_references_no_assembly_for_such_things()
    {
        var names = typeof(Bytes).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
        Assert.Contains("System.Runtime", names);
        Assert.DoesNotContain(names, name => name.StartsWith("System.Net", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "System.Console" or "System.Diagnostics.Process" or "System.Security.Cryptography");
    }

    [Fact]
    public void The_scan_sees_code_and_not_comments()
    {
        var file = SourceFile.Parse("sample.cs", "class C { /* HttpClient */ object A = new HttpClient(); string B = \"Random\"; long D = Environment.TickCount64; }");
        Assert.Equal(["sample.cs(1): HttpClient", "sample.cs(1): TickCount64"], Mentions(file, Forbidden));
    }

    private static IEnumerable<string> Mentions(SourceFile file, string[] names)
        => file.Syntax.DescendantNodes().OfType<SimpleNameSyntax>().Where(node => names.Contains(node.Identifier.Text)).Select(node => $"{file.At(node)}: {node.Identifier.Text}");
}
