using System.Globalization;

namespace GenOps.Benchmarks;

/// <summary>What a measured process tells of itself through <see cref="StartupHook"/>.</summary>
/// <param name="sql">The text that is looked for in its SQL commands; null where none are counted.</param>
internal sealed class Inside(string? sql = null) : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"genops-inside-{Guid.NewGuid():N}");

    /// <summary>What its environment needs.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.FileVariable] = file,
        [StartupHook.SqlVariable] = sql ?? "",
    };

    /// <summary>As of its next note.</summary>
    public async Task<InsideNote> ReadAsync()
    {
        var asked = DateTime.UtcNow;
        while (!File.Exists(file) || File.GetLastWriteTimeUtc(file) < asked) await Task.Delay(25);
        var values = (await File.ReadAllTextAsync(file)).Split(' ').Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new InsideNote(values[0], values[1], values[2], values[3]);
    }

    /// <summary>What is on its heap after a full collection, in bytes.</summary>
    public async Task<long> HeapAsync()
    {
        await File.WriteAllTextAsync(file + StartupHook.Collect, "");
        while (File.Exists(file + StartupHook.Collect)) await Task.Delay(5);
        // The very note that came of it, of which there is no later one for a quarter of a second.
        return long.Parse((await File.ReadAllTextAsync(file)).Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var name in new[] { file, file + StartupHook.Collect, file + ".new" }) File.Delete(name);
    }
}

/// <summary>What a process has come to.</summary>
/// <param name="Allocated">Bytes since its start.</param>
/// <param name="Heap">Bytes on its heap, those that nobody needs any more among them.</param>
/// <param name="Commands">SQL commands since its start.</param>
/// <param name="Found">How many of them hold the text.</param>
internal sealed record InsideNote(long Allocated, long Heap, long Commands, long Found);
