using System.Collections.Concurrent;
using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Alerts;

public sealed class StorageAlarmTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly Channel well = new("webhook");
    private readonly Channel ill = new("email") { Refusals = 2 };

    [Fact]
    public async Task Look_DatabaseStopsAndComesBack_IsToldOnceByEachChannelAndKeptAfterwards()
    {
        await using var server = await PostgresServer.StartAsync();
        var choice = new DatabaseChoice(await server.CreateDatabaseAsync("genops") + ";Timeout=2", IsPostgres: true);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddSingleton(new StoragePlace(Path.GetTempPath())).AddGenOpsDatabase(choice).BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        var factory = services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();
        using var alarm = new StorageAlarm(services.GetRequiredService<StorageProbe>(), factory, [ill, well], time, NullLogger<StorageAlarm>.Instance);
        await LookAsync(alarm, 2);
        Assert.Empty(well.Heard);

        await server.PauseAsync();
        await LookAsync(alarm, 6);
        Assert.Equal([(AlertKind.Storage, false)], well.Heard.Select(m => (m.Alert.Kind, m.IsResolved)));
        Assert.Equal([false], ill.Heard.Select(m => m.IsResolved));
        Assert.Contains("cannot be reached", well.Heard.Single().Alert.Text, StringComparison.Ordinal);

        await server.ContinueAsync();
        await LookAsync(alarm, 4);
        Assert.Equal([false, true], well.Heard.Select(m => m.IsResolved));
        Assert.Equal([false, true], ill.Heard.Select(m => m.IsResolved));
        await using var db = factory.CreateDbContext();
        var kept = await db.Alerts.SingleAsync();
        Assert.Equal((AlertKind.Storage, null), (kept.Kind, kept.OpenKey));
        Assert.True(kept.ResolvedAt > kept.RaisedAt);
        Assert.Empty(await db.AlertNotices.ToListAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Look_DiskTakesNoFilesButTheDatabaseDoes_StandsInTheListUntilItIsOver(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var folder = Path.Combine(Path.GetTempPath(), "genops-storage-" + Guid.NewGuid().ToString("N"));
        using var probe = new StorageProbe(database.Contexts, new StoragePlace(folder), time);
        using var alarm = new StorageAlarm(probe, database.Contexts, [well], time, NullLogger<StorageAlarm>.Instance);
        var watch = new AlertWatch(database.Contexts, [], [well], time, NullLogger<AlertWatch>.Instance);
        await LookAsync(alarm, 1);
        Assert.Empty(well.Heard);

        await LookAsync(alarm, 3);
        await watch.WatchAsync(CancellationToken.None);
        Assert.Equal(AlertKind.Storage, (await new AlertQuery(database.Contexts, time).ReadAsync(Actor.System, alsoResolved: false, CancellationToken.None)).Single().Kind);

        Directory.CreateDirectory(folder);
        await LookAsync(alarm, 2);
        Directory.Delete(folder);
        Assert.Empty(await new AlertQuery(database.Contexts, time).ReadAsync(Actor.System, alsoResolved: false, CancellationToken.None));
        Assert.Equal([false, true], well.Heard.Select(m => m.IsResolved));
    }

    private async Task LookAsync(StorageAlarm alarm, int times)
    {
        for (var i = 0; i < times; i++)
        {
            time.Advance(StorageAlarm.Period);
            await alarm.LookAsync(CancellationToken.None);
        }
    }

    private sealed class Channel(string name) : IAlertChannel
    {
        public string Name => name;

        public int Refusals { get; set; }

        public ConcurrentQueue<AlertMessage> Heard { get; } = new();

        public Task SendAsync(AlertMessage message, CancellationToken cancellationToken)
        {
            if (Refusals-- > 0) throw new AlertNotSentException("Not now.");
            Heard.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}
