namespace Breakeven.Workloads.Traces;

/// <summary>Why a line cannot be used; whoever knows the file and the line makes it an InputException or counts it.</summary>
internal sealed class LineFault(int column, string what, string remedy) : Exception(what)
{
    /// <summary>The character where the fault stands, from 1.</summary>
    public int Column => column;

    public string Remedy => remedy;
}
