using System.Data.Common;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine;

public abstract class StepClaimsTests(DatabaseKind kind)
{
    private const string Yaml = """
        name: one
        steps:
          - id: first
            prompt: { tier: small, template: "Write." }
        outputs:
          - name: text
            artifacts: [first]
        """;

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(10, false)]
    public async Task Take_CommitTakesLong_CountsAsTimeOfTheLease(int seconds, bool maySend)
    {
        var time = new HeldUpTime();
        await using var engine = await EngineFixture.StartAsync(kind, change: services => services.AddSingleton<TimeProvider>(time)
            .AddSingleton<IDbContextFactory<GenOpsDbContext>>(s => new SlowCommits(s.GetRequiredService<DatabaseChoice>(), time)));
        await engine.PublishAsync(Yaml);
        var run = await engine.RunRowAsync(await engine.StartRunAsync("one"));
        time.PerCommit = TimeSpan.FromSeconds(seconds);

        var lease = Assert.Single(await engine.Get<StepClaims>().TakeAsync(run, PipelineDefinition.Parse(Yaml), 8, CancellationToken.None));

        Assert.Equal(maySend, lease.MaySend);
        await lease.DisposeAsync();
    }

    /// <summary>A monotonic clock that is ahead by what commits are said to have taken.</summary>
    private sealed class HeldUpTime : TimeProvider
    {
        private long ahead;

        public TimeSpan PerCommit { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref ahead);

        public void Commit() => Interlocked.Add(ref ahead, (long)(PerCommit.TotalSeconds * TimestampFrequency));
    }

    private sealed class SlowCommits(DatabaseChoice database, HeldUpTime time) : DbTransactionInterceptor, IDbContextFactory<GenOpsDbContext>
    {
        public GenOpsDbContext CreateDbContext() => database.IsPostgres
            ? new PostgresGenOpsDbContext(new DbContextOptionsBuilder<PostgresGenOpsDbContext>().UseNpgsql(database.ConnectionString).AddInterceptors(this, new RowLock.Clause()).Options)
            : new SqliteGenOpsDbContext(new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite(database.ConnectionString).AddInterceptors(this).Options);

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            time.Commit();
            return ValueTask.FromResult(result);
        }
    }
}

public sealed class StepClaimsTestsOnSqlite() : StepClaimsTests(DatabaseKind.Sqlite);

public sealed class StepClaimsTestsOnPostgres() : StepClaimsTests(DatabaseKind.Postgres);
