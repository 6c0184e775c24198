using System.Collections.Concurrent;
using System.Text.Json;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Where this node keeps answers that the database has not taken yet.</summary>
/// <param name="Path">A folder that only this node writes.</param>
public sealed record SpoolFolder(string Path);

/// <summary>
/// No paid answer is lost while the database cannot take it: the bytes go to a file first (write, fsync, rename).
/// On PostgreSQL, which may be away, the file always comes first; on SQLite only when the commit fails.
/// </summary>
public sealed class CallSpool(CallLog calls, SpoolFolder folder, DatabaseChoice database, TimeProvider time, ILogger<CallSpool> log)
{
    private const string Answers = ".json";
    private const string Parts = ".partial";
    private const string Unfinished = ".json.part";
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly ConcurrentDictionary<ModelCallId, AnswerTrail> underWay = new();

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
    public async Task<ModelAnswer?> RecordAsync(ModelCallId call, CanonicalRequest request, byte[] body, string? providerRef)
    {
        var file = database.IsPostgres ? Write(call, body, providerRef) : null;
        ModelAnswer? answer;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (file is not null) await CrashPoints.ReachAsync(CrashPoint.Spooled);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitting);
                answer = await calls.RecordAnswerAsync(call, body, providerRef, CancellationToken.None, request);
                break;
            }
            catch (GenOpsException)
            {
                // What a person must mend first, as a provider that was removed; the sweep tries the file again.
                file ??= Write(call, body, providerRef);
                throw;
            }
            catch (Exception e) when (file is null || attempt < Pauses.Length)
            {
                log.LogError(e, "The answer of call {Call} could not be recorded; it is kept and tried again", call);
                file ??= Write(call, body, providerRef);
                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], time, CancellationToken.None);
            }
        }

        if (file is not null) File.Delete(file);
        return answer;
    }

    /// <summary>Records what a former life of this node left behind, or what the database would not take.</summary>
    /// <returns>How many answers were recovered.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        var recovered = 0;
        foreach (var call in CallsWith(Parts)) await KeepPartAsync(call, cancellationToken);
        // What was cut off while it was written is no answer; its call is settled by other ways.
        foreach (var call in CallsWith(Unfinished).Where(c => !IsUnderWay(c))) File.Delete(FileOf(call, Unfinished));
        foreach (var call in CallsWith(Answers))
        {
            if (await RecoverAsync(call, cancellationToken)) recovered++;
        }

        if (recovered > 0) log.LogWarning("{Count} answers were recovered from the spool", recovered);
        return recovered;
    }

    /// <summary>Records the spooled answer of one call.</summary>
    /// <returns>False when there is none, or a worker is still recording it.</returns>
    public async Task<bool> RecoverAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        var file = FileOf(call);
        if (IsUnderWay(call) || !File.Exists(file)) return false;
        try
        {
            var answer = JsonSerializer.Deserialize<Spooled>(await File.ReadAllBytesAsync(file, cancellationToken))
                ?? throw new JsonException("It is empty.");
            await calls.RecordAnswerAsync(call, answer.Body, answer.ProviderRef, cancellationToken);
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is GenOpsException or JsonException or InvalidOperationException)
        {
            // One answer that cannot be recorded must not keep the others, or the start, from going on.
            log.LogError(e, "The answer of call {Call} stays in the spool: {Problem}", call, e.Message);
            return false;
        }
    }

    /// <summary>Says of the calls this node sent, and neither works on nor has an answer to, that others may decide what becomes of them.</summary>
    public Task LetGoAsync(CancellationToken cancellationToken)
    {
        var before = time.UtcNow();
        return database.IsPostgres
            ? calls.LetGoAsync([.. underWay.Keys, .. CallsWith(Answers)], before, cancellationToken)
            : Task.CompletedTask;
    }

    private async Task KeepPartAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        if (IsUnderWay(call)) return;
        var file = FileOf(call, Parts);
        await calls.KeepPartAsync(call, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
        File.Delete(file);
    }

    private List<ModelCallId> CallsWith(string ending) => Directory.Exists(folder.Path)
        ? [.. Directory.EnumerateFiles(folder.Path, "*" + ending)
            .Select(f => Guid.TryParse(Path.GetFileName(f)[..^ending.Length], out var call) ? new ModelCallId(call) : (ModelCallId?)null)
            .OfType<ModelCallId>()]
        : [];

    private string FileOf(ModelCallId call, string ending = Answers) => Path.Combine(folder.Path, $"{call}{ending}");

    /// <summary>The file; null when the disk does not take it, and then the database must.</summary>
    private string? Write(ModelCallId call, byte[] body, string? providerRef)
    {
        var path = FileOf(call);
        var part = FileOf(call, Unfinished);
        try
        {
            Directory.CreateDirectory(folder.Path);
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(JsonSerializer.SerializeToUtf8Bytes(new Spooled(call, body, providerRef)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            DurableFolder.Flush(folder.Path);
            return path;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.LogError(e, "The spool does not take the answer of call {Call}; it goes to the database without a copy", call);
            if (File.Exists(part)) File.Delete(part);
            return null;
        }
    }

    private sealed record Spooled(ModelCallId Call, byte[] Body, string? ProviderRef);
}
