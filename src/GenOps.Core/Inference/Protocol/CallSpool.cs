using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Protocol.Spool;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Where this node keeps answers that the database has not taken yet.</summary>
/// <param name="Path">A folder that only this node writes.</param>
public sealed record SpoolFolder(string Path);

/// <summary>What there was in the spool for a call.</summary>
public enum SpoolRecovery
{
    /// <summary>No answer.</summary>
    None,

    /// <summary>An answer, which is recorded now.</summary>
    Recorded,

    /// <summary>An answer that cannot be recorded yet.</summary>
    Waiting,
}

/// <summary>
/// No paid answer is lost while the database cannot take it, nor by what reads it: its bytes are on the disk before anything interprets them.
/// </summary>
public sealed class CallSpool : IDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly CallAnswers answers;
    private readonly CallUpkeep upkeep;
    private readonly ICallsUnderWay underWay;
    private readonly DatabaseChoice database;
    private readonly TimeProvider time;
    private readonly ILogger<CallSpool> log;
    private readonly SpoolFiles files;
    private readonly SpoolLog kept;
    private readonly SpoolSweep sweep;

    /// <summary>A spool in a folder.</summary>
    public CallSpool(
        CallAnswers answers, CallUpkeep upkeep, ICallsUnderWay underWay, SpoolFolder folder, DatabaseChoice database, TimeProvider time, ILogger<CallSpool> log)
    {
        (this.answers, this.upkeep, this.underWay, this.database, this.time, this.log) = (answers, upkeep, underWay, database, time, log);
        files = new SpoolFiles(folder.Path, log);
        kept = new SpoolLog(folder.Path, log);
        sweep = new SpoolSweep(answers, upkeep, files, kept, underWay.Has, log);
    }

    /// <summary>Says that this process works on a call; until it is disposed nobody else of this node brings the call to an end.</summary>
    public AnswerTrail Enter(ModelCallId call) => underWay.Enter(call, files.PartOf(call));

    /// <summary>True while some worker of this process sends the call or records its answer.</summary>
    public bool IsUnderWay(ModelCallId call) => underWay.Has(call);

    /// <summary>Keeps the bytes of an answer; ends when they are on the disk.</summary>
    /// <returns>To be released once the database has them; null where the disk does not take them, and then the database must.</returns>
    public async Task<SpoolMark?> KeepAsync(ModelCallId call, SendOutcome.Answered answered)
    {
        WriteTurn.MustNotHold("keeping an answer");
        try
        {
            return await kept.AppendAsync(new SpooledAnswer(call, answered.Body, answered.ProviderRef, answered.CutAt));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.LogError(e, "The spool does not take the answer of call {Call}; it goes to the database without a copy", call);
            return null;
        }
    }

    /// <summary>The database has the answer.</summary>
    /// <param name="mark">As <see cref="KeepAsync"/> gave it.</param>
    public void Release(SpoolMark? mark)
    {
        if (mark is not null) kept.Release(mark);
    }

    /// <summary>Records an answer to a request, once its bytes are kept. While neither database nor disk takes it, it goes on trying.</summary>
    /// <returns>What it says; null where it is not the call's answer.</returns>
    public async Task<ModelAnswer?> RecordAsync(ModelCallId call, CanonicalRequest request, SendOutcome.Answered answered)
    {
        var mark = await KeepAsync(call, answered);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (mark is not null) await CrashPoints.ReachAsync(CrashPoint.Spooled);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitting);
                var answer = await answers.RecordAsync(call, answered.Body, answered.ProviderRef, CancellationToken.None, request, answered.CutAt);
                Release(mark);
                return answer;
            }
            catch (GenOpsException)
            {
                // What a person must mend first, as a provider that was removed; the sweep tries what is kept again.
                if (mark is null) await KeepAsync(call, answered);
                throw;
            }
            catch (Exception e) when (mark is null || attempt < Pauses.Length)
            {
                log.LogError(e, "The answer of call {Call} could not be recorded; it is kept and tried again", call);
                mark ??= await KeepAsync(call, answered);
                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], time, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Records what a former life of this node left behind, or what the database would not take. Each answer is taken by itself: one
    /// that cannot be recorded is named once, and keeps no other from being recorded.
    /// </summary>
    /// <returns>How many answers were recovered.</returns>
    public Task<int> RecoverAsync(CancellationToken cancellationToken) => sweep.RecoverAsync(cancellationToken);

    /// <summary>Records the spooled answers of one call, if they can be.</summary>
    /// <returns>True where the spool has one, recorded now or as soon as it can be.</returns>
    public async Task<bool> RecoverAsync(ModelCallId call, CancellationToken cancellationToken) =>
        await TakeAsync(call, cancellationToken) != SpoolRecovery.None;

    /// <summary>Records the spooled answers of one call; nothing is there while a worker is still recording one.</summary>
    public Task<SpoolRecovery> TakeAsync(ModelCallId call, CancellationToken cancellationToken) => sweep.TakeAsync(call, cancellationToken);

    /// <summary>The file with an answer of the call that could not be read; null for none.</summary>
    public string? SetAside(ModelCallId call) => files.SetAside(call);

    /// <summary>Says of the calls this node sent, and neither works on nor has an answer to, that others may decide what becomes of them.</summary>
    public async Task LetGoAsync(CancellationToken cancellationToken)
    {
        var before = time.UtcNow();
        if (!database.IsPostgres || !kept.Look()) return;
        // In this order: what leaves the first meanwhile without being recorded is in the last.
        ModelCallId[] mine = [.. underWay.All, .. files.Answered, .. kept.Calls];
        await upkeep.LetGoAsync(mine, before, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => kept.Tidy();
}
