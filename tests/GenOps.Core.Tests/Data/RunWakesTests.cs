using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Data;

public abstract class RunWakesTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly Signal signal = new();

    [Fact]
    public async Task Add_InATransaction_IsToldOnceAndOnlyWhenItIsCommitted()
    {
        await using var services = Services();
        await using (var db = OpenOf(services))
        await using (var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None))
        {
            RunWakes.Add(db, Id.New<RunId>(), RunPriority.Normal, DateTime.UnixEpoch);
            await db.SaveChangesAsync();
            Assert.Equal(0, signal.Told);
            await transaction.CommitAsync(CancellationToken.None);
        }

        Assert.Equal(1, signal.Told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Add_WithoutATransaction_IsToldWhenItIsSaved(int wakes)
    {
        await using var services = Services();
        await using var db = OpenOf(services);
        for (var i = 0; i < wakes; i++) RunWakes.Add(db, Id.New<RunId>(), RunPriority.Normal, DateTime.UnixEpoch);

        await db.SaveChangesAsync();

        Assert.Equal(1, signal.Told);
    }

    [Fact]
    public async Task Commit_OfWhatWakesNothing_TellsNobody()
    {
        await using var services = Services();
        await using var db = OpenOf(services);
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await db.Outbox.ExecuteUpdateAsync(m => m.SetProperty(x => x.DispatchedAt, DateTime.UnixEpoch));

        await transaction.CommitAsync(CancellationToken.None);

        Assert.Equal(0, signal.Told);
    }

    private static GenOpsDbContext OpenOf(IServiceProvider services) => services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext();

    private ServiceProvider Services() => new ServiceCollection().AddSingleton<IOutboxSignal>(signal).AddGenOpsDatabase(Database.Choice).BuildServiceProvider();

    private sealed class Signal : IOutboxSignal
    {
        public int Told { get; private set; }

        public void Notify() => Told++;
    }
}

public sealed class RunWakesTestsOnSqlite() : RunWakesTests(DatabaseKind.Sqlite);

public sealed class RunWakesTestsOnPostgres() : RunWakesTests(DatabaseKind.Postgres);
