namespace Breakeven.Testing;

/// <summary>What a scan found wrong, shown whole: an assertion on a collection would cut it off after a few.</summary>
public static class Findings
{
    /// <summary>Fails with each finding on a line of its own, unless there are none.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        if (found.Count > 0) Assert.Fail($"{found.Count} found:\n" + string.Join('\n', found));
    }
}
