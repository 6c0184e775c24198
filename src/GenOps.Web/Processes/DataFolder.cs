namespace GenOps.Web.Processes;

/// <summary>
/// Where this node keeps its database (SQLite), keys, spool and artifacts. One process at a time owns it: the lock is the
/// operating system's and goes with the process, however that ends.
/// </summary>
public sealed class DataFolder(string path) : IDisposable
{
    private const string LockName = "genops.lock";

    private readonly Lock _gate = new();
    private FileStream? _lock;

    /// <summary>Absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Keys that protect cookies and stored secrets.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>
    /// The folder to use: what was asked for (<c>--data</c>, then <c>GENOPS_DATA</c>), else <c>data/</c> at the top of the
    /// source tree the process was started in, else <c>genops</c> in the user's folder for application data
    /// (<c>~/.local/share/genops</c> on Linux).
    /// </summary>
    /// <param name="asked">The value of the option or the variable; null or empty for the default.</param>
    /// <param name="start">The folder the search for the source tree starts in.</param>
    public static string Resolve(string? asked, string start)
    {
        if (!string.IsNullOrWhiteSpace(asked)) return System.IO.Path.GetFullPath(asked, start);
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GenOps.sln")))
                return System.IO.Path.Combine(folder.FullName, "data");
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(home.Length > 0 ? home : start, "genops");
    }

    /// <summary>Makes the folder when needed and takes it for this process; a second call does nothing.</summary>
    /// <exception cref="StartFailedException">It cannot be written, or another process has it.</exception>
    public void Take()
    {
        lock (_gate)
        {
            if (_lock is not null) return;
            Create();
            _lock = Open() ?? throw new StartFailedException(
                $"Another GenOps already works on the data folder {Path}. Stop it first, or choose another folder with --data DIR.");
        }
    }

    /// <summary>Takes the folder unless another process has it; true when this process owns it now.</summary>
    /// <exception cref="StartFailedException">It cannot be written.</exception>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_lock is not null) return true;
            Create();
            _lock = Open();
            return _lock is not null;
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _lock?.Dispose();
            _lock = null;
        }
    }

    private void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            ProbeWriting();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(e);
        }
    }

    private void ProbeWriting()
    {
        var probe = System.IO.Path.Combine(Path, ".write-probe-" + Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
    }

    private FileStream? Open()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotWritable(e);
        }
        catch (IOException)
        {
            // The folder was just written to, so the only thing in the way is another owner.
            return null;
        }
    }

    private StartFailedException NotWritable(Exception cause) =>
        new($"The data folder {Path} cannot be written. Give this user write access to it, or choose another folder with --data DIR.", cause);
}
