using GenOps.Core.Access;
using GenOps.Core.Desk.Views;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Desk.Views;

public abstract class SavedViewTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Ada = Person("Ada", Roles.Operator);
    private static readonly Actor Grace = Person("Grace", Roles.Reviewer);

    private static readonly ViewFilter Filter = new()
    {
        Pipeline = "announce",
        State = RunState.Failed,
        Standing = RunStanding.Held,
        Money = MoneyMode.Live,
        Text = "401",
        From = new DateOnly(2026, 3, 1),
        To = new DateOnly(2026, 3, 2),
    };

    private SaveView Save => new(Database.Runner());

    private DeleteView Delete => new(Database.Runner());

    [Fact]
    public async Task Save_ThenRead_GivesTheSameFiltersToTheOwnerAlone()
    {
        var id = await Save.ExecuteAsync(Ada, " Failed today ", Filter, shared: false, CancellationToken.None);

        Assert.Equal(new SavedViewRow(id, "Failed today", "Ada", Shared: false, Own: true, Filter), Assert.Single(await ReadAsync(Ada)));
        Assert.Empty(await ReadAsync(Grace));
        await using var db = Open();
        var entry = await db.AuditEntries.SingleAsync();
        Assert.Equal(("view.save", "Ada", id.ToString()), (entry.Action, entry.ActorName, entry.ObjectId));
    }

    [Fact]
    public async Task Save_Shared_IsSeenByEverybodyAndNeedsAnOperator()
    {
        await Save.ExecuteAsync(Ada, "Failed", Filter, shared: true, CancellationToken.None);

        Assert.False(Assert.Single(await ReadAsync(Grace)).Own);
        await Assert.ThrowsAsync<AccessDeniedException>(() => Save.ExecuteAsync(Grace, "Mine", Filter, shared: true, CancellationToken.None));
        await Save.ExecuteAsync(Grace, "failed", Filter, shared: false, CancellationToken.None);
        Assert.Equal(2, (await ReadAsync(Grace)).Count);
    }

    [Fact]
    public async Task Save_UnderATakenOrMissingName_IsRefused()
    {
        await Save.ExecuteAsync(Ada, "Failed", Filter, shared: false, CancellationToken.None);

        await Assert.ThrowsAsync<ConflictException>(() => Save.ExecuteAsync(Ada, "FAILED", new ViewFilter(), shared: false, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidInputException>(() => Save.ExecuteAsync(Ada, " ", new ViewFilter(), shared: false, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Save.ExecuteAsync(Actor.System, "Mine", new ViewFilter(), shared: false, CancellationToken.None));
    }

    [Fact]
    public async Task Delete_ByOwnerAndByOperator_IsDoneAndAudited()
    {
        var own = await Save.ExecuteAsync(Grace, "Mine", Filter, shared: false, CancellationToken.None);
        var shared = await Save.ExecuteAsync(Ada, "Everybody's", Filter, shared: true, CancellationToken.None);

        await Assert.ThrowsAsync<NotFoundException>(() => Delete.ExecuteAsync(Ada, own, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Delete.ExecuteAsync(Grace, shared, CancellationToken.None));
        await Delete.ExecuteAsync(Grace, own, CancellationToken.None);
        await Delete.ExecuteAsync(Person("Linus", Roles.Operator), shared, CancellationToken.None);

        await using var db = Open();
        Assert.Empty(await db.SavedViews.ToListAsync());
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "view.delete"));
    }

    private Task<IReadOnlyList<SavedViewRow>> ReadAsync(Actor actor) => new SavedViewQuery(Database.Contexts).ReadAsync(actor, CancellationToken.None);

    private static Actor Person(string name, string role) => new(Guid.NewGuid(), name, new HashSet<string> { role });
}

public sealed class SavedViewOnSqlite() : SavedViewTests(DatabaseKind.Sqlite);

public sealed class SavedViewOnPostgres() : SavedViewTests(DatabaseKind.Postgres);
