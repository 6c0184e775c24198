using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Views;

/// <summary>One saved view.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">As its owner named it.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Shared">Whether everybody sees it.</param>
/// <param name="Own">Whether it is the reader's own.</param>
/// <param name="Filter">What it filters.</param>
public sealed record SavedViewRow(SavedViewId Id, string Name, string Owner, bool Shared, bool Own, ViewFilter Filter);

/// <summary>Reads the views a person sees: their own, and those shared with everybody.</summary>
public sealed class SavedViewQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>All of them, by name.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<SavedViewRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var views = await db.SavedViews.AsNoTracking().Where(v => v.Shared || v.OwnerId == actor.Id)
            .OrderBy(v => v.NameKey).ThenBy(v => v.SavedAt).ToListAsync(cancellationToken);
        return [.. views.Select(v => new SavedViewRow(v.Id, v.Name, v.OwnerName, v.Shared, v.OwnerId == actor.Id, ViewFilter.FromJson(v.Filter)))];
    }
}
