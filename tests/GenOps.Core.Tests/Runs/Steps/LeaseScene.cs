using System.Data.Common;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Runs.Steps;

/// <summary>Steps that a process works on, its keeper, and all statements that the keeper makes.</summary>
internal sealed class LeaseScene : IDbContextFactory<GenOpsDbContext>, IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly StatementTap tap;
    private readonly FailureLog log = new();

    public LeaseScene(TestDatabase database)
    {
        this.database = database;
        tap = new StatementTap(this);
        var clock = new LeaseClock(database.Choice, Time);
        Keeper = new LeaseKeeper(this, clock, new StepFence(), Aborts, Options.Create(new RecoveryOptions()), Time, log);
    }

    /// <summary>As leases name the process.</summary>
    public const string Here = "here/1";

    public SplitTime Time { get; } = new();

    public RunAborts Aborts { get; } = new();

    public LeaseKeeper Keeper { get; }

    /// <summary>What the keeper asked of the database, but for its clock.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>Called before each of these.</summary>
    public Func<Task> OnStatement { get; set; } = () => Task.CompletedTask;

    /// <summary>Claims that are committed, each of a run of its own.</summary>
    public async Task<List<StepLease>> ClaimAsync(int count, int epoch = 1)
    {
        await using var db = database.Open();
        var term = await Keeper.TermAsync(db, CancellationToken.None);
        var rows = new RunRows(db);
        var pipeline = rows.AddPipeline($"p{Guid.CreateVersion7()}");
        List<StepLease> leases = [];
        for (var i = 0; i < count; i++)
        {
            var run = rows.AddRun(pipeline);
            var step = rows.AddStep(run, "facts", 0, state: StepState.Running);
            (step.LeaseOwner, step.LeaseEpoch, step.LeaseUntil) = (Here, epoch, term.Until);
            leases.Add(Keeper.Begin(run, step, timeout: null, term));
        }

        await db.SaveChangesAsync();
        return leases;
    }

    /// <summary>The same, and they are kept.</summary>
    public async Task<List<StepLease>> KeepAsync(int count)
    {
        var leases = await ClaimAsync(count);
        foreach (var lease in leases) lease.Keep();
        return leases;
    }

    /// <summary>One round.</summary>
    /// <param name="fails">Whether it is meant to fail; a failure that is not comes out.</param>
    public async Task<bool> RenewAsync(bool fails = false)
    {
        log.Last = null;
        var renewed = await Keeper.RenewAsync(CancellationToken.None);
        if (!fails && log.Last is { } unforeseen) throw unforeseen;
        Assert.Equal(fails, log.Last is not null);
        return renewed;
    }

    /// <summary>Until when the row says, UTC.</summary>
    public async Task<DateTime> UntilAsync(StepLease lease)
    {
        await using var db = database.Open();
        return await db.StepRuns.Where(s => s.Id == lease.Step.Id).Select(s => s.LeaseUntil!.Value).SingleAsync();
    }

    /// <summary>Another worker takes the step over.</summary>
    public async Task TakeOverAsync(StepLease lease, string owner)
    {
        await using var db = database.Open();
        await db.StepRuns.Where(s => s.Id == lease.Step.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, owner).SetProperty(x => x.LeaseEpoch, x => x.LeaseEpoch + 1));
    }

    public GenOpsDbContext CreateDbContext() => database.Kind == DatabaseKind.Postgres
        ? new PostgresGenOpsDbContext(new DbContextOptionsBuilder<PostgresGenOpsDbContext>().UseNpgsql(database.Choice.ConnectionString).AddInterceptors(tap).Options)
        : new SqliteGenOpsDbContext(new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite(database.Choice.ConnectionString).AddInterceptors(tap).Options);

    public ValueTask DisposeAsync() => Keeper.DisposeAsync();

    /// <summary>Its timers go by a clock of their own, so that nothing is renewed behind a test's back.</summary>
    internal sealed class SplitTime : TimeProvider
    {
        private readonly FakeTimeProvider read = new(DateTimeOffset.UtcNow);
        private readonly FakeTimeProvider timers = new();

        public override long TimestampFrequency => read.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => read.GetUtcNow();

        public override long GetTimestamp() => read.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers.CreateTimer(callback, state, dueTime, period);

        public void Advance(TimeSpan by) => read.Advance(by);

        public void Fire(TimeSpan after) => timers.Advance(after);
    }

    private sealed class FailureLog : ILogger<LeaseKeeper>
    {
        public Exception? Last { get; set; }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Last = logLevel < LogLevel.Error ? Last : exception ?? new InvalidOperationException(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }

    private sealed class StatementTap(LeaseScene scene) : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("clock_timestamp", StringComparison.Ordinal)) return result;
            scene.Statements.Add(command.CommandText);
            await scene.OnStatement();
            return result;
        }
    }
}
