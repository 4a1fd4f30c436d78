using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>The answer of breakeven simulate, from the question to report and record.</summary>
internal static class SimulateAnswer
{
    public static Answer Of(Invocation call, SimulateQuestion question)
    {
        var simulated = question.Answer(call);
        if (simulated.Run is { } ran && SimulateSections.Unserved(ran.Result) is { } why) call.Warn(why);
        return new(
            new Report([.. SimulateSections.Of(simulated)]) { Explanations = call.Explain && simulated.Run is { } run ? [.. SimulateSections.Explain(simulated, run)] : [] },
            SimulateRecord.Of(simulated),
            () => SimulateJson.Default.SimulateRecord,
            simulated.Run is { } done && question.Objective.Bounds.All(bound => SimulateSections.Met(done.Result, bound)) ? ExitCode.Answered : ExitCode.AnsweredNo);
    }
}
