namespace GenOps.Core.Faults;

/// <summary>The moments of the engine at which a power cut hurts differently, in the order of a call's way. Tests cut there.</summary>
public enum CrashPoint
{
    /// <summary>K1: the run and its wake-up are committed, and nobody looks for it.</summary>
    RunCommitted,

    /// <summary>K2: a worker has taken the run's wake-up, and not looked at the run.</summary>
    Taken,

    /// <summary>K3: a step is claimed and nothing of it is done.</summary>
    Claimed,

    /// <summary>On the hot way: the claim and the call of a step are about to be queued for their one commit, and the call is under way here.</summary>
    Registered,

    /// <summary>K4: the intent of a call is committed.</summary>
    Intended,

    /// <summary>K5: the sending is committed, and nothing was posted.</summary>
    SendingRecorded,

    /// <summary>K6: the provider has billed, and no header of its answer was looked at.</summary>
    AnswerAwaited,

    /// <summary>K7: part of the answer's body has arrived.</summary>
    BodyBegun,

    /// <summary>Before the answer is committed; tests make the commit fail here.</summary>
    ResultCommitting,

    /// <summary>K8: the answer is in the spool and not in the database.</summary>
    Spooled,

    /// <summary>K9: the answer is committed and not applied.</summary>
    ResultCommitted,

    /// <summary>K10: the step is applied, and the delivery not acknowledged.</summary>
    Applied,

    /// <summary>K11: a person's command is about to write what it does.</summary>
    LeverWriting,

    /// <summary>K11: a person's command has written, and not committed.</summary>
    LeverWritten,

    /// <summary>K11: a batch has acted on one of its runs, and that is committed.</summary>
    BatchActed,

    /// <summary>K12: the schedule is moved on, and its run not committed.</summary>
    OccurrenceTaken,

    /// <summary>K12: the sweep has found what was lost, and woken some of it.</summary>
    Sweeping,

    /// <summary>Runs are summed anew, and nothing of it is written.</summary>
    SumsWorkedOut,

    /// <summary>The difference to the sums is written, and not committed.</summary>
    SumsWriting,

    /// <summary>The difference to the sums is committed.</summary>
    SumsWritten,
}
