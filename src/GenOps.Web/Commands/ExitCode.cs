using GenOps.Core.Runs;

namespace GenOps.Web.Commands;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It failed, for a reason told on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command was not written right.</summary>
    public const int Usage = 2;

    /// <summary>The run waits for a person: for a review, or on hold.</summary>
    public const int Waiting = 3;

    /// <summary>All outputs of the run were rejected.</summary>
    public const int Rejected = 4;

    /// <summary>The code for a run that ended or came to rest.</summary>
    public static int Of(RunState state) => state switch
    {
        RunState.Succeeded => Done,
        RunState.Rejected => Rejected,
        RunState.Failed or RunState.Cancelled => Failed,
        _ => Waiting,
    };
}
