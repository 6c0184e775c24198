using GenOps.Core.Data;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// Keeps the part of an answer that has arrived while the rest is waited for, so that a process that dies in between leaves
/// it behind. An answer that comes at once leaves no trail.
/// </summary>
/// <param name="file">Where the part goes; removed with this object.</param>
/// <param name="left">Called when the call is not worked on any more.</param>
public sealed class AnswerTrail(string file, Action left) : IDisposable
{
    private static readonly AsyncLocal<AnswerTrail?> Followed = new();

    private FileStream? stream;
    private bool refused;

    /// <summary>The trail of the call that is being sent in this flow; null for none.</summary>
    public static AnswerTrail? Current => Followed.Value;

    /// <summary>Makes this the trail of what follows in this flow.</summary>
    public void Follow() => Followed.Value = this;

    /// <summary>Keeps what has arrived so far.</summary>
    /// <param name="whole">All of it, from the beginning.</param>
    public async Task KeepAsync(MemoryStream whole)
    {
        if (refused) return;
        try
        {
            stream ??= Open();
            await stream.WriteAsync(whole.GetBuffer().AsMemory((int)stream.Length, (int)(whole.Length - stream.Length)));
            await stream.FlushAsync();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // The part is a help to people, not a promise; the call goes on without it.
            refused = true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (stream is not null)
        {
            stream.Dispose();
            File.Delete(file);
        }

        left();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Without a buffer nothing is left to fail when it is closed.
        return new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
