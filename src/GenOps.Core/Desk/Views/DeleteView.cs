using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Views;

/// <summary>Deletes a saved view.</summary>
public sealed class DeleteView(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>Deletes it: one's own, or as an operator a shared one.</summary>
    /// <exception cref="NotFoundException">There is none that the actor may see.</exception>
    /// <exception cref="AccessDeniedException">It is somebody else's, and the actor is no operator.</exception>
    public async Task ExecuteAsync(Actor actor, SavedViewId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var view = await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && (v.Shared || v.OwnerId == actor.Id), cancellationToken)
            ?? throw new NotFoundException("There is no such view; perhaps somebody has deleted it.");
        if (view.OwnerId != actor.Id) actor.Require(Roles.Operator);
        db.Remove(view);
        db.Record(actor, clock.UtcNow(), "view.delete", "view", view.Id, $"Deleted the view '{view.Name}' of {view.OwnerName}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
