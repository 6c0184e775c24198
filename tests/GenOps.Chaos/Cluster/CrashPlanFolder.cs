using GenOps.Core;
using GenOps.Core.Faults;

namespace GenOps.Chaos.Cluster;

/// <summary>The folder through which the harness tells a server under test where to end, wait or fail.</summary>
public sealed class CrashPlanFolder : IDisposable
{
    private const string Engine = "engine";

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("genops-crash-").FullName;

    /// <summary>Lets nothing be enqueued until <see cref="Release"/>, so that runs can be started and then planned for.</summary>
    public void Hold() => File.WriteAllText(InFolder("hold"), "");

    /// <summary>Ends <see cref="Hold"/>.</summary>
    public void Release() => File.Delete(InFolder("hold"));

    /// <summary>Plans for a run.</summary>
    /// <param name="run">The run; null for what belongs to no run.</param>
    /// <param name="lines">As <c>Intended pause</c>, each played once per process.</param>
    public void Plan(RunId? run, params string[] lines)
    {
        var draft = InFolder(Guid.NewGuid().ToString("N") + ".draft");
        File.WriteAllLines(draft, lines);
        File.Move(draft, InFolder(run?.ToString() ?? Engine), overwrite: true);
    }

    /// <summary>The point a run has come to; null while it has come to none.</summary>
    public CrashPoint? ReachedBy(RunId? run)
    {
        var file = InFolder($"{run?.ToString() ?? Engine}.reached");
        return File.Exists(file) && Enum.TryParse<CrashPoint>(File.ReadAllText(file), out var point) ? point : null;
    }

    /// <summary>Lets a paused run go on.</summary>
    public void Continue(RunId? run) => File.WriteAllText(InFolder($"{run?.ToString() ?? Engine}.go"), "");

    /// <summary>Forgets all plans, so that the next life of the server is left alone.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(Path)) File.Delete(file);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string InFolder(string name) => System.IO.Path.Combine(Path, name);
}
