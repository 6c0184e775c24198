namespace GenOps.Core.Starts.Triggers;

/// <summary>A file as it was read.</summary>
/// <param name="Content">Empty where it was too large to be read.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">UTC.</param>
/// <param name="Most">How many bytes are taken.</param>
internal sealed record ReadFile(byte[] Content, long Length, DateTime Written, int Most)
{
    public bool IsTooLarge => Length > Most;
}

/// <summary>Reads a file within bounds of size and time, whatever the system behind it does.</summary>
internal static class FileReading
{
    /// <summary>How long reading may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads a whole file; one that is too large is not opened.</summary>
    /// <returns>Null when it was written to meanwhile, and so has not stood still after all.</returns>
    /// <exception cref="IOException">It cannot be read, or is no plain file.</exception>
    /// <exception cref="FileBlockedException">It took too long, and goes on by itself.</exception>
    public static async Task<ReadFile?> ReadAsync(WatchedFiles files, FileInfo file, string real, int most, TimeProvider time, CancellationToken cancellationToken)
    {
        var reading = OwnThread.RunAsync(() => Read(files, file, real, most));
        try
        {
            return await reading.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new FileBlockedException(reading);
        }
    }

    private static ReadFile? Read(WatchedFiles files, FileInfo file, string real, int most)
    {
        var read = new ReadFile([], file.Length, file.LastWriteTimeUtc, most);
        if (!read.IsTooLarge) read = read with { Content = Bounded(files, file, real, most) };
        var now = new FileInfo(file.FullName);
        var stoodStill = now.Exists && now.LastWriteTimeUtc == read.Written && now.Length == read.Length && (read.IsTooLarge || read.Content.Length == read.Length);
        return stoodStill ? read : null;
    }

    /// <summary>At most one byte more than a run may be given: enough to see that it grew.</summary>
    private static byte[] Bounded(WatchedFiles files, FileInfo file, string real, int most)
    {
        using var stream = files.Open(file.FullName, real);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (kept.Length <= most && (read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, most + 1L - kept.Length))) > 0)
            kept.Write(buffer, 0, read);
        return kept.ToArray();
    }
}

/// <summary>Reading a file took too long.</summary>
/// <param name="reading">Goes on until the file system answers; until then the file must not be read again.</param>
internal sealed class FileBlockedException(Task reading)
    : IOException($"Reading it took more than {FileReading.Patience.TotalSeconds:0} s. It is tried again when the file system answers.")
{
    public Task Reading { get; } = reading;
}
