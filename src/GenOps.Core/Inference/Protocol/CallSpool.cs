using System.Text.Json;
using GenOps.Core.Data;
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
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Records an answer, by way of a file where needed.</summary>
    /// <exception cref="IOException">Neither database nor disk takes it.</exception>
    public async Task RecordAsync(ModelCallId call, byte[] body, string? providerRef)
    {
        var file = database.IsPostgres ? Write(call, body, providerRef) : null;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await calls.RecordAnswerAsync(call, body, providerRef, CancellationToken.None);
                break;
            }
            catch (Exception e) when (attempt < Pauses.Length && e is not GenOpsException)
            {
                log.LogError(e, "The answer of call {Call} could not be recorded; it is kept in the spool and tried again", call);
                file ??= Write(call, body, providerRef);
                await Task.Delay(Pauses[attempt], time, CancellationToken.None);
            }
        }

        if (file is not null) File.Delete(file);
    }

    /// <summary>Records what a former life of this node left behind, or what the database would not take.</summary>
    /// <param name="minAge">Younger files are still being recorded by who wrote them; zero at a start, when nobody is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many answers were recovered.</returns>
    public async Task<int> RecoverAsync(TimeSpan minAge, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Path)) return 0;
        var recovered = 0;
        var youngest = time.UtcNow() - minAge;
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*.json").Where(f => File.GetLastWriteTimeUtc(f) <= youngest))
        {
            var answer = JsonSerializer.Deserialize<Spooled>(await File.ReadAllBytesAsync(file, cancellationToken))
                ?? throw new InvalidDataException($"The spool file {Path.GetFileName(file)} is empty. Move it aside and start again; the call it belongs to is in doubt.");
            await calls.RecordAnswerAsync(answer.Call, answer.Body, answer.ProviderRef, cancellationToken);
            File.Delete(file);
            recovered++;
        }

        if (recovered > 0) log.LogWarning("{Count} answers were recovered from the spool", recovered);
        return recovered;
    }

    private string Write(ModelCallId call, byte[] body, string? providerRef)
    {
        Directory.CreateDirectory(folder.Path);
        var path = Path.Combine(folder.Path, $"{call}.json");
        var part = path + ".part";
        using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, new Spooled(call, body, providerRef));
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
        DurableFolder.Flush(folder.Path);
        return path;
    }

    private sealed record Spooled(ModelCallId Call, byte[] Body, string? ProviderRef);
}
