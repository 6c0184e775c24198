using GenOps.Core.Data;
using Microsoft.Win32.SafeHandles;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>
/// The one writer of the spool log. Who comes while one flush to the disk runs shares the next. Its thread begins with the first answer
/// and ends when none has come for a while.
/// </summary>
/// <param name="folder">Where the segments go.</param>
/// <param name="index">Hears of what is kept.</param>
/// <param name="remove">Removes the file of a segment that is not needed any more.</param>
/// <param name="segmentBytes">A new segment begins when one has come to this length.</param>
/// <param name="flush">Brings a file to the disk.</param>
internal sealed class SpoolWriter(string folder, SpoolIndex index, Action<SpoolSegment> remove, long segmentBytes, Action<SafeFileHandle> flush)
{
    private const int LeastRoom = 16 << 10;
    private const int MostRoom = 256 << 10;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly byte[] Zeros = new byte[MostRoom];

    private readonly object gate = new();
    private List<Entry> waiting = [];
    private bool lives;
    private bool writes;

    // While it writes they are the thread's, else whoever holds the gate may touch them.
    private SpoolSegment? present;
    private SafeFileHandle? file;
    private long length;
    private long room;

    /// <summary>Appends an answer; ends when it is on the disk.</summary>
    /// <exception cref="IOException">The disk does not take it, or as <see cref="DiskFaults"/> says.</exception>
    public Task<SpoolMark> AppendAsync(SpooledAnswer answer)
    {
        var entry = new Entry(answer, SpoolFrame.Begin(answer), new TaskCompletionSource<SpoolMark>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(entry);
            if (lives) Monitor.Pulse(gate);
            else new Thread(Work) { IsBackground = true, Name = "spool" }.Start();
            lives = true;
        }

        return entry.Kept.Task;
    }

    /// <summary>Ends the present segment where all of it was released and nothing is being written.</summary>
    public void Tidy()
    {
        lock (gate)
        {
            if (!writes && waiting.Count == 0 && present is { } segment && index.IsReleased(segment)) End(segment);
        }
    }

    private void Work()
    {
        while (Next() is { } group)
        {
            try
            {
                Put(group, present ?? Begin());
            }
            catch (Exception e)
            {
                foreach (var entry in group) entry.Kept.TrySetException(e);
            }
        }
    }

    private List<Entry>? Next()
    {
        lock (gate)
        {
            writes = false;
            while (waiting.Count == 0)
            {
                if (Monitor.Wait(gate, Idle) || waiting.Count > 0) continue;
                lives = false;
                return null;
            }

            writes = true;
            var group = waiting;
            waiting = [];
            return group;
        }
    }

    private void Put(List<Entry> group, SpoolSegment segment)
    {
        var end = length;
        var (parts, marks) = (new List<ReadOnlyMemory<byte>>(group.Count * 2), new List<SpoolMark>(group.Count));
        foreach (var (answer, frame, _) in group)
        {
            SpoolFrame.Stamp(frame, segment.Key);
            parts.Add(frame);
            if (answer.Body.Length > 0) parts.Add(answer.Body);
            marks.Add(new SpoolMark(answer.Call, segment, end, frame.Length + answer.Body.Length));
            end += marks[^1].Length;
        }

        var made = Math.Max(room, end);
        if (made == end)
        {
            // A flush of bytes that have their place in the file already takes a fraction of one that makes the file longer.
            parts.Add(Zeros.AsMemory(0, (int)Math.Clamp(end, LeastRoom, MostRoom)));
            made += parts[^1].Length;
        }

        try
        {
            RandomAccess.Write(file!, parts, length);
            flush(file!);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // What is on the disk after a refusal nobody knows, so nothing follows it in this file.
            CutOff();
            End(segment);
            throw;
        }

        (length, room) = (end, made);
        index.Add(segment, marks);
        for (var i = 0; i < group.Count; i++) group[i].Kept.SetResult(marks[i]);
        if (length >= segmentBytes) End(segment);
    }

    private SpoolSegment Begin()
    {
        var segment = SpoolSegment.New(folder);
        index.Know(segment);
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                DurableFolder.Flush(Path.GetDirectoryName(Path.GetFullPath(folder))!);
            }

            file = File.OpenHandle(segment.Path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            DurableFolder.Flush(folder);
            (length, room) = (0, 0);
            return present = segment;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            file?.Dispose();
            file = null;
            remove(segment);
            throw;
        }
    }

    private void CutOff()
    {
        try
        {
            RandomAccess.SetLength(file!, length);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // Then a later life finds it, and records again what the database took meanwhile.
        }
    }

    private void End(SpoolSegment segment)
    {
        file!.Dispose();
        (present, file) = (null, null);
        if (index.Seal(segment)) remove(segment);
    }

    private sealed record Entry(SpooledAnswer Answer, byte[] Frame, TaskCompletionSource<SpoolMark> Kept);
}
