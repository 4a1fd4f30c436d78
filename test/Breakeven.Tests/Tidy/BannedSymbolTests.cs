using Breakeven.Testing;
using Microsoft.CodeAnalysis;

namespace Breakeven.Tests.Tidy;

/// <summary>The analyzer passes over an id that names nothing, so a misspelt ban would ban nothing.</summary>
public class BannedSymbolTests
{
    // Namespaces whose assemblies the core does not reference, on purpose.
    private static readonly string[] Absent = ["N:Microsoft.Extensions"];

    public static TheoryData<string> Lists => new(RepositoryFiles.All.Where(name => name.StartsWith("BannedSymbols", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_banned_id_names_a_symbol_and_says_what_to_use_instead(string list)
    {
        var framework = CSharpText.Empty();
        var bans = RepositoryFiles.Read(list).ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(';', 2)).ToList();
        Assert.NotEmpty(bans);
        Assert.All(bans, ban => Assert.True(ban.Length == 2 && ban[1].Length > 10, $"{ban[0]} does not say what to use instead"));
        Assert.All(bans.Select(ban => ban[0]).Except(Absent), id => Assert.True(DocumentationCommentId.GetFirstSymbolForDeclarationId(id, framework) is not null, $"{id} names nothing"));
    }

    [Fact]
    public void Clocks_chance_waiting_and_the_console_are_banned()
    {
        var all = string.Concat(RepositoryFiles.All.Where(name => name.StartsWith("BannedSymbols", StringComparison.Ordinal)).Select(RepositoryFiles.Read));
        string[] wanted = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "T:System.Random", "Task.Delay", "Thread.Sleep", "TickCount", "Guid.NewGuid", "T:System.Console"];
        Assert.All(wanted, ban => Assert.Contains(ban, all, StringComparison.Ordinal));
    }
}
