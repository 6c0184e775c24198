using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Testing;

namespace GenOps.Core.Tests.Audit;

public abstract class AuditQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Actor Auditor = new(Guid.NewGuid(), "Vera", new HashSet<string> { Roles.Auditor });
    private static readonly Actor Grace = new(Guid.NewGuid(), "Grace", new HashSet<string> { Roles.Operator });

    [Fact]
    public async Task Read_WithoutTheRole_IsDenied() =>
        await Assert.ThrowsAsync<AccessDeniedException>(() => Query().ReadAsync(Grace, new AuditFilter(), CancellationToken.None));

    [Theory]
    [InlineData("Grace", null, null, null, 2)]
    [InlineData(null, "run.", null, null, 2)]
    [InlineData(null, "run.start", null, null, 1)]
    [InlineData(null, null, "pipeline", null, 1)]
    [InlineData(null, null, null, "100%", 1)]
    [InlineData(null, null, null, "ANNOUNCE", 3)]
    [InlineData("Grace", "run.", null, "100% wrong", 1)]
    [InlineData(null, null, null, "_", 0)]
    public async Task Read_WithFilters_KeepsWhatMatchesAll(string? actor, string? action, string? type, string? text, int expected)
    {
        await FillAsync();

        var page = await Query().ReadAsync(
            Auditor, new AuditFilter { Actor = actor, Action = action, ObjectType = type, Text = text }, CancellationToken.None);

        Assert.Equal(expected, page.Total);
        Assert.Equal(expected, page.Rows.Count);
    }

    [Fact]
    public async Task Read_PageByPage_IsNewestFirstAndComplete()
    {
        await FillAsync();

        var first = await Query().ReadAsync(Auditor, new AuditFilter { Take = 2 }, CancellationToken.None);
        var second = await Query().ReadAsync(Auditor, new AuditFilter { Take = 2, After = first.Next }, CancellationToken.None);

        Assert.Equal(["run.cancel", "pipeline.pause"], first.Rows.Select(r => r.Action));
        Assert.Equal("run.start", Assert.Single(second.Rows).Action);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Facets_OfEntries_ListWhatThereIs()
    {
        await FillAsync();

        var facets = await Query().FacetsAsync(Auditor, CancellationToken.None);

        Assert.Equal(["GenOps", "Grace"], facets.Actors);
        Assert.Equal(["pipeline.pause", "run.cancel", "run.start"], facets.Actions);
        Assert.Equal(["pipeline", "run"], facets.ObjectTypes);
    }

    private async Task FillAsync()
    {
        await using var db = Open();
        db.Record(Actor.System, Noon, "run.start", "run", "1", "Started a run of announce.");
        db.Record(Grace, Noon.AddMinutes(1), "pipeline.pause", "pipeline", "2", "Paused announce.");
        db.Record(Grace, Noon.AddMinutes(2), "run.cancel", "run", "1", "Cancelled a run of announce: it was 100% wrong.");
        await db.SaveChangesAsync();
    }

    private AuditQuery Query() => new(Database.Contexts);
}

public sealed class AuditQueryOnSqlite() : AuditQueryTests(DatabaseKind.Sqlite);

public sealed class AuditQueryOnPostgres() : AuditQueryTests(DatabaseKind.Postgres);
