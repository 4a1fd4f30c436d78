using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>The answer of breakeven explain, from the question to report and record.</summary>
internal static class ExplainAnswer
{
    public static Answer Of(Invocation call, ExplainQuestion question)
    {
        var explained = question.Answer(call.Catalog, call.CalibrationOf(question.Sizing.Accelerators[0], question.Sizing.Engine));
        return new(
            new Report([.. ExplainSections.Of(explained)]) { Explanations = call.Explain ? [.. ExplainExplanations.Of(explained)] : [] },
            ExplainRecord.Of(explained),
            () => ExplainJson.Default.ExplainRecord,
            explained.Answered ? ExitCode.Answered : ExitCode.AnsweredNo);
    }
}
