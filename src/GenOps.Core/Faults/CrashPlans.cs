using System.Collections.Concurrent;
using System.Diagnostics;

namespace GenOps.Core.Faults;

/// <summary>
/// What the crash tests planned: one file per run, named by its id, or <c>engine</c> for what belongs to no run. Each line
/// is a point and what happens there once: <c>kill</c> ends the process as a power cut does, <c>pause</c> waits until the
/// file <c>&lt;name&gt;.go</c> appears, <c>fail</c> throws. <c>&lt;name&gt;.reached</c> tells the test that a point was reached.
/// While the file <c>hold</c> exists no run is taken up, so that a test can plan for runs it has just started.
/// </summary>
internal sealed class CrashPlans(string folder)
{
    private const string Engine = "engine";
    private const string Hold = "hold";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, bool> spent = new();

    // Runs that wait where nothing is recorded yet of the work on them. Sweeps stand meanwhile, or they would give them to more and more
    // workers; one that was given them before waits as well.
    private readonly ConcurrentDictionary<RunId, bool> unclaimed = new();

    /// <summary>The plans this process was started with; null when it is not under test.</summary>
    public static CrashPlans? FromEnvironment() =>
        Environment.GetEnvironmentVariable(CrashPoints.Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? new CrashPlans(folder) : null;

    public async ValueTask ReachAsync(CrashPoint point, RunId? run)
    {
        if (point is CrashPoint.RunCommitted or CrashPoint.Sweeping)
            await WaitWhileAsync(() => File.Exists(Path.Combine(folder, Hold)) || (point == CrashPoint.Sweeping && !unclaimed.IsEmpty));
        if ((point is CrashPoint.Taken or CrashPoint.Registered) && run is { } looked) await WaitWhileAsync(() => unclaimed.ContainsKey(looked));
        var name = run?.ToString() ?? Engine;
        var plan = Path.Combine(folder, name);
        if (!File.Exists(plan)) return;
        foreach (var line in await File.ReadAllLinesAsync(plan))
        {
            if (line.Split(' ') is not [var at, var action] || at != point.ToString() || !spent.TryAdd($"{name} {line}", true)) continue;
            if ((point is CrashPoint.Taken or CrashPoint.Registered) && run is { } held) unclaimed.TryAdd(held, true);
            try
            {
                await PlayAsync(plan, point, action);
            }
            finally
            {
                if (run is { } released) unclaimed.TryRemove(released, out _);
            }
        }
    }

    private static async Task PlayAsync(string plan, CrashPoint point, string action)
    {
        if (action == "fail") throw new IOException($"The test lets {point} fail.");
        await File.WriteAllTextAsync(plan + ".reached", point.ToString());
        if (action == "kill") Process.GetCurrentProcess().Kill();
        await WaitWhileAsync(() => !File.Exists(plan + ".go"));
    }

    private static async Task WaitWhileAsync(Func<bool> condition)
    {
        while (condition()) await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
    }
}
