using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>The answer of breakeven capacity, from the question to report and record.</summary>
internal static class CapacityAnswer
{
    public static Answer Of(Invocation call, CapacityQuestion question)
    {
        var answered = question.Answer(call);
        return new(
            new Report([.. CapacitySections.Of(answered)]) { Explanations = call.Explain && answered.Run is { } run ? [.. CapacitySections.Explain(answered, run)] : [] },
            CapacityRecord.Of(answered),
            () => CapacityJson.Default.CapacityRecord,
            answered.Run?.Found.Multiple > 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }
}
