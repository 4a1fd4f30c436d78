using Breakeven.Testing;

namespace Breakeven.Tests.Guides;

public sealed class WorkedExampleTests
{
    [Fact]
    public void The_guide_is_what_the_estimator_computes() => Snapshot.MatchFile(WorkedExample.Text(), Repository.PathOf("docs/guides/worked-example.md"));
}
