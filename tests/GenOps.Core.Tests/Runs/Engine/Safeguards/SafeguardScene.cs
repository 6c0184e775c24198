using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Tests.Inference.Protocol;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine.Safeguards;

/// <summary>On which way a step goes.</summary>
public enum Way
{
    /// <summary>The slow one.</summary>
    Slow,

    /// <summary>The hot one, begun by itself.</summary>
    Hot,

    /// <summary>The hot one, begun with the answer of the step before.</summary>
    HotNext,
}

/// <summary>A run whose last step goes one of the ways, with something that happens once at a moment of it.</summary>
internal sealed class SafeguardScene(DatabaseKind kind, Way way) : IAsyncDisposable
{
    private const string Two = """
        name: two
        input: { notes: text }
        steps:
          - id: before
            prompt: { tier: small, template: "Sum up: {{ input.notes }}" }
          - id: text
            prompt: { tier: small, template: "Shorten: {{ steps.before.output }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private readonly HashSet<string> happened = [];
    private EngineFixture? engine;

    public EngineFixture Engine => engine!;

    public RunId Run { get; private set; }

    /// <summary>A monotonic clock that can be set forth.</summary>
    public MovedTime Time { get; } = new();

    /// <summary>Instead of a unit of the hot way being committed just so.</summary>
    public Func<StoreUnit, Func<StoreUnit, Task<bool>>, Task<bool>>? OnCommit { get; init; }

    /// <summary>When the call is one that is being sent, and was not posted: on the hot way before its worker knows that.</summary>
    public Func<SafeguardScene, Task>? OnSending { get; init; }

    /// <summary>When the fence is asked, which the slow way does before it sends.</summary>
    public Action<SafeguardScene>? OnFence { get; init; }

    /// <summary>When the first answer is about to be read.</summary>
    public Action<SafeguardScene, byte[]>? OnReading { get; init; }

    /// <summary>Works on the run until its worker can go on with nothing of it.</summary>
    /// <param name="without">Takes a safeguard away; null for none.</param>
    public async Task PlayAsync(Action<IServiceCollection>? without)
    {
        engine = await EngineFixture.StartAsync(kind, change: services =>
        {
            services.Configure<HotPathOptions>(o => o.Enabled = way != Way.Slow);
            services.AddSingleton<TimeProvider>(Time);
            services.AddSingleton<IStepFence>(new WatchedFence(() => Once(OnFence, f => f(this))));
            WatchedProviders.Watch(services, body => Once(OnReading, r => r(this, body)), () => way == Way.Slow ? SendAsync() : Task.CompletedTask);
            WatchedStore.Watch(services, CommitAsync);
            without?.Invoke(services);
        });
        await engine.PublishAsync(way == Way.HotNext ? Two : SpooledCalls.OneCall);
        Run = await engine.StartRunAsync(way == Way.HotNext ? "two" : "one", ("notes", "Search is faster."));
        await WorkAsync();
    }

    /// <summary>A worker of this process looks at the run.</summary>
    public Task WorkAsync() => Engine.Get<RunWorker>().WorkAsync(Run, CancellationToken.None);

    /// <summary>The step that the scene is about.</summary>
    public async Task<StepRun> StepAsync() => (await Engine.StepsAsync(Run)).Single(s => s.StepId == "text");

    /// <summary>Its calls, those included that were never sent, each with how often it was billed.</summary>
    public async Task<List<(ModelCall Call, int Bills)>> CallsAsync()
    {
        var step = (await StepAsync()).Id;
        await using var db = Engine.Open();
        var calls = await db.ModelCalls.AsNoTracking().Where(c => c.StepRunId == step).OrderBy(c => c.CreatedAt).ToListAsync();
        var bills = Engine.Provider.Bills();
        return calls.ConvertAll(c => (c, bills.Count(b => b.IdempotencyKey == c.Id.ToString())));
    }

    /// <summary>Changes it behind its worker's back.</summary>
    public async Task TakeAwayAsync(int epochs, string owner, DateTime until)
    {
        await using var db = Engine.Open();
        await db.StepRuns.Where(s => s.RunId == Run && s.StepId == "text").ExecuteUpdateAsync(s => s
            .SetProperty(x => x.LeaseEpoch, x => x.LeaseEpoch + epochs).SetProperty(x => x.LeaseOwner, owner).SetProperty(x => x.LeaseUntil, until));
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null) await engine.DisposeAsync();
    }

    private async Task<bool> CommitAsync(StoreUnit unit, Func<StoreUnit, Task<bool>> commit)
    {
        if (unit is not (ClaimUnit or AnswerUnit)) return await commit(unit);
        var done = OnCommit is null ? await commit(unit) : await OnCommit(unit, commit);
        if (done && (way == Way.HotNext ? unit is AnswerUnit { NextTaken: true } : unit is ClaimUnit)) await SendAsync();
        return done;
    }

    private Task SendAsync()
    {
        var sending = Task.CompletedTask;
        Once(OnSending, s => sending = s(this));
        return sending;
    }

    private void Once<T>(T? what, Action<T> go)
        where T : Delegate
    {
        if (what is null) return;
        lock (happened)
            if (!happened.Add(typeof(T).ToString())) return;
        go(what);
    }

    private sealed class WatchedFence(Action asked) : IStepFence
    {
        private readonly StepFence inner = new();

        public string Demand => inner.Demand;

        public IQueryable<StepRun> Held(GenOpsDbContext db, StepRun claimed)
        {
            asked();
            return inner.Held(db, claimed);
        }

        public bool Holds(StepRun row, StepRun claimed) => inner.Holds(row, claimed);
    }

    internal sealed class MovedTime : TimeProvider
    {
        private long moved;

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref moved);

        public void Jump(TimeSpan by) => Interlocked.Add(ref moved, (long)(by.TotalSeconds * TimestampFrequency));
    }
}
