using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Cli.Verbs;

/// <summary>One line on how much of what is shown is known to run.</summary>
internal static class SupportRemark
{
    /// <summary>The line, or null where no table was read or a source speaks for everything shown.</summary>
    public static string? Of(IReadOnlyList<Deployment> shown)
    {
        var unknown = shown.Where(one => one.Support.IsRead && one.Support.AnswerFor(one.Layout).Status == SupportStatus.NotKnown).ToList();
        if (unknown.Count == 0) return null;
        var engine = unknown[0].Engine;
        var known = shown.Count - unknown.Count;
        var of = shown.Count == 1 ? "no source of ours says that this runs"
            : known == 0 ? $"of none of these {shown.Count} deployments does a source of ours say that it runs"
            : $"of {known} of these {shown.Count} deployments a source says that it runs, of the others none does";
        return $"{of} under {engine.Id} {engine.Version}: breakeven support shows what is known";
    }
}
