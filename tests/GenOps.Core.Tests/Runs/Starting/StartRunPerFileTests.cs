using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Starts.Schedules;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Starting;

public abstract class StartRunPerFileTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly StartRunRequest Request = new("nightly", new Dictionary<string, InputValue>(), MoneyMode.Sandbox, "manual");

    [Fact]
    public async Task Execute_ThreeFiles_StartsThreeRuns()
    {
        var fixture = new ScheduleFixture(Database);
        await fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml, CancellationToken.None);

        var runs = await fixture.StartPerFile.ExecuteAsync(Actor.System, Request, "notes", [Text("a"), Text("b"), Text("c")], CancellationToken.None);

        await using var db = Open();
        Assert.Equal(runs.ToHashSet(), await db.Runs.Select(r => r.Id).ToHashSetAsync());
        Assert.Equal(3, await db.Runs.Select(r => r.InputHash).Distinct().CountAsync());
    }

    [Fact]
    public async Task Execute_OneFileThatIsNoText_NamesItAndStartsNothing()
    {
        var fixture = new ScheduleFixture(Database);
        await fixture.Publish.ExecuteAsync(Actor.System, ScheduleFixture.Yaml, CancellationToken.None);

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => fixture.StartPerFile.ExecuteAsync(
            Actor.System, Request, "notes", [Text("a"), new InputValue.File("b.bin", null, [0xFF, 0x00, 0xC1])], CancellationToken.None));

        Assert.Contains("b.bin", Assert.Single(e.Problems).Problem, StringComparison.Ordinal);
        await using var db = Open();
        Assert.Equal(0, await db.Runs.CountAsync());
    }

    private static InputValue.File Text(string name) => new(name + ".txt", null, Encoding.UTF8.GetBytes("text of " + name));
}

public sealed class StartRunPerFileOnSqlite() : StartRunPerFileTests(DatabaseKind.Sqlite);

public sealed class StartRunPerFileOnPostgres() : StartRunPerFileTests(DatabaseKind.Postgres);
