using System.Collections.Concurrent;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>Brings what is in the spool into the database.</summary>
internal sealed class SpoolSweep(CallAnswers answers, CallUpkeep upkeep, SpoolFiles files, SpoolLog kept, Func<ModelCallId, bool> isUnderWay, ILogger log)
{
    private const int Together = 500;
    private const string Stays = "The answer of call {Call} stays in the spool: {Problem}";

    private readonly ConcurrentDictionary<ModelCallId, string> named = new();

    /// <inheritdoc cref="CallSpool.RecoverAsync(CancellationToken)" />
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        var recovered = 0;
        foreach (var call in files.Begun) await KeepPartAsync(call, cancellationToken);
        foreach (var call in files.CutOff) Forget(call);
        kept.LookAgain();
        await ReleaseRecordedAsync(cancellationToken);
        foreach (var call in files.Answered.Union(kept.Calls).ToList())
        {
            if (await TakeAsync(call, cancellationToken) == SpoolRecovery.Recorded) recovered++;
        }

        kept.Tidy();
        if (recovered > 0) log.LogWarning("{Count} answers were recovered from the spool", recovered);
        return recovered;
    }

    /// <inheritdoc cref="CallSpool.TakeAsync" />
    public async Task<SpoolRecovery> TakeAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        if (isUnderWay(call)) return SpoolRecovery.None;
        var isAllKnown = kept.Look();
        var found = files.Has(call)
            ? await TakeAsync(call, () => files.ReadAsync(call, cancellationToken), () => files.Remove(call), cancellationToken)
            : SpoolRecovery.None;
        foreach (var mark in kept.Of(call))
        {
            var taken = await TakeAsync(call, () => ReadAsync(mark, cancellationToken), () => kept.Release(mark), cancellationToken);
            if (taken > found) found = taken;
        }

        // What cannot be read may hold it.
        return found == SpoolRecovery.None && !isAllKnown ? SpoolRecovery.Waiting : found;
    }

    /// <summary>After a kill all answers of its last files come back; those that were recorded, which are nearly all, go at once.</summary>
    private async Task ReleaseRecordedAsync(CancellationToken cancellationToken)
    {
        foreach (var calls in kept.Calls.Where(c => !isUnderWay(c)).Chunk(Together))
        {
            var recorded = await upkeep.AnswersOfAsync(calls, cancellationToken);
            foreach (var mark in calls.Where(recorded.ContainsKey).SelectMany(kept.Of))
            {
                try
                {
                    if (await SpoolLog.ReadAsync(mark, cancellationToken) is { } answer && BlobHash.Of(answer.Body) == recorded[mark.Call]) kept.Release(mark);
                }
                catch (Exception e) when (DiskFaults.Is(e))
                {
                    Name(mark.Call, e, Stays);
                }
            }
        }
    }

    private async Task<SpoolRecovery> TakeAsync(ModelCallId call, Func<Task<SpooledAnswer?>> read, Action remove, CancellationToken cancellationToken)
    {
        try
        {
            if (await read() is not { } answer) return SpoolRecovery.None;
            await answers.RecordAsync(call, answer.Body, answer.ProviderRef, cancellationToken, cutAt: answer.CutAt);
            remove();
            named.TryRemove(call, out _);
            return SpoolRecovery.Recorded;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Name(call, e, Stays);
            return SpoolRecovery.Waiting;
        }
    }

    private async Task<SpooledAnswer?> ReadAsync(SpoolMark mark, CancellationToken cancellationToken)
    {
        var answer = await SpoolLog.ReadAsync(mark, cancellationToken);
        if (answer is null) await kept.SetAsideAsync(mark, cancellationToken);
        return answer;
    }

    private async Task KeepPartAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        if (isUnderWay(call)) return;
        var file = files.PartOf(call);
        try
        {
            await upkeep.KeepPartAsync(call, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
            File.Delete(file);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Name(call, e, "What arrived of the answer of call {Call} stays in the spool: {Problem}");
        }
    }

    private void Forget(ModelCallId call)
    {
        if (isUnderWay(call)) return;
        try
        {
            files.RemoveCutOff(call);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            Name(call, e, "What was begun to be written for call {Call} stays in the spool: {Problem}");
        }
    }

    /// <summary>Says it once, not at each look.</summary>
    private void Name(ModelCallId call, Exception e, string words)
    {
        if (named.TryGetValue(call, out var said) && said == e.Message) return;
        named[call] = e.Message;
#pragma warning disable CA2254 // The three texts stand in this class.
        log.LogError(e, words, call, e.Message);
#pragma warning restore CA2254
    }
}
