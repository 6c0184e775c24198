using System.Text.Json.Nodes;
using GenOps.FakeProvider.Bills;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider;

/// <summary>Whose state the server has now: a process serves one test after the other, each as if it had just been started.</summary>
public sealed class FakeLife(FakeState first)
{
    private volatile FakeState state = first;

    /// <summary>For the requests that begin now.</summary>
    public FakeState State
    {
        get => state;
        set => state = value;
    }
}

/// <summary>How the server behaves now; changed by <c>POST /control</c>.</summary>
public sealed class FakeState(BillStore bills, TimeProvider time)
{
    private int requests;
    private volatile TaskCompletionSource released = Released();

    /// <summary>What was charged.</summary>
    public BillStore Bills { get; } = bills;

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The settings in force, without the faults.</summary>
    public FakeControl Settings { get; private set; } = new();

    /// <summary>Requests seen at the paid endpoints, accepted or not.</summary>
    public int Requests => requests;

    /// <summary>Counts a request.</summary>
    public void Count() => Interlocked.Increment(ref requests);

    /// <summary>Takes what a control message sets and leaves the rest.</summary>
    public void Apply(FakeControl change)
    {
        Settings = new FakeControl
        {
            LookUp = change.LookUp ?? Settings.LookUp,
            LookUpDelayMs = change.LookUpDelayMs ?? Settings.LookUpDelayMs,
            Idempotent = change.Idempotent ?? Settings.Idempotent,
            LatencyMs = change.LatencyMs ?? Settings.LatencyMs,
            LatencyMaxMs = change.LatencyMaxMs ?? Settings.LatencyMaxMs,
            Key = change.Key ?? Settings.Key,
            HoldAnswers = change.HoldAnswers ?? Settings.HoldAnswers,
            Say = change.Say ?? Settings.Say,
        };
        if (change.HoldAnswers == true && released.Task.IsCompleted)
            released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (change.HoldAnswers == false)
            released.TrySetResult();
        if (change.Seed is { } seed)
            Faults.Seed(seed);
        if (change.Faults is { } faults)
            Faults.Replace(faults);
        if (change.AddFaults is { } more)
            Faults.Add(more);
    }

    /// <summary>Waits as long as this answer takes.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (Faults.Latency(Settings.LatencyMs ?? 0, Settings.LatencyMaxMs ?? 0) is > 0 and var ms)
            await Task.Delay(TimeSpan.FromMilliseconds(ms), Time, cancellationToken);
        await released.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource Released()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        released.SetResult();
        return released;
    }
}

/// <summary>What a control message may set; null leaves it as it is. The same names work on the command line.</summary>
public sealed record FakeControl
{
    /// <summary>Whether completions sent with <c>store: true</c> are kept and listed; off at first.</summary>
    public bool? LookUp { get; init; }

    /// <summary>Milliseconds until a stored completion shows in the list; 0 at first.</summary>
    public int? LookUpDelayMs { get; init; }

    /// <summary>Whether a repeated key gives the stored answer and no second bill; off at first.</summary>
    public bool? Idempotent { get; init; }

    /// <summary>Milliseconds between the bill and the answer; 0 at first.</summary>
    public int? LatencyMs { get; init; }

    /// <summary>With a value above <see cref="LatencyMs"/>: the latency is drawn between the two.</summary>
    public int? LatencyMaxMs { get; init; }

    /// <summary>Whether answers, billed, wait until this is false again; off at first.</summary>
    public bool? HoldAnswers { get; init; }

    /// <summary>Fields every answer has instead of its own (<c>model</c>, <c>service_tier</c>, <c>usage</c>); an empty object for none.</summary>
    public JsonObject? Say { get; init; }

    /// <summary>The API key asked for; empty for none.</summary>
    public string? Key { get; init; }

    /// <summary>Starts the generator of probabilities and latencies anew.</summary>
    public int? Seed { get; init; }

    /// <summary>Replaces all faults.</summary>
    public IReadOnlyList<Fault>? Faults { get; init; }

    /// <summary>Adds faults behind those there are.</summary>
    public IReadOnlyList<Fault>? AddFaults { get; init; }
}

/// <summary>What <c>GET /control</c> and <c>POST /control</c> answer.</summary>
/// <param name="Requests">Requests seen at the paid endpoints since the start.</param>
/// <param name="Bills">Bills on disk.</param>
/// <param name="Settings">The settings in force.</param>
public sealed record FakeReport(int Requests, int Bills, FakeControl Settings);
