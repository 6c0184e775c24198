using GenOps.Core.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>
/// Keeps answers on the disk of this node until the database has them: records one behind the other, in files of some MiB. That an answer is
/// released stands in memory only; a file goes when all of its answers were. So after a kill released answers come back, and are found in
/// the database.
/// </summary>
internal sealed class SpoolLog
{
    private readonly string folder;
    private readonly ILogger log;
    private readonly SpoolIndex index = new();
    private readonly SpoolWriter writer;
    private readonly Lock reading = new();
    private readonly HashSet<string> unread = [];
    private volatile bool looked;

    /// <param name="folder">A folder that only this process writes.</param>
    /// <param name="log">Where it says what it cannot keep or read.</param>
    /// <param name="segmentBytes">A new file begins when one has come to this length.</param>
    /// <param name="flush">Brings a file to the disk; null for the system's own way.</param>
    public SpoolLog(string folder, ILogger log, long segmentBytes = 8 << 20, Action<SafeFileHandle>? flush = null)
    {
        (this.folder, this.log) = (folder, log);
        writer = new SpoolWriter(folder, index, Remove, segmentBytes, flush ?? RandomAccess.FlushToDisk);
    }

    /// <summary>The calls it holds an answer of that was not released.</summary>
    public IReadOnlyList<ModelCallId> Calls => index.Calls;

    /// <summary>Appends an answer; ends when it is on the disk.</summary>
    /// <exception cref="IOException">The disk does not take it, or as <see cref="DiskFaults"/> says.</exception>
    public Task<SpoolMark> AppendAsync(SpooledAnswer answer) => writer.AppendAsync(answer);

    /// <summary>The database has the answer; a second time changes nothing.</summary>
    public void Release(SpoolMark mark)
    {
        if (index.Release(mark)) Remove(mark.Segment);
    }

    /// <summary>The answers of a call that were not released, oldest first.</summary>
    public IReadOnlyList<SpoolMark> Of(ModelCallId call) => index.Of(call);

    /// <summary>Takes up what former lives left, where that was not done.</summary>
    /// <returns>False while there is something that cannot be read.</returns>
    public bool Look() => looked || LookAgain();

    /// <summary>Takes up what former lives left and was not taken up yet.</summary>
    /// <inheritdoc cref="Look" path="/returns"/>
    public bool LookAgain()
    {
        // Whoever comes meanwhile waits: until all is read, nobody knows that an answer is not there.
        lock (reading)
        {
            var all = true;
            foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + SpoolSegment.Ending) : [])
            {
                if (SpoolSegment.TryOf(path, out var segment) && index.Know(segment)) all &= Scan(segment);
            }

            return looked = all;
        }
    }

    /// <summary>An answer it holds; null where its record was damaged.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<SpooledAnswer?> ReadAsync(SpoolMark mark, CancellationToken cancellationToken) =>
        SpoolFrame.Read(mark.Segment.Key, await BytesAsync(mark, cancellationToken));

    /// <summary>Sets the damaged record of an answer aside and lets it go.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async Task SetAsideAsync(SpoolMark mark, CancellationToken cancellationToken)
    {
        SetAside(mark.Segment, mark.Offset, mark.Call, await BytesAsync(mark, cancellationToken));
        Release(mark);
    }

    /// <summary>Removes the present file where all of it was released; the next answer begins another.</summary>
    public void Tidy() => writer.Tidy();

    private bool Scan(SpoolSegment segment)
    {
        try
        {
            var content = File.ReadAllBytes(segment.Path);
            var marks = new List<SpoolMark>();
            foreach (var piece in SpoolScan.Of(segment.Key, content))
            {
                if (piece.Holds == SpoolPart.Whole) marks.Add(new SpoolMark(piece.Call!.Value, segment, piece.Offset, piece.Length));
                else if (piece.Holds == SpoolPart.Damaged) TrySetAside(segment, piece, content);
                else if (piece.Holds == SpoolPart.Torn) log.LogWarning("The end of {File} in the spool, from byte {Offset} on, was being written when the power went; it is no answer", Path.GetFileName(segment.Path), piece.Offset);
            }

            index.Add(segment, marks);
            if (index.Seal(segment)) Remove(segment);
            unread.Remove(segment.Path);
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            index.Forget(segment);
            if (e is FileNotFoundException or DirectoryNotFoundException) return true;
            if (unread.Add(segment.Path)) log.LogError(e, "The file {File} in the spool cannot be read, and nobody knows which answers it holds: {Problem}", segment.Path, e.Message);
            return false;
        }
    }

    private void TrySetAside(SpoolSegment segment, SpoolPiece piece, byte[] content)
    {
        try
        {
            SetAside(segment, piece.Offset, piece.Call, content.AsSpan(piece.Offset, piece.Length));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            index.Hold(segment);
            log.LogError(e, "The file {File} in the spool is damaged, and the part cannot be set aside; the file stays: {Problem}", segment.Path, e.Message);
        }
    }

    private void SetAside(SpoolSegment segment, long offset, ModelCallId? call, ReadOnlySpan<byte> damaged)
    {
        var file = call is { } known ? SpoolFiles.NameAside(known) : $"{segment.Key:N}-{offset}{SpoolFiles.Unreadable}";
        using (var aside = File.OpenHandle(Path.Combine(folder, file), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(aside, damaged, 0);
            RandomAccess.FlushToDisk(aside);
        }

        DurableFolder.Flush(folder);
        log.LogError("A part of {Segment} in the spool does not hold the answer it was written for; it is set aside as {File}", Path.GetFileName(segment.Path), file);
    }

    private static async Task<byte[]> BytesAsync(SpoolMark mark, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(mark.Segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[mark.Length];
        var read = 0;
        while (read < bytes.Length && await RandomAccess.ReadAsync(file, bytes.AsMemory(read), mark.Offset + read, cancellationToken) is > 0 and var more) read += more;
        return bytes;
    }

    private void Remove(SpoolSegment segment)
    {
        try
        {
            File.Delete(segment.Path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.LogWarning("The file {File} in the spool is not needed any more and cannot be removed: {Problem}", segment.Path, e.Message);
        }

        // One that stays is taken up again, and found recorded.
        index.Forget(segment);
    }
}
