using GenOps.Core.Data;

namespace GenOps.Core.Starts.Triggers;

/// <summary>
/// The file system as watching sees it. Each call takes as long as the system behind it likes, so whoever calls does so on a thread that
/// may be lost (<see cref="OwnThread"/>).
/// </summary>
internal class WatchedFiles
{
    /// <summary>Whatever has a name directly in the folder.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public virtual IReadOnlyList<FileInfo> List(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => new FileInfo(path))];

    /// <summary>
    /// Opens a plain file for reading. What was opened is looked at, not only the name: a link put in the place of the file, or of a folder
    /// above it, between look and opening is found out before a byte is read.
    /// </summary>
    /// <param name="path">Its path.</param>
    /// <param name="real">Where it lies once the links of the root are followed.</param>
    /// <exception cref="IOException">It is no plain file, lies elsewhere, or cannot be opened.</exception>
    public virtual Stream Open(string path, string real)
    {
        Demand(FileFacts.Of(path));
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            Demand(FileFacts.Of(stream.SafeFileHandle));
            if (RealPath.Of(stream.SafeFileHandle) is { } place && place != real) throw new IOException("Something else was put in its place while it was opened.");
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Why something with a name in a watched folder is not taken; null when it is a plain file, or gone.</summary>
    public static string? WhyNot(FileFacts facts) => facts.Kind switch
    {
        FileKind.Nothing => null,
        FileKind.Regular when facts.Names > 1 => "It has a second name elsewhere (a hard link). Put a copy here.",
        FileKind.Regular => null,
        FileKind.Folder => "It is a folder, and only files directly in the watched folder are taken. Move its files up, or watch it by a trigger of its own.",
        FileKind.Link => "It is a link, and links are not followed. Put the file itself here.",
        _ => $"It is a {facts.Kind.ToString().ToLowerInvariant()} and no file. Take it away.",
    };

    private static void Demand(FileFacts facts)
    {
        if (facts.Kind == FileKind.Nothing) throw new FileNotFoundException("It is gone.");
        if (WhyNot(facts) is { } why) throw new IOException(why);
    }
}

/// <summary>Runs what may block for ever on a thread of its own, so that a file system that does not answer takes no thread from anybody else.</summary>
internal static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
