using System.Collections.Concurrent;
using System.Text.Json;
using GenOps.Core.Data;
using GenOps.Core.Faults;
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
/// No paid answer is lost while the database cannot take it, nor by what reads it: the bytes go to a file before anything interprets
/// them (write, fsync, rename). On SQLite, which is on the same disk, the file outlives the process without fsync, and is made to
/// outlive the machine when a commit fails.
/// </summary>
public sealed class CallSpool(
    CallAnswers answers, CallUpkeep upkeep, SpoolFolder folder, DatabaseChoice database, TimeProvider time, ILogger<CallSpool> log)
{
    private const string Answers = ".json";
    private const string Parts = ".partial";
    private const string Unfinished = ".json.part";
    private const string Unreadable = ".unreadable";
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly ConcurrentDictionary<ModelCallId, AnswerTrail> underWay = new();
    private readonly ConcurrentDictionary<ModelCallId, string> named = new();

    /// <summary>Says that this process works on a call; until it is disposed nobody else of this node brings the call to an end.</summary>
    public AnswerTrail Enter(ModelCallId call)
    {
        var trail = new AnswerTrail(FileOf(call, Parts), () => underWay.TryRemove(call, out _));
        return underWay.TryAdd(call, trail) ? trail : throw new InvalidOperationException($"Two workers of one process send the call {call}.");
    }

    /// <summary>True while some worker of this process sends the call or records its answer.</summary>
    public bool IsUnderWay(ModelCallId call) => underWay.ContainsKey(call);

    /// <summary>Records an answer to a request, by way of a file where needed. While neither database nor disk takes it, it goes on trying.</summary>
    /// <returns>What it says; null where it is not the call's answer.</returns>
    public async Task<ModelAnswer?> RecordAsync(ModelCallId call, CanonicalRequest request, SendOutcome.Answered answered)
    {
        var spooled = new Spooled(call, answered.Body, answered.ProviderRef, answered.CutAt);
        var durable = database.IsPostgres;
        var file = Write(spooled, durable);
        ModelAnswer? answer;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (file is not null) await CrashPoints.ReachAsync(CrashPoint.Spooled);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitting);
                answer = await answers.RecordAsync(call, answered.Body, answered.ProviderRef, CancellationToken.None, request, answered.CutAt);
                break;
            }
            catch (GenOpsException)
            {
                // What a person must mend first, as a provider that was removed; the sweep tries the file again.
                if (file is null || !durable) Write(spooled, durable: true);
                throw;
            }
            catch (Exception e) when (file is null || attempt < Pauses.Length)
            {
                log.LogError(e, "The answer of call {Call} could not be recorded; it is kept and tried again", call);
                if (file is null || !durable) file = Write(spooled, durable = true) ?? file;
                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], time, CancellationToken.None);
            }
        }

        if (file is not null) File.Delete(file);
        return answer;
    }

    /// <summary>
    /// Records what a former life of this node left behind, or what the database would not take. Each file is taken by itself: one
    /// that cannot be recorded is named once, and keeps no other from being recorded.
    /// </summary>
    /// <returns>How many answers were recovered.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        var recovered = 0;
        foreach (var call in CallsWith(Parts)) await KeepPartAsync(call, cancellationToken);
        foreach (var call in CallsWith(Unfinished).Where(c => !IsUnderWay(c))) Forget(call);
        foreach (var call in CallsWith(Answers))
        {
            if (await TakeAsync(call, cancellationToken) == SpoolRecovery.Recorded) recovered++;
        }

        if (recovered > 0) log.LogWarning("{Count} answers were recovered from the spool", recovered);
        return recovered;
    }

    /// <summary>Records the spooled answer of one call, if it can be.</summary>
    /// <returns>True where the spool has one, recorded now or as soon as it can be.</returns>
    public async Task<bool> RecoverAsync(ModelCallId call, CancellationToken cancellationToken) =>
        await TakeAsync(call, cancellationToken) != SpoolRecovery.None;

    /// <summary>Records the spooled answer of one call; nothing is there while a worker is still recording it.</summary>
    public async Task<SpoolRecovery> TakeAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        var file = FileOf(call);
        if (IsUnderWay(call) || !File.Exists(file)) return SpoolRecovery.None;
        try
        {
            if (Parse(await File.ReadAllBytesAsync(file, cancellationToken)) is not { } answer)
            {
                File.Move(file, FileOf(call, Unreadable), overwrite: true);
                log.LogError("The file {File} in the spool does not hold the answer it was written for; it is set aside", Path.GetFileName(FileOf(call, Unreadable)));
                return SpoolRecovery.None;
            }

            await answers.RecordAsync(call, answer.Body, answer.ProviderRef, cancellationToken, cutAt: answer.CutAt);
            File.Delete(file);
            named.TryRemove(call, out _);
            return SpoolRecovery.Recorded;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Name(call, e, "The answer of call {Call} stays in the spool: {Problem}");
            return SpoolRecovery.Waiting;
        }
    }

    /// <summary>The file with an answer of the call that could not be read; null for none.</summary>
    public string? SetAside(ModelCallId call) => File.Exists(FileOf(call, Unreadable)) ? Path.GetFileName(FileOf(call, Unreadable)) : null;

    /// <summary>Says of the calls this node sent, and neither works on nor has an answer to, that others may decide what becomes of them.</summary>
    public Task LetGoAsync(CancellationToken cancellationToken)
    {
        var before = time.UtcNow();
        return database.IsPostgres
            ? upkeep.LetGoAsync([.. underWay.Keys, .. CallsWith(Answers)], before, cancellationToken)
            : Task.CompletedTask;
    }

    private async Task KeepPartAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        if (IsUnderWay(call)) return;
        var file = FileOf(call, Parts);
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

    /// <summary>What was cut off while it was written is no answer; its call is settled by other ways.</summary>
    private void Forget(ModelCallId call)
    {
        try
        {
            File.Delete(FileOf(call, Unfinished));
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

    private static Spooled? Parse(byte[] content)
    {
        try
        {
            return Json.Deserialize<Spooled>(content) is { Body: not null } answer ? answer : null;
        }
        catch (JsonException)
        {
            // Damaged; the caller sets it aside and says so.
            return null;
        }
    }

    private List<ModelCallId> CallsWith(string ending) => Directory.Exists(folder.Path)
        ? [.. Directory.EnumerateFiles(folder.Path, "*" + ending)
            .Select(f => Guid.TryParse(Path.GetFileName(f)[..^ending.Length], out var call) ? new ModelCallId(call) : (ModelCallId?)null)
            .OfType<ModelCallId>()]
        : [];

    private string FileOf(ModelCallId call, string ending = Answers) => Path.Combine(folder.Path, $"{call}{ending}");

    /// <summary>The file; null when the disk does not take it, and then the database must.</summary>
    private string? Write(Spooled answer, bool durable)
    {
        var call = answer.Call;
        var path = FileOf(call);
        var part = FileOf(call, Unfinished);
        try
        {
            Directory.CreateDirectory(folder.Path);
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(Json.SerializeToUtf8Bytes(answer));
                stream.Flush(flushToDisk: durable);
            }

            File.Move(part, path, overwrite: true);
            if (durable) DurableFolder.Flush(folder.Path);
            return path;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.LogError(e, "The spool does not take the answer of call {Call}; it goes to the database without a copy", call);
            if (File.Exists(part)) File.Delete(part);
            return null;
        }
    }

    private sealed record Spooled(ModelCallId Call, byte[] Body, string? ProviderRef, long? CutAt = null);
}
