using GenOps.Core.Delivery;
using GenOps.Core.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine;

public abstract class OrphanRescueTests(DatabaseKind kind)
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

    [Fact]
    public async Task Sweep_RunThatWaitsForAWorker_IsWokenOnceItsWakeUpIsLostAndThenNoMore()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Yaml);
        var run = await engine.StartRunAsync("one");
        var wakes = new DueWakes(engine.Database.Contexts, engine.Database.Store, TimeProvider.System);
        using var rescue = engine.Make<OrphanRescue>();

        Assert.Equal(0, await rescue.SweepAsync(CancellationToken.None));
        Assert.Equal(run, await wakes.TakeAsync());
        Assert.Equal(1, await rescue.SweepAsync(CancellationToken.None));
        for (var i = 0; i < 3; i++) Assert.Equal(0, await rescue.SweepAsync(CancellationToken.None));

        await using var db = engine.Open();
        Assert.Equal(2, await db.Outbox.CountAsync(m => m.RunId == run));
        Assert.Equal(run, await wakes.TakeAsync());
    }
}

public sealed class OrphanRescueTestsOnSqlite() : OrphanRescueTests(DatabaseKind.Sqlite);

public sealed class OrphanRescueTestsOnPostgres() : OrphanRescueTests(DatabaseKind.Postgres);
