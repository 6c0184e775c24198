using System.Globalization;

/// <summary>
/// Loaded into a measured server, of any revision, by DOTNET_STARTUP_HOOKS: writes how much the process has allocated into a file, four times a second.
/// The runtime asks for this name outside of any namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>The variable that names the file.</summary>
    public const string FileVariable = "BENCHMARK_ALLOCATED_FILE";

    private static Timer? timer;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file) return;
        timer = new Timer(_ => Write(file));
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static void Write(string file)
    {
        // Beside and then over it: whoever reads sees a whole number.
        File.WriteAllText(file + ".new", GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
        // Only then again: two of them at once would take each other's file away.
        timer!.Change(TimeSpan.FromMilliseconds(250), Timeout.InfiniteTimeSpan);
    }
}
